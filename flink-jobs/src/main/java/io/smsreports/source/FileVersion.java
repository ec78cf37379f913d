package io.smsreports.source;

import org.apache.flink.connector.file.src.FileSourceSplit;

/**
 * What distinguishes a file from what lay under its path before: nobody can see more without
 * reading it.
 *
 * @param bytes its size
 * @param modifiedMillis its modification time, in milliseconds since 1970
 */
record FileVersion(long bytes, long modifiedMillis) {

    /** Of no file. */
    static final FileVersion ABSENT = new FileVersion(-1, -1);

    static FileVersion of(FileSourceSplit file) {
        return new FileVersion(file.fileSize(), file.fileModificationTime());
    }
}
