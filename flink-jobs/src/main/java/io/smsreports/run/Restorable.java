package io.smsreports.run;

import io.smsreports.ownership.CommitLog;
import io.smsreports.ownership.LogEntry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * Which checkpoints a run may be resumed from, by the last entry of its commit log: those that the
 * last owner has taken, from the one on that it has begun to commit. Where it has committed nothing
 * yet, also the one that it restored itself. Neither the number of a checkpoint nor its time is
 * enough: the checkpoints of all jobs of a run lie in one folder.
 *
 * <p>An owner's start is written while the checkpoint is there that it restores. If that is gone,
 * and the owner has taken none, then the job before has gone on, which seemed dead: its next
 * checkpoint was just being taken, and deleted it when it was complete. The job before could commit
 * nothing of that one any more, and no further one begins, so that it is the one to resume from.
 *
 * @param last an entry of the log, the last one unless such starts lie behind it
 * @param number that entry's
 * @param log where it lies
 * @param search where the checkpoints are
 */
record Restorable(LogEntry last, long number, CommitLog log, SnapshotSearch search) {

    /**
     * Whether a checkpoint or savepoint is one of them; it may be damaged.
     *
     * @param all those of the run
     */
    boolean contains(Snapshot snapshot, List<Snapshot> all) throws IOException {
        if (isOwn(snapshot) || isRestored(snapshot)) {
            return true;
        }
        Optional<Restorable> before = before(all);
        return before.isPresent()
                && snapshot.checkpointId() >= last.checkpoint()
                && before.get().contains(snapshot, all);
    }

    private boolean isOwn(Snapshot snapshot) {
        return snapshot.owner().equals(last.token())
                && snapshot.checkpointId() >= last.checkpoint();
    }

    private boolean isRestored(Snapshot snapshot) {
        return hasRestored() && snapshot.folder().equals(new Path(last.detail()));
    }

    private boolean hasRestored() {
        return last.kind() == LogEntry.Kind.START && !last.detail().isEmpty();
    }

    /**
     * What the job before may be resumed from, where it has gone on after the last owner's start.
     */
    private Optional<Restorable> before(List<Snapshot> all) throws IOException {
        if (!hasRestored()
                || all.stream().anyMatch(this::isOwn)
                || search.at(new Path(last.detail())).isPresent()) {
            return Optional.empty();
        }
        return log.read(number - 1).map(entry -> new Restorable(entry, number - 1, log, search));
    }

    /** Whether nothing has been committed, so that the run may also begin with its input. */
    boolean isBeginning() {
        return last.kind() == LogEntry.Kind.START && last.detail().isEmpty();
    }

    /**
     * The newest one that is sound.
     *
     * @param all those of the run, newest first
     */
    Optional<Snapshot> newest(List<Snapshot> all) throws IOException {
        for (Snapshot snapshot : all) {
            if (contains(snapshot, all) && !snapshot.isDamaged()) {
                Snapshot checked = search.checked(snapshot);
                if (!checked.isDamaged()) {
                    return Optional.of(checked);
                }
            }
        }
        return hasRestored()
                ? search.at(new Path(last.detail())).filter(found -> !found.isDamaged())
                : Optional.empty();
    }

    /** The first one of the run that is damaged and might have been the one to restore. */
    Optional<Snapshot> damaged(List<Snapshot> all) throws IOException {
        for (Snapshot snapshot : all) {
            Snapshot checked = search.checked(snapshot);
            if (checked.isDamaged() && (snapshot.owner().isEmpty() || contains(snapshot, all))) {
                return Optional.of(checked);
            }
        }
        return Optional.empty();
    }
}
