package io.smsreports.ownership;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That a task belongs to the owner of its output, asked anew before each commit. Whoever has an own
 * entry for a checkpoint may commit it at any later time: an owner that came after it has seen the
 * entry, restores that checkpoint or a later one, and commits the same files.
 *
 * <p>For use by one thread at a time; what it cannot find out for want of the storage it waits for,
 * without a limit, until the thread is interrupted.
 */
public final class Ownership {

    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

    /** So many of the owner's commits stay, for people to look at. */
    static final int KEPT = 100;

    /** Commits are deleted after so many new ones, not one by one. */
    static final int PRUNED_AT_ONCE = 50;

    private final OutputOwner owner;
    private final CommitLog log;
    private final StorageWait wait;

    /** Entries that are known to stay for ever. */
    private final Set<Long> kept = new HashSet<>();

    /** The last own entry that has been read. */
    private long known;

    /** What an own entry admits. */
    private long floor;

    private Ownership(OutputOwner owner, CommitLog log) {
        this.owner = owner;
        this.log = log;
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
        kept.add(known);
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
            long last = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
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
        prune();
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
     * Reads the last entry. If that is an own one, so are all since the own start: nobody writes an
     * entry behind a foreign one that it has read, and starts stay for ever.
     */
    private void catchUp() throws IOException {
        List<Long> numbers = log.numbers();
        if (numbers.isEmpty()) {
            throw gone();
        }
        if (!numbers.contains(owner.seen() + 1)) {
            long last = numbers.get(numbers.size() - 1);
            throw taken(last, log.read(last));
        }
        long last = numbers.get(numbers.size() - 1);
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

    /** What cannot be deleted now is deleted later. */
    private void prune() {
        if (known % PRUNED_AT_ONCE != 0) {
            return;
        }
        try {
            for (long number : log.numbers()) {
                if (number > known - KEPT) {
                    return;
                }
                if (!kept.contains(number)) {
                    deleteCommit(number);
                }
            }
        } catch (IOException e) {
            LOG.warn("Old entries of {} could not be deleted.", wait.place(), e);
        }
    }

    private void deleteCommit(long number) throws IOException {
        Optional<LogEntry> entry = log.read(number);
        if (entry.isPresent() && entry.get().kind() != LogEntry.Kind.COMMIT) {
            kept.add(number);
            return;
        }
        log.delete(number);
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
