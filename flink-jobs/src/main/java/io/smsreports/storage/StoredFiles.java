package io.smsreports.storage;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * Files of an output or of checkpoints, on a local disk or in an object store, through Flink's file
 * systems. Evens out how those tell that something is missing. Every change passes a gate first, so
 * that a test can end a process between any two.
 */
public final class StoredFiles {

    /** Asked before every change; what it throws keeps the change from happening. */
    public interface Gate {
        void beforeChange(String change, Path path) throws IOException;
    }

    /** The files as they are: nothing may keep a change from happening. */
    public static final StoredFiles DIRECT = new StoredFiles((change, path) -> {});

    /** Files that go away while their folder is listed make it fail; not so many times. */
    private static final int LIST_ATTEMPTS = 10;

    /** The same for a folder that somebody else writes into. */
    private static final int TREE_ATTEMPTS = 20;

    private final Gate gate;

    public StoredFiles(Gate gate) {
        this.gate = gate;
    }

    /** The whole content, or empty if there is no such file. */
    public Optional<byte[]> read(Path file) throws IOException {
        return AtomicFile.read(file);
    }

    /**
     * Opens a file.
     *
     * @throws FileNotFoundException if there is no such file
     */
    public InputStream open(Path file) throws IOException {
        return fileSystemOf(file).open(file);
    }

    /** Starts a file; for one that nobody reads before it is whole. */
    public OutputStream create(Path file) throws IOException {
        gate.beforeChange("create", file);
        return fileSystemOf(file).create(file, WriteMode.OVERWRITE);
    }

    /**
     * Puts a small file in place as a whole: any reader, and a process that is killed meanwhile,
     * leaves the old content or the new.
     */
    public void replace(Path file, byte[] content) throws IOException {
        gate.beforeChange("replace", file);
        AtomicFile.replace(file, content);
    }

    /**
     * Creates a small file as {@link PutIfAbsent#create}.
     *
     * @return whether it was created; false: there is one already
     */
    public boolean createIfAbsent(Path file, byte[] content) throws IOException {
        gate.beforeChange("create", file);
        return PutIfAbsent.create(file, content);
    }

    /** The file's size in bytes, or empty if there is no such file. */
    public OptionalLong length(Path file) throws IOException {
        return status(file)
                .map(found -> OptionalLong.of(found.getLen()))
                .orElseGet(OptionalLong::empty);
    }

    /**
     * What is known of a file or folder, or empty if there is none.
     *
     * @throws IOException also if nobody can tell, as in a folder that must not be entered
     */
    public Optional<FileStatus> status(Path path) throws IOException {
        FileSystem fileSystem = fileSystemOf(path);
        try {
            return Optional.of(fileSystem.getFileStatus(path));
        } catch (FileNotFoundException missing) {
            if (isOutOfSight(fileSystem, path)) {
                throw new AccessDeniedException(path.getPath());
            }
            return Optional.empty();
        }
    }

