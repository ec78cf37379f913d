package io.smsreports.failure;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The failures of one job by the clock, with a line in the log once a minute while it waits. */
final class WaitingJob {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingJob.class);

    private static final Duration LINE_INTERVAL = Duration.ofMinutes(1);

    /** Two troubles further apart have nothing to do with one another. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private static final long MILLIS_PER_SECOND = 1_000;

    /** All that can be said, as nobody has failed. */
    private static final String PENDING =
            "a checkpoint is not complete yet: its storage does not answer, or tasks are behind";

    private final FailureHistory history;
    private final LongSupplier clock;
    private final SlowCheckpoints checkpoints = new SlowCheckpoints();
    private long lastLineMillis;
    private long troubleSinceMillis;
    private long lastTroubleMillis;

    WaitingJob(FailureHistory history) {
        this(history, System::currentTimeMillis);
    }

    /**
     * @param clock in milliseconds
     */
    WaitingJob(FailureHistory history, LongSupplier clock) {
        this.history = history;
        this.clock = clock;
    }

    /** Takes in a failure; gives why the job must end for good, if it must. */
    synchronized Optional<String> failed(Throwable failure) {
        Optional<String> end = history.failed(failure, now());
        if (end.isEmpty()) {
            log();
        }
        return end;
    }

    /**
     * Something keeps checkpoints from completing; no task has failed of it. Gives why the job must
     * end for good, if it must.
     */
    synchronized Optional<String> waitFor(String reason) {
        Optional<String> end = history.waitFor(reason, now());
        if (end.isEmpty()) {
            log();
        }
        return end;
    }

    /**
     * Something does not succeed that the job can do without. It is said once it has gone on for a
     * minute: where the job must wait for the same reason, that is what the line says.
     */
    synchronized void cannotDo(String text) {
        if (!history.reason().isEmpty()) {
            log();
            return;
        }
        if (now() - lastTroubleMillis > FORGOTTEN_AFTER.toMillis()) {
            troubleSinceMillis = now();
        }
        lastTroubleMillis = now();
        boolean persists = now() - troubleSinceMillis >= LINE_INTERVAL.toMillis();
        if (persists && isLineDue()) {
            LOG.warn("The job goes on, but {}.", text);
        }
    }

    private void log() {
        if (isLineDue()) {
            LOG.warn(
                    "The job waits, and tries again every half minute at least: {}.",
                    history.reason());
        }
    }

    /** Whatever it says: while a disk is full or a store is away, much fails at once. */
    private boolean isLineDue() {
        boolean due = now() - lastLineMillis >= LINE_INTERVAL.toMillis();
        if (due) {
            lastLineMillis = now();
        }
        return due;
    }

    synchronized void restarted() {
        history.restarted();
        checkpoints.restarted();
    }

    synchronized void begun(long checkpoint) {
        checkpoints.begun(checkpoint, now());
    }

    synchronized void aborted(long checkpoint) {
        checkpoints.aborted(checkpoint);
    }

    synchronized void completed(long checkpoint) {
        checkpoints.completed(checkpoint);
        long waitedSeconds = history.waitedMillis(now()) / MILLIS_PER_SECOND;
        if (history.progressed()) {
            // A checkpoint without anything to write completes on a full disk too.
            lastLineMillis = now();
            LOG.warn("The job goes on. It had committed nothing for {} s.", waitedSeconds);
        }
    }

    /** For how long the job has not got on; 0 while it does. */
    synchronized long waitedSeconds() {
        long now = now();
        long since = checkpoints.longSinceMillis(now).orElse(now);
        return Math.max(history.waitedMillis(now), now - since) / MILLIS_PER_SECOND;
    }

    /** Why; empty while it gets on. */
    synchronized String reason() {
        boolean hasFailed = !history.reason().isEmpty();
        return hasFailed || checkpoints.longSinceMillis(now()).isEmpty()
                ? history.reason()
                : PENDING;
    }

    private long now() {
        return clock.getAsLong();
    }
}
