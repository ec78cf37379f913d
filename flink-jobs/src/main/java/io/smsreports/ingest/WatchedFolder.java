package io.smsreports.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.PendingSplitsCheckpoint;
import org.apache.flink.core.fs.Path;

/**
 * What a checkpoint holds of a watched folder: the files that wait for a reader, and of every file
 * ever found the version that was handed out.
 */
final class WatchedFolder extends PendingSplitsCheckpoint<FileSourceSplit> {

    private final Map<Path, FileVersion> versions;

    WatchedFolder(Collection<FileSourceSplit> waiting, Map<Path, FileVersion> versions) {
        super(waiting, versions.keySet());
        this.versions = Map.copyOf(versions);
    }

    /**
     * From a checkpoint of whatever kind; Flink's own knows paths only.
     *
     * @return the versions, to be changed by the caller
     */
    static Map<Path, FileVersion> versionsIn(PendingSplitsCheckpoint<FileSourceSplit> checkpoint) {
        Map<Path, FileVersion> versions = new HashMap<>();
        if (checkpoint instanceof WatchedFolder watched) {
            versions.putAll(watched.versions);
            return versions;
        }
        checkpoint
                .getAlreadyProcessedPaths()
                .forEach(path -> versions.put(path, FileVersion.UNKNOWN));
        return versions;
    }
}
