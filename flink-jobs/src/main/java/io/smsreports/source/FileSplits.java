package io.smsreports.source;

import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.FileStatus;

/** The splits of the source: a whole file each, or the notice that a file has changed. */
final class FileSplits {

    /** Begins the id of a notice; a path never begins so. */
    private static final String CHANGE = "changed after read: ";

    private FileSplits() {}

    /** The whole file as one split, at its beginning. Its id is its path: a path is read once. */
    static FileSourceSplit of(FileStatus file) {
        return new FileSourceSplit(
                file.getPath().toString(),
                file.getPath(),
                0,
                file.getLen(),
                file.getModificationTime(),
                file.getLen());
    }

    /**
     * The notice that a file is another one than was read, for its ledger row. A {@link
     * ChangeReader} emits it and reads nothing.
     */
    static FileSourceSplit changeOf(FileSourceSplit file) {
        return new FileSourceSplit(
                CHANGE + file.fileSize() + "," + file.fileModificationTime() + "," + file.path(),
                file.path(),
                0,
                file.length(),
                file.fileModificationTime(),
                file.fileSize());
    }

    /** Whether a split is a {@link #changeOf} a file, and not the file itself. */
    static boolean isChange(FileSourceSplit split) {
        return split.splitId().startsWith(CHANGE);
    }
}
