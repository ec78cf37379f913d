package io.smsreports.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * A folder or file with all that lies in it, on this machine or in an object store.
 *
 * @param root of the tree
 */
record FileTree(Path root) {

    static FileTree local(java.nio.file.Path root) {
        return new FileTree(Path.fromLocalFile(root.toFile()));
    }

    boolean isLocal() {
        String scheme = root.toUri().getScheme();
        return scheme == null || scheme.equals("file");
    }

    boolean exists() throws IOException {
        return root.getFileSystem().exists(root);
    }

    /** Whether another tree lies below this one's root. */
    boolean contains(FileTree other) {
        return other.root.toString().startsWith(root + "/");
    }

    /** The size of all files. */
    long bytes() throws IOException {
        return isLocal() ? localBytes() : bytes(root);
    }

    private long localBytes() throws IOException {
        try (Stream<java.nio.file.Path> paths = Files.walk(localRoot())) {
            long bytes = 0;
            for (java.nio.file.Path file : paths.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private static long bytes(Path folder) throws IOException {
        long bytes = 0;
        for (FileStatus found : folder.getFileSystem().listStatus(folder)) {
            bytes += found.isDir() ? bytes(found.getPath()) : found.getLen();
        }
        return bytes;
    }

    /** Deletes everything. */
    void delete() throws IOException {
        if (!isLocal()) {
            root.getFileSystem().delete(root, true);
            return;
        }
        // Flink's own local file system would follow links out of the folder.
        try (Stream<java.nio.file.Path> paths = Files.walk(localRoot())) {
            for (java.nio.file.Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private java.nio.file.Path localRoot() {
        return java.nio.file.Path.of(root.toUri().getPath());
    }
}
