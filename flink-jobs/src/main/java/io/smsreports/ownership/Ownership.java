package io.smsreports.ownership;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * That a task belongs to the owner of its output, asked anew before each commit. Whoever has an own
 * entry for a checkpoint may commit it at any later time: an owner that came after it has seen the
 * entry, restores that checkpoint or a later one, and commits the same files.
 *
 * <p>For use by one thread at a time; what it cannot find out for want of the storage it waits for,
 * without a limit, until the thread is interrupted.
 */
public final class Ownership {

    private final OutputOwner owner;
    private final CommitLog log;
    private final StorageWait wait;
    private final LogPruner pruner;

    /** The last own entry that has been read. */
    private long known;

    /** What an own entry admits. */
    private long floor;

    private Ownership(OutputOwner owner, CommitLog log) {
        this.owner = owner;
        this.log = log;
        this.pruner = new LogPruner(log);
        this.wait = new StorageWait(PlaceName.of(new Path(owner.log())));
    }

    static Ownership claim(OutputOwner owner, CommitLog log, long restoredCheckpoint)
            throws IOException, InterruptedException {
        Ownership ownership = new Ownership(owner, log);
        ownership.claim(restoredCheckpoint);
        return ownership;
    }

    static boolean hasStart(OutputOwner owner, CommitLog log) throws IOException {
        Ownership ownership = new Ownership(owner, log);
        try {
            if (ownership.hasStart()) {
                return true;
            }
            ownership.requireRestored();
            return false;
        } catch (SuppressRestartsException e) {
            throw (SmsReportsException) e.getCause();
        }
    }

    private synchronized void claim(long restoredCheckpoint)
            throws IOException, InterruptedException {
        wait.until(
                () -> {
                    if (hasStart()) {
                        return true;
                    }
                    requireRestored();
                    log.create(
                            owner.seen() + 1,
                            LogEntry.start(
                                    owner.token(), owner.restored(), owner.restoredCheckpoint()));
                    return hasStart();
                });
        known = owner.seen() + 1;
        floor = owner.restoredCheckpoint();
        wait.until(
                () -> {
                    catchUp();
                    return true;
                });
        if (floor > restoredCheckpoint) {
            throw lost(
                    "has committed checkpoint %d of run %s, and this attempt has restored number %d, which would publish it again. This job ends; the same command resumes from the later one."
                            .formatted(floor, owner.runId(), restoredCheckpoint));
        }
    }

    /**
     * A job that has gone on, though it seemed dead, deletes its checkpoint after the next one:
     * then the owner is that job, and this one must not be the next.
     */
    private void requireRestored() throws IOException {
        String restored = owner.restored();
        if (restored.isEmpty() || !StoredFiles.DIRECT.list(new Path(restored)).isEmpty()) {
            return;
        }
        Path beside = new Path(restored).getParent();
        if (StoredFiles.DIRECT.list(beside).isEmpty()) {
            throw new FileNotFoundException(
                    "There is nothing in %s: bring the storage back, or stop this job."
                            .formatted(PlaceName.of(beside)));
        }
        throw lost(
                "has gone on without this job: checkpoint %d of run %s, which it was to restore, is gone. This job ends; nothing is published twice."
                        .formatted(owner.restoredCheckpoint(), owner.runId()));
    }

    /** Whether the owner's start is in the log; fails if another entry has taken its place. */
    private boolean hasStart() throws IOException {
        List<Long> numbers = log.numbers();
        long number = owner.seen() + 1;
        if (!numbers.contains(number)) {
            long last = CommitLog.lastOf(numbers);
            if (last > number) {
                throw taken(last, log.read(last));
            }
            if (owner.seen() > 0 && numbers.isEmpty()) {
                throw gone();
            }
            return false;
        }
        Optional<LogEntry> found = log.read(number);
        if (found.isPresent() && !found.get().isOf(owner.token())) {
            throw taken(number, found);
        }
        return found.isPresent();
    }

    /**
     * Lets a commit pass: writes an entry for it, or finds one that admits it.
     *
     * @param checkpoint the number of a complete checkpoint, or a lower one that no checkpoint
     *     after the one before has
     * @throws SuppressRestartsException if the output has another owner by now: nothing may be
     *     committed, and the job must end for good
     */
    public synchronized void admit(long checkpoint) throws IOException, InterruptedException {
        if (checkpoint <= floor) {
            return;
        }
        wait.until(
                () -> {
                    catchUp();
                    if (checkpoint <= floor) {
                        return true;
                    }
                    log.create(known + 1, LogEntry.commit(owner.token(), checkpoint));
                    // Read back, whatever the answer was. Behind a pause as long as it may be, the
                    // number may have been free because its entry was deleted long ago: then later
                    // ones are there, and among them the next owner's.
                    catchUp();
                    return checkpoint <= floor;
                });
    }

    /**
     * Fails if the output has another owner by now.
     *
     * @throws SuppressRestartsException if so
     * @throws IOException if the storage does not say
     */
    public synchronized void check() throws IOException {
        catchUp();
    }

    /**
     * Deletes old commits from the log. One task of a job does that, in a thread that may wait.
     *
     * @throws IOException if the storage fails; the next call does what is left
     */
    public void prune() throws IOException {
        pruner.prune(lastKnown());
    }

    private synchronized long lastKnown() {
        return known;
    }

    /**
     * Reads the last entry. If that is an own one, so are all since the own start: nobody writes an
     * entry behind a foreign one that it has read, and starts stay for ever.
     */
    private void catchUp() throws IOException {
        List<Long> numbers = log.numbers();
        if (numbers.isEmpty()) {
            throw gone();
        }
        long last = CommitLog.lastOf(numbers);
        if (!numbers.contains(owner.seen() + 1)) {
            throw taken(last, log.read(last));
        }
        if (last == known) {
            return;
        }
        Optional<LogEntry> entry = log.read(last);
        if (entry.isEmpty()) {
            throw new IOException("Entry " + last + " is listed and not there.");
        }
        if (!entry.get().isOf(owner.token())) {
            throw taken(last, entry);
        }
        known = last;
        floor = Math.max(floor, entry.get().checkpoint());
    }

    private SuppressRestartsException taken(long number, Optional<LogEntry> entry) {
        if (entry.isPresent() && entry.get().saysCleaned()) {
            return lost(
                    "has been cleaned by %s. This job of run %s ends; nothing more is published."
                            .formatted(entry.get().by(), owner.runId()));
        }
        Optional<String> next = entry.flatMap(LogEntry::nextRun);
        if (next.isPresent()) {
            return lost(
                    "has passed from run %s to %s. This job ends."
                            .formatted(owner.runId(), next.get()));
        }
        return lost(
                "has been taken by another job of run %s%s (entry %d of its commit log). This job ends; nothing is published twice."
                        .formatted(
                                owner.runId(),
                                entry.map(other -> ", started on " + other.by()).orElse(""),
                                number));
    }

    /**
     * Storage that is away, such as a share that is not mounted, and whose mount point is empty. An
     * output that was cleaned has an entry that says so.
     *
     * @return what to wait for
     */
    private IOException gone() {
        return new FileNotFoundException(
                "The commit log of run %s is not in %s: bring the storage back, or stop this job."
                        .formatted(owner.runId(), wait.place()));
    }

    private SuppressRestartsException lost(String reason) {
        return new SuppressRestartsException(
                new SmsReportsException(
                        ErrorCode.OUTPUT_TAKEN,
                        "Output %s %s".formatted(PlaceName.of(new Path(owner.output())), reason)));
    }
}
