package io.smsreports.failure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The failures of one job, and when they must end it. A failure that may pass is waited out:
 * without limit once the job has committed, for {@link #START_LIMIT} before that. One that repeats
 * ends the job: the second time at the same place without a completed checkpoint in between, or the
 * {@value #MAX_REPEATS}th time if there were some, each soon after the one before. What nobody has
 * foreseen ends it the {@value #MAX_REPEATS}th time as well, minutes later: it may be an outage of
 * a kind that is not known here, or a mistake, but it is not tried for ever.
 *
 * <p>A completed checkpoint is what counts as progress, so that two failures that are months apart
 * are no repetition. Not thread-safe.
 */
final class FailureHistory {

    /** How long a job that has committed nothing waits for its storage. */
    static final Duration START_LIMIT = Duration.ofMinutes(1);

    /** A job that gets so far each time that it completes a checkpoint may get further. */
    static final int MAX_REPEATS = 10;

    /** What was well for so long is another failure when it fails again. */
    static final Duration HEALTHY_AFTER = Duration.ofMinutes(10);

    private final FailureWords words;
    private final boolean commits;
    private final Map<String, Repetition> repetitions = new HashMap<>();

    private boolean committed;
    private OptionalLong waitingSince = OptionalLong.empty();
    private String reason = "";

    /**
     * Whether the attempt that runs has failed: what fails in its wake is no failure of its own.
     */
    private boolean attemptFailed;

    /**
     * @param times how often it has come, each time soon after the time before
     * @param sinceCheckpoint how often of these since the last completed checkpoint
     */
    private record Repetition(int times, long atMillis, int sinceCheckpoint) {}

    /**
     * @param words what failures say
     * @param commits whether the job commits while it runs: a batch does only when it has ended
     * @param committed whether it goes on from a checkpoint
     */
    FailureHistory(FailureWords words, boolean commits, boolean committed) {
        this.words = words;
        this.commits = commits;
        this.committed = committed;
    }

    /**
     * A task has failed.
     *
     * @param nowMillis by any clock, the same in all calls
     * @return why the job must end for good; empty if it is to be tried again
     */
    Optional<String> failed(Throwable failure, long nowMillis) {
        if (attemptFailed) {
            return Optional.empty();
        }
        attemptFailed = true;
        beginToWait(words.of(failure), nowMillis);
        return switch (FailureKind.of(failure)) {
            case PROGRAM -> endOfRepeated(origin(failure), 2, nowMillis);
            case UNKNOWN -> endOfRepeated(origin(failure), MAX_REPEATS, nowMillis);
            case STORAGE -> endBeforeFirstCommit(nowMillis);
            case CLUSTER -> Optional.empty();
        };
    }

    /**
     * Something keeps checkpoints from completing; no task has failed of it.
     *
     * @return why the job must end for good; empty if it is to wait
     */
    Optional<String> waitFor(String newReason, long nowMillis) {
        beginToWait(newReason, nowMillis);
        return endBeforeFirstCommit(nowMillis);
    }

    private void beginToWait(String newReason, long nowMillis) {
        reason = newReason;
        if (waitingSince.isEmpty()) {
            waitingSince = OptionalLong.of(nowMillis);
        }
    }

    /**
     * @param mostWithoutProgress how often it may come without a completed checkpoint in between
     */
    private Optional<String> endOfRepeated(String origin, int mostWithoutProgress, long nowMillis) {
        Repetition before = repetitions.get(origin);
        boolean withoutProgress = before != null && before.sinceCheckpoint() > 0;
        boolean again = before != null && nowMillis - before.atMillis() < HEALTHY_AFTER.toMillis();
        int times = again || withoutProgress ? before.times() + 1 : 1;
        int sinceCheckpoint = before == null ? 1 : before.sinceCheckpoint() + 1;
        repetitions.put(origin, new Repetition(times, nowMillis, sinceCheckpoint));
        if (sinceCheckpoint >= mostWithoutProgress) {
            return Optional.of(
                    "%s (%s, and no checkpoint in between)"
                            .formatted(
                                    reason,
                                    sinceCheckpoint == 2 ? "twice" : sinceCheckpoint + " times"));
        }
        return times < MAX_REPEATS
                ? Optional.empty()
                : Optional.of(reason + " (" + times + " times in a row)");
    }

    private Optional<String> endBeforeFirstCommit(long nowMillis) {
        boolean mayEnd = commits && !committed;
        return mayEnd && waitedMillis(nowMillis) >= START_LIMIT.toMillis()
                ? Optional.of(
                        reason
                                + " (for "
                                + START_LIMIT.toSeconds()
                                + " s, and nothing is committed yet)")
                : Optional.empty();
    }

    /** The job begins another attempt. */
    void restarted() {
        attemptFailed = false;
    }

    /**
     * A checkpoint has completed.
     *
     * @return whether the job was waiting until then
     */
    boolean progressed() {
        committed = true;
        attemptFailed = false;
        repetitions.replaceAll((origin, last) -> new Repetition(last.times(), last.atMillis(), 0));
        boolean waited = waitingSince.isPresent();
        waitingSince = OptionalLong.empty();
        reason = "";
        return waited;
    }

    /** For how long no checkpoint has completed since a failure; 0 if there was none. */
    long waitedMillis(long nowMillis) {
        return waitingSince.isEmpty() ? 0 : nowMillis - waitingSince.getAsLong();
    }

    /** The last failure in one line; empty if a checkpoint has completed since. */
    String reason() {
        return reason;
    }

    /** An exception of the same type, thrown at the same place. */
    private static String origin(Throwable failure) {
        List<Throwable> chain = FailureKind.chain(failure);
        Throwable root = chain.get(chain.size() - 1);
        StackTraceElement[] stack = root.getStackTrace();
        return FailureKind.typeOf(root) + (stack.length == 0 ? "" : " at " + stack[0]);
    }
}
