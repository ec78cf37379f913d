package io.smsreports.source;

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
final class CdrFileEnumeratorState extends PendingSplitsCheckpoint<FileSourceSplit> {

    private final Map<Path, FileVersion> versions;

    CdrFileEnumeratorState(Collection<FileSourceSplit> waiting, Map<Path, FileVersion> versions) {
        super(waiting, versions.keySet());
        this.versions = Map.copyOf(versions);
    }

    /** The versions in a checkpoint of whatever kind; Flink's own knows paths only. */
    static Map<Path, FileVersion> versionsIn(PendingSplitsCheckpoint<FileSourceSplit> checkpoint) {
        if (checkpoint instanceof CdrFileEnumeratorState watched) {
            return watched.versions;
        }
        Map<Path, FileVersion> versions = new HashMap<>();
        checkpoint
                .getAlreadyProcessedPaths()
                .forEach(path -> versions.put(path, FileVersion.UNKNOWN));
        return versions;
    }
}
