package io.smsreports.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Small files that are replaced as a whole: a reader sees the old content or the new, nothing in
 * between. Holds on a local disk and on object stores (S3), where an object appears when its upload
 * is complete; on HDFS a reader may see a file that is being written.
 */
public final class AtomicFile {

    private static final String LOCAL_SCHEME = "file";

    /** A file is replaced once in seconds, and read in milliseconds. */
    private static final int READ_ATTEMPTS = 10;

    private AtomicFile() {}

    /**
     * Writes the file, over the one that may be there; missing folders are created. On a local disk
     * the content is forced to the disk first, under a hidden name beside the file.
     *
     * @throws IOException if it cannot be written; the old content is then still there
     */
    public static void replace(Path file, byte[] bytes) throws IOException {
        FileSystem fileSystem = fileSystemOf(file);
        if (isLocal(fileSystem)) {
            replaceLocal(localPath(file), bytes);
            return;
        }
        FSDataOutputStream out = fileSystem.create(file, FileSystem.WriteMode.OVERWRITE);
        // Not closed when the write fails: to close is to publish what was written so far.
        out.write(bytes);
        out.close();
    }

    /**
     * Reads the file.
     *
     * @return its content, or nothing if there is no such file
     * @throws IOException if it is there but cannot be read
     */
    public static Optional<byte[]> read(Path file) throws IOException {
        FileSystem fileSystem = fileSystemOf(file);
        if (isLocal(fileSystem)) {
            try {
                return Optional.of(Files.readAllBytes(localPath(file)));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
        for (int attempt = 1; ; attempt++) {
            try (InputStream in = fileSystem.open(file)) {
                return Optional.of(in.readAllBytes());
            } catch (FileNotFoundException e) {
                return Optional.empty();
            } catch (IOException e) {
                if (attempt == READ_ATTEMPTS || !wasReplaced(e)) {
                    throw e;
                }
            }
        }
    }

    /** S3A's word for an object that was replaced between its opening and its first byte. */
    private static boolean wasReplaced(IOException failure) {
        return failure.getClass().getSimpleName().equals("RemoteFileChangedException");
    }

    /**
     * Without Flink's guard, which would close, and so publish, a failed upload at a task's end.
     */
    private static FileSystem fileSystemOf(Path file) throws IOException {
        return FileSystem.getUnguardedFileSystem(file.toUri());
    }

    private static boolean isLocal(FileSystem fileSystem) {
        return LOCAL_SCHEME.equals(fileSystem.getUri().getScheme());
    }

    private static java.nio.file.Path localPath(Path file) {
        return java.nio.file.Path.of(file.getPath());
    }

    /**
     * Creates a file of a local disk, or of one that is mounted as such, whole and on the disk, if
     * there is none.
     *
     * @return whether it was created
     * @throws UnsupportedOperationException if the place is not local
     * @throws java.nio.file.FileSystemException also if its file system has no hard links
     */
    static boolean createLocal(Path file, byte[] bytes) throws IOException {
        if (!isLocal(fileSystemOf(file))) {
            throw new UnsupportedOperationException("it is neither a local disk nor s3://");
        }
        java.nio.file.Path target = localPath(file).toAbsolutePath();
        java.nio.file.Path temporary = writeBeside(target, bytes);
        try {
            Files.createLink(target, temporary);
            forceFolder(target.getParent());
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Moves a file over another one, at once, if both are on a local disk.
     *
     * @return false: they are not
     */
    static boolean moveLocal(Path from, Path to) throws IOException {
        if (!isLocal(fileSystemOf(from)) || !isLocal(fileSystemOf(to))) {
            return false;
        }
        Files.move(
                localPath(from),
                localPath(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private static void replaceLocal(java.nio.file.Path file, byte[] bytes) throws IOException {
        java.nio.file.Path temporary = writeBeside(file.toAbsolutePath(), bytes);
        try {
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** A hidden file with the content, forced to the disk. */
    private static java.nio.file.Path writeBeside(java.nio.file.Path file, byte[] bytes)
            throws IOException {
        java.nio.file.Path folder = file.getParent();
        Files.createDirectories(folder);
        java.nio.file.Path temporary =
                folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try (FileChannel channel =
                FileChannel.open(
                        temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
            return temporary;
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /** So that the file is still there when the machine comes back. */
    private static void forceFolder(java.nio.file.Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
