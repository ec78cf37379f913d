package io.smsreports.testing;

import java.time.Duration;

/** Waits for what a running job brings about, up to a generous LIMIT. */
public final class Eventually {

    /** More than any single step takes on a busy machine: who waits so long waits in vain. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final long POLL_MILLIS = 20;

    /** Looks take a quarter of the time at most, or they keep busy what they wait for. */
    private static final int PAUSES_PER_LOOK = 3;

    private Eventually() {}

    /** Something that may come true. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * Returns as soon as the condition holds; it may also throw when it can't hold any more.
     *
     * @throws AssertionError if it does not within the {@link #LIMIT}
     */
    public static void await(String what, Condition condition) throws Exception {
        long look = System.nanoTime();
        long deadline = look + LIMIT.toNanos();
        while (!condition.holds()) {
            long now = System.nanoTime();
            if (now > deadline) {
                throw new AssertionError(
                        "Waited " + LIMIT.toSeconds() + " s in vain until " + what);
            }
            Thread.sleep(Math.max(POLL_MILLIS, PAUSES_PER_LOOK * (now - look) / 1_000_000));
            look = System.nanoTime();
        }
    }
}
