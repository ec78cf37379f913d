package io.smsreports.source;

import java.util.List;
import java.util.Map;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;

/**
 * What a checkpoint holds of the input.
 *
 * @param waiting the files that wait for a reader
 * @param versions of every file ever found in a watched folder the version that was handed out
 * @param attempts of every file that at least once could not be read at all
 */
record CdrFileEnumeratorState(
        List<FileSourceSplit> waiting,
        Map<Path, FileVersion> versions,
        Map<Path, FileAttempt> attempts) {

    /** Before anything was found. */
    static CdrFileEnumeratorState of(List<FileSourceSplit> waiting) {
        return new CdrFileEnumeratorState(waiting, Map.of(), Map.of());
    }

    CdrFileEnumeratorState {
        attempts = Map.copyOf(attempts);
        waiting = List.copyOf(waiting);
        versions = Map.copyOf(versions);
    }
}