    /** Java answers so to a local file that is there or is not: the way to it is closed. */
    private static boolean isOutOfSight(FileSystem fileSystem, Path path) {
        try {
            java.nio.file.Path local = new File(path.getPath()).toPath();
            return !fileSystem.isDistributedFS()
                    && !Files.exists(local)
                    && !Files.notExists(local)
                    && !isBelowAFile(local);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Nothing lies below a file: there Java cannot tell either, but we can. */
    private static boolean isBelowAFile(java.nio.file.Path local) {
        java.nio.file.Path above = local.getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return above != null && Files.isRegularFile(above);
    }

    /**
     * What lies in a folder, by name; nothing if there is no such folder.
     *
     * @throws IOException also if the folder is there but cannot be listed: it must not pass for an
     *     empty one, on which a run would begin
     */
    public List<FileStatus> list(Path folder) throws IOException {
        for (int attempt = 0; attempt < LIST_ATTEMPTS; attempt++) {
            Optional<FileStatus[]> found = tryList(folder);
            if (found.isPresent()) {
                return Arrays.stream(found.get())
                        .sorted(Comparator.comparing(status -> status.getPath().getName()))
                        .toList();
            }
            if (status(folder).isEmpty()) {
                return List.of();
            }
        }
        throw new IOException("Cannot list " + folder + ": check its permissions.");
    }

    /** Flink's local file system gives null, or an exception for a file that just went away. */
    private static Optional<FileStatus[]> tryList(Path folder) throws IOException {
        try {
            return Optional.ofNullable(fileSystemOf(folder).listStatus(folder));
        } catch (FileNotFoundException folderOrFileGone) {
            return Optional.empty();
        }
    }

    /**
     * The files under a folder, relative to it and in order, without those that are hidden or lie
     * in a hidden folder: a name that starts with a dot or an underscore.
     */
    public List<String> visible(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        for (FileStatus status : list(folder)) {
            String name = status.getPath().getName();
            if (isHidden(name)) {
                continue;
            }
            if (!status.isDir()) {
                found.add(name);
                continue;
            }
            for (String below : visible(new Path(folder, name))) {
                found.add(name + "/" + below);
            }
        }
        return found;
    }

    /** The first of {@link #visible}, found without listing the rest. */
    public Optional<String> firstVisible(Path folder) throws IOException {
        for (FileStatus status : list(folder)) {
            String name = status.getPath().getName();
            if (isHidden(name)) {
                continue;
            }
            if (!status.isDir()) {
                return Optional.of(name);
            }
            Optional<String> below = firstVisible(new Path(folder, name));
            if (below.isPresent()) {
                return below.map(found -> name + "/" + found);
            }
        }
        return Optional.empty();
    }

    /** Deletes the file; it is no error if there is none. */
    public void delete(Path file) throws IOException {
        remove(file, false);
    }

    /** Deletes the folder with all that is in it; it is no error if there is none. */
    public void deleteTree(Path folder) throws IOException {
        remove(folder, true);
    }

    /**
     * Renames a file to a name that is free; in an object store, where that is a copy and a
     * deletion, a process killed in between leaves both.
     *
     * @return false if the file system says that it could not
     */
    public boolean rename(Path from, Path to) throws IOException {
        gate.beforeChange("rename", to);
        fileSystemOf(to).mkdirs(to.getParent());
        return fileSystemOf(from).rename(from, to);
    }

    /**
     * Moves a file over the one that may be at the target. Of two processes that do it, neither
     * takes away what the other one has put there; in an object store, where that is a copy and a
     * deletion, a process killed in between leaves both.
     *
     * @throws IOException if it cannot be moved, also because it is not there
     */
    public void moveOver(Path from, Path to) throws IOException {
        gate.beforeChange("move", to);
        if (ObjectStore.holds(to)) {
            BucketClient.of(to).copy(from, to);
            delete(from);
            return;
        }
        fileSystemOf(to).mkdirs(to.getParent());
        if (AtomicFile.moveLocal(from, to)) {
            return;
        }
        // Such as HDFS: there a rename fails if the target is there.
        remove(to, false);
        if (!fileSystemOf(from).rename(from, to)) {
            throw new IOException("Cannot move " + from + " to " + to + ".");
        }
    }

    private void remove(Path path, boolean recursive) throws IOException {
        gate.beforeChange("delete", path);
        FileSystem fileSystem = fileSystemOf(path);
        // A batch that has lost its output may be writing into its folder: it ends by that.
        int attempts = recursive ? TREE_ATTEMPTS : 1;
        for (int attempt = 0; attempt < attempts; attempt++) {
            if (deleteOnce(fileSystem, path, recursive)) {
                return;
            }
        }
        throw new IOException("Cannot delete " + path + ": check its permissions.");
    }

    private static boolean deleteOnce(FileSystem fileSystem, Path path, boolean recursive)
            throws IOException {
        try {
            if (fileSystem.delete(path, recursive)) {
                return true;
            }
        } catch (FileNotFoundException alreadyGone) {
            return true;
        } catch (DirectoryNotEmptyException stillWrittenTo) {
            return false;
        }
        return !fileSystem.exists(path);
    }

    /** Whether readers of an output are to pass over a file or folder of this name. */
    public static boolean isHidden(String name) {
        return name.startsWith(".") || name.startsWith("_");
    }

    /** Without a task's guard, as {@link AtomicFile} does. */
    private static FileSystem fileSystemOf(Path path) throws IOException {
        return FileSystem.getUnguardedFileSystem(path.toUri());
    }
}
