package io.smsreports.ingest;

import io.smsreports.storage.ObjectStore;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileStatus;

/** What counts as an input file, and what it is called in the outputs. */
public final class InputFiles {

    private InputFiles() {}

    /**
     * All files below a folder, at any depth. Names that begin with {@code .} or {@code _} are not
     * input, nor is what lies below such a folder. A file or subfolder that vanishes while it is
     * being listed is left out. One whose name the process cannot spell is listed as an empty file,
     * for the ledger to tell of it.
     *
     * @throws FileNotFoundException if the folder itself does not exist, on a disk
     */
    public static List<FileStatus> list(Path folder) throws IOException {
        FileSystem fileSystem = folder.getFileSystem();
        FileStatus[] children = children(fileSystem, folder);
        if (children == null) {
            throw new FileNotFoundException("No such folder: " + folder);
        }
        List<FileStatus> files = new ArrayList<>();
        collect(fileSystem, children, files);
        return files;
    }

    private static void collect(
            FileSystem fileSystem, FileStatus[] children, List<FileStatus> files)
            throws IOException {
        for (FileStatus child : children) {
            if (isHidden(child.getPath())) {
                continue;
            }
            if (!child.isDir()) {
                files.add(child);
                continue;
            }
            FileStatus[] below = childrenOrNothing(fileSystem, child.getPath());
            collect(fileSystem, below, files);
        }
    }

    private static FileStatus[] childrenOrNothing(FileSystem fileSystem, Path folder)
            throws IOException {
        try {
            FileStatus[] children = children(fileSystem, folder);
            return children == null ? new FileStatus[0] : children;
        } catch (FileNotFoundException goneMeanwhile) {
            return new FileStatus[0];
        }
    }

    /** What lies in a folder; null, as Flink's local file system says it, if it can't be listed. */
    private static FileStatus[] children(FileSystem fileSystem, Path folder) throws IOException {
        if (ObjectStore.holds(folder)) {
            return objects(fileSystem, folder);
        }
        if (fileSystem.isDistributedFS()) {
            return fileSystem.listStatus(folder);
        }
        // Flink's own listing fails as a whole when one name vanishes, or is a link to nowhere.
        String[] names = new File(folder.getPath()).list();
        if (names == null) {
            return null;
        }
        List<FileStatus> children = new ArrayList<>();
        for (String name : names) {
            File child = new File(folder.getPath(), name);
            if (child.exists() && !child.isFile() && !child.isDirectory()) {
                // A pipe or a socket: to open it would block the reader for ever.
                continue;
            }
            try {
                children.add(fileSystem.getFileStatus(new Path(folder, name)));
            } catch (FileNotFoundException e) {
                // Gone meanwhile, and left out as the contract of list says; or out of reach.
                if (isGarbled(name)) {
                    children.add(new LocalFileStatus(new File(folder.getPath(), name), fileSystem));
                }
            }
        }
        return children.toArray(new FileStatus[0]);
    }

    /** In a bucket a folder begins to be with the first object in it. */
    private static FileStatus[] objects(FileSystem fileSystem, Path prefix) throws IOException {
        try {
            return fileSystem.listStatus(prefix);
        } catch (FileNotFoundException noObjectYet) {
            return new FileStatus[0];
        }
    }

    /**
     * Whether a name holds what Java puts where it cannot read one in the process's character set.
     * No file can be opened by such a name, so it must not pass for one that is gone.
     */
    static boolean isGarbled(String name) {
        return name.indexOf('\uFFFD') >= 0 || name.indexOf('?') >= 0;
    }

    private static boolean isHidden(Path path) {
        String name = path.getName();
        return name.startsWith(".") || name.startsWith("_");
    }

    /** The whole file as one split, at its beginning. Its id is its path: a path is read once. */
    static FileSourceSplit split(FileStatus file) {
        return new FileSourceSplit(
                file.getPath().toString(),
                file.getPath(),
                0,
                file.getLen(),
                file.getModificationTime(),
                file.getLen());
    }

    /** A file's path below the input folder: its name in every output. */
    public static String nameWithin(Path folder, Path file) {
        String base = folder.getPath();
        String path = file.getPath();
        String prefix = base.endsWith("/") ? base : base + "/";
        return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
    }
}
