package io.smsreports.run;

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
 * @param last the last entry of the log
 * @param search where the checkpoints are
 */
record Restorable(LogEntry last, SnapshotSearch search) {

    /** Whether a checkpoint or savepoint is one of them; it may be damaged. */
    boolean contains(Snapshot snapshot) {
        boolean ofLastOwner =
                snapshot.owner().equals(last.token())
                        && snapshot.checkpointId() >= last.checkpoint();
        return ofLastOwner || isRestored(snapshot);
    }

    private boolean isRestored(Snapshot snapshot) {
        return last.kind() == LogEntry.Kind.START
                && !last.detail().isEmpty()
                && snapshot.folder().equals(new Path(last.detail()));
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
            if (contains(snapshot) && !snapshot.isDamaged()) {
                Snapshot checked = search.checked(snapshot);
                if (!checked.isDamaged()) {
                    return Optional.of(checked);
                }
            }
        }
        return last.kind() == LogEntry.Kind.START && !last.detail().isEmpty()
                ? search.at(new Path(last.detail())).filter(found -> !found.isDamaged())
                : Optional.empty();
    }

    /** The first one of the run that is damaged and might have been the one to restore. */
    Optional<Snapshot> damaged(List<Snapshot> all) throws IOException {
        for (Snapshot snapshot : all) {
            Snapshot checked = search.checked(snapshot);
            if (checked.isDamaged() && (snapshot.owner().isEmpty() || contains(snapshot))) {
                return Optional.of(checked);
            }
        }
        return Optional.empty();
    }
}
