package io.smsreports.simulator.traffic;

/**
 * How long after its event a row arrives: most within seconds, a fifth anywhere up to the greatest
 * delay.
 *
 * <p>Rows sorted by event time plus delay stand at most {@code maxSeconds} behind the greatest
 * event time before them: an earlier row's event time is at most its arrival, which is at most the
 * later row's arrival, its event time plus {@code maxSeconds}.
 *
 * @param maxSeconds the greatest delay, 0 for rows in event-time order
 */
public record Jitter(int maxSeconds) {

    /** What the reports' default watermark delay, 10 minutes, holds with room to spare. */
    static final Jitter FIVE_MINUTES = new Jitter(300);

    private static final int PROMPT_SECONDS = 15;
    private static final int STRAGGLERS_ONE_IN = 5;

    /** Returns one row's delay in seconds, from 0 to {@code maxSeconds}. */
    int delaySeconds(SeededRandom random) {
        boolean straggler = random.below(STRAGGLERS_ONE_IN) == 0;
        return random.below((straggler ? maxSeconds : Math.min(PROMPT_SECONDS, maxSeconds)) + 1);
    }
}
