package io.smsreports.integration.soak;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Logs what a soak does while it does it, and counts it. */
final class Journal {

    private final PrintStream out;
    private final Instant begin = Instant.now();
    private final Map<String, Integer> counts = new TreeMap<>();
    private String round = "";
    private int kills;
    private int doubleStarts;
    private int pauses;

    Journal(PrintStream out) {
        this.out = out;
    }

    /** What follows belongs to a round. */
    synchronized void beginRound(RoundPlan plan) {
        round = "round " + plan.number() + ": ";
        log(plan.toString());
    }

    /** A line with the time since the beginning. */
    synchronized void log(String line) {
        Duration time = Duration.between(begin, Instant.now());
        out.printf(
                "%3d:%02d.%03d  %s%s%n",
                time.toMinutes(), time.toSecondsPart(), time.toMillisPart(), round, line);
    }

    synchronized void killed(Disturbance.Kill kill, String when) {
        kills++;
        count("kill -9 of " + kill.victim());
        count("  " + kill.victim() + ", " + kill.moment());
        log("kill -9 of %s, %s".formatted(kill.victim(), when));
    }

    synchronized void startsTwice(RoundPlan plan, String when) {
        doubleStarts++;
        count("double starts");
        count("  double starts, " + plan.kind());
        log("two starts at once, %s".formatted(when));
    }

    synchronized void pauses(RoundPlan plan, Disturbance.Pause pause, String when) {
        pauses++;
        count("kill -STOP of " + pause.victim());
        count("  kill -STOP, %s, %s".formatted(plan.kind(), pause.moment()));
        log(
                "kill -STOP of %s for %d ms, %s"
                        .formatted(pause.victim(), pause.sleep().toMillis(), when));
    }

    synchronized int doubleStarts() {
        return doubleStarts;
    }

    synchronized int pauses() {
        return pauses;
    }

    synchronized void count(String what) {
        count(what, 1);
    }

    synchronized void count(String what, int times) {
        counts.merge(what, times, Integer::sum);
    }

    synchronized int kills() {
        return kills;
    }

    /** All that was counted, a line each. */
    synchronized void summarize() {
        round = "";
        counts.forEach((what, times) -> out.printf("%6d  %s%n", times, what));
    }
}
