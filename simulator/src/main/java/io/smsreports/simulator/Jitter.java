package io.smsreports.simulator;

import java.time.Duration;

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
record Jitter(int maxSeconds) {

    /** What the reports' default watermark delay, 10 minutes, holds with room to spare. */
    static final Jitter FIVE_MINUTES = new Jitter(300);

    private static final Duration GREATEST = Duration.ofDays(1);

    private static final int PROMPT_SECONDS = 15;
    private static final int STRAGGLERS_ONE_IN = 5;

    Jitter {
        if (maxSeconds < 0) {
            throw new IllegalArgumentException("jitter of " + maxSeconds + " s: not negative");
        }
    }

    /**
     * Returns a jitter up to a duration.
     *
     * @throws IllegalArgumentException if it is over a day
     */
    static Jitter of(Duration greatest) {
        if (greatest.compareTo(GREATEST) > 0) {
            throw new IllegalArgumentException(
                    "--jitter " + greatest.toSeconds() + "s: must be a day at the most");
        }
        return new Jitter((int) greatest.toSeconds());
    }

    /** Returns one row's delay in seconds, from 0 to {@code maxSeconds}. */
    int delaySeconds(SeededRandom random) {
        boolean straggler = random.below(STRAGGLERS_ONE_IN) == 0;
        return random.below((straggler ? maxSeconds : Math.min(PROMPT_SECONDS, maxSeconds)) + 1);
    }
}
