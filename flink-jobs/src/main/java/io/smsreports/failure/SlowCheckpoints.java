package io.smsreports.failure;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The checkpoints of a job that have begun and are not complete. A store that takes requests and
 * does not answer makes no task fail, so that this is all there is to see of it. Not thread-safe.
 */
final class SlowCheckpoints {

    /** A checkpoint takes less while all is well and tasks are not behind. */
    static final Duration LONG = Duration.ofSeconds(30);

    private final NavigableMap<Long, Long> begunAtMillis = new TreeMap<>();

    /**
     * A checkpoint begins.
     *
     * @param nowMillis by any clock, the same in all calls
     */
    void begun(long checkpoint, long nowMillis) {
        begunAtMillis.put(checkpoint, nowMillis);
    }

    /** A checkpoint is complete, which ends those before it. */
    void completed(long checkpoint) {
        begunAtMillis.headMap(checkpoint, true).clear();
    }

    /** A checkpoint has failed. */
    void aborted(long checkpoint) {
        begunAtMillis.remove(checkpoint);
    }

    /** The job begins another attempt, which takes none of these. */
    void restarted() {
        begunAtMillis.clear();
    }

    /** Since when one takes {@link #LONG} or more; empty if none does. */
    OptionalLong longSinceMillis(long nowMillis) {
        return begunAtMillis.values().stream()
                .mapToLong(Long::longValue)
                .filter(begun -> nowMillis - begun >= LONG.toMillis())
                .min();
    }
}
