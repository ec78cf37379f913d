package io.smsreports.source;

import org.apache.flink.connector.file.src.FileSourceSplit;

/**
 * What tells a file from what lay under its path before: nobody can see more without reading it.
 *
 * @param bytes its size
 * @param modifiedMillis its modification time, in milliseconds since 1970
 */
record FileVersion(long bytes, long modifiedMillis) {

    /** Of a file that was read before versions were kept: it stands for any. */
    static final FileVersion UNKNOWN = new FileVersion(-1, -1);

    static FileVersion of(FileSourceSplit file) {
        return new FileVersion(file.fileSize(), file.fileModificationTime());
    }
}
