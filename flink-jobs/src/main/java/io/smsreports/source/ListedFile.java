package io.smsreports.source;

import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * A file as a listing shows it.
 *
 * @param modifiedMillis its modification time, in milliseconds since 1970
 */
record ListedFile(Path path, long bytes, long modifiedMillis) implements FileStatus {

    /**
     * A folder that may not be listed, or a link out of the input, as a file that cannot be opened.
     * It has no size and no time, so that it never changes.
     */
    static ListedFile inaccessible(Path path) {
        return new ListedFile(path, 0, 0);
    }

    @Override
    public Path getPath() {
        return path;
    }

    @Override
    public long getLen() {
        return bytes;
    }

    @Override
    public long getModificationTime() {
        return modifiedMillis;
    }

    @Override
    public boolean isDir() {
        return false;
    }

    @Override
    public long getBlockSize() {
        return bytes;
    }

    @Override
    public short getReplication() {
        return 1;
    }

    @Override
    public long getAccessTime() {
        return 0;
    }
}
