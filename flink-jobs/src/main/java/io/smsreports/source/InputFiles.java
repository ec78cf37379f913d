package io.smsreports.source;

import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.StoredFiles;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** What counts as an input file, and what it is called in the outputs. */
public final class InputFiles {

    private InputFiles() {}

    /**
     * All files below a folder, as the job lists them, without a log line on what is not read.
     *
     * @throws FileNotFoundException if the folder itself does not exist, on a disk
     * @throws AccessDeniedException if the folder itself may not be listed
     */
    public static List<FileStatus> list(Path folder) throws IOException {
        return list(folder, ListingListener.NONE, InputFiles::namesIn);
    }

    /**
     * All files below a folder, at any depth. Names that begin with {@code .} or {@code _} are not
     * input, nor is what lies below such a folder. A file or subfolder that vanishes while it is
     * being listed is left out. One whose name the process cannot spell, a subfolder that it may
     * not list, and a link out of the folder are listed as empty files, so that the ledger has a
     * row of them; so is, with its size, an object whose key is no path. Links within the folder
     * are followed, but for those that lead to what is listed anyway.
     *
     * @param namesIn lists the names in a local folder, or gives null if it can't
     * @throws FileNotFoundException if the folder itself does not exist, on a disk
     * @throws AccessDeniedException if the folder itself may not be listed
     */
    static List<FileStatus> list(
            Path folder, ListingListener listener, Function<File, String[]> namesIn)
            throws IOException {
        FileSystem fileSystem = folder.getFileSystem();
        if (!fileSystem.isDistributedFS()) {
            return new LocalListing(folder, listener, namesIn).files();
        }
        if (ObjectStore.holds(folder)) {
            return BucketListing.files(folder, listener);
        }
        List<FileStatus> files = new ArrayList<>();
        collect(fileSystem, folder, false, listener, files);
        return files;
    }

    /**
     * Whether the folder itself can be listed: if not, what becomes of a file in it says nothing of
     * the file.
     */
    static boolean isReachable(Path folder) {
        try {
            FileSystem fileSystem = folder.getFileSystem();
            if (!fileSystem.isDistributedFS()) {
                File local = new File(folder.getPath());
                return local.isDirectory() && namesIn(local) != null;
            }
            children(fileSystem, folder, ObjectStore.holds(folder));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The names in a local folder, or null if it can't be listed. Without the right to enter it
     * there are names, but each would pass for a file that is gone.
     */
    static String[] namesIn(File folder) {
        return folder.canExecute() ? folder.list() : null;
    }

    private static void collect(
            FileSystem fileSystem,
            Path folder,
            boolean mayBeMissing,
            ListingListener listener,
            List<FileStatus> files)
            throws IOException {
        for (FileStatus child : children(fileSystem, folder, mayBeMissing)) {
            if (StoredFiles.isHidden(child.getPath().getName())) {
                continue;
            }
            if (child.isDir()) {
                collectBelow(fileSystem, child.getPath(), listener, files);
            } else {
                files.add(child);
            }
        }
    }

    /** A prefix that may not be listed keeps nobody from listing the others. */
    private static void collectBelow(
            FileSystem fileSystem, Path folder, ListingListener listener, List<FileStatus> files)
            throws IOException {
        try {
            collect(fileSystem, folder, true, listener, files);
        } catch (AccessDeniedException e) {
            listener.notRead(ListingListener.Reason.UNREADABLE_FOLDER, folder);
            files.add(ListedFile.inaccessible(folder));
        }
    }

    private static FileStatus[] children(FileSystem fileSystem, Path folder, boolean mayBeMissing)
            throws IOException {
        FileStatus[] children = null;
        try {
            children = fileSystem.listStatus(folder);
        } catch (FileNotFoundException e) {
            if (!mayBeMissing) {
                throw e;
            }
        }
        if (children == null && !mayBeMissing) {
            throw new FileNotFoundException("No such folder: " + folder);
        }
        return children == null ? new FileStatus[0] : children;
    }

    /** A file's path below the input folder: its name in every output. */
    public static String nameWithin(Path folder, Path file) {
        String base = folder.getPath();
        String path = file.getPath();
        String prefix = base.endsWith("/") ? base : base + "/";
        return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
    }
}
