package io.smsreports.source;

import io.smsreports.source.ListingListener.Reason;
import io.smsreports.storage.StoredFiles;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * One listing of a local folder. Flink's own fails as a whole when one name vanishes, or is a link
 * to nowhere.
 */
final class LocalListing {

    private final FileSystem fileSystem;
    private final Path folder;
    private final ListingListener listener;
    private final Function<File, String[]> namesIn;
    private final List<FileStatus> files = new ArrayList<>();

    /** What links have led to so far, in hidden folders. */
    private final Set<java.nio.file.Path> linked = new HashSet<>();

    private java.nio.file.Path base;

    /**
     * @param namesIn lists the names in a folder, or gives null if it can't
     */
    LocalListing(Path folder, ListingListener listener, Function<File, String[]> namesIn)
            throws IOException {
        this.fileSystem = folder.getFileSystem();
        this.folder = folder;
        this.listener = listener;
        this.namesIn = namesIn;
    }

    /** All files below the folder, by the contract of {@link InputFiles#list}. */
    List<FileStatus> files() throws IOException {
        File local = new File(folder.getPath());
        if (!local.isDirectory()) {
            throw new FileNotFoundException("No such folder: " + folder);
        }
        String[] children = namesIn.apply(local);
        if (children == null) {
            throw new AccessDeniedException(local.getPath());
        }
        base = local.toPath().toRealPath();
        addAll(folder, children, false);
        return files;
    }

    private void addAll(Path parent, String[] children, boolean behindLink) throws IOException {
        // In a fixed order, so that of two links to one place it is always the same that counts.
        Arrays.sort(children);
        for (String name : children) {
            if (!StoredFiles.isHidden(name)) {
                add(parent, name, behindLink);
            }
        }
    }

    private void add(Path parent, String name, boolean behindLink) throws IOException {
        File child = new File(parent.getPath(), name);
        if (child.exists() && !child.isFile() && !child.isDirectory()) {
            // A pipe or a socket: to open it would block the reader for ever.
            return;
        }
        Path path = InputPaths.child(parent, name);
        try {
            FileStatus status = fileSystem.getFileStatus(path);
            boolean isLinked = behindLink || Files.isSymbolicLink(child.toPath());
            if (isLinked && isLeftOut(path, status.isDir(), child.toPath().toRealPath())) {
                return;
            }
            if (status.isDir()) {
                addFolder(child, path, isLinked);
                return;
            }
            // Flink's own status would spell the path anew, and a backslash in it as a slash.
            files.add(new ListedFile(path, status.getLen(), status.getModificationTime()));
        } catch (FileNotFoundException | NoSuchFileException e) {
            // Gone meanwhile: left out by the contract of list. Or its name cannot be spelled.
            if (InputPaths.isGarbled(name)) {
                files.add(ListedFile.inaccessible(path));
            }
        }
    }

    private void addFolder(File local, Path path, boolean isLinked) throws IOException {
        String[] children = namesIn.apply(local);
        if (children != null) {
            addAll(path, children, isLinked);
        } else if (local.isDirectory()) {
            listener.notRead(Reason.UNREADABLE_FOLDER, path);
            files.add(ListedFile.inaccessible(path));
        }
    }

    /** Whether a link's target is not read, or not under this path. */
    private boolean isLeftOut(Path link, boolean isFolder, java.nio.file.Path target) {
        if (isListedElsewhere(target, isFolder)) {
            listener.notRead(Reason.LISTED_ELSEWHERE, link);
            return true;
        }
        if (target.startsWith(base)) {
            return false;
        }
        listener.notRead(Reason.LEADS_OUT, link);
        files.add(ListedFile.inaccessible(link));
        return true;
    }

    /**
     * Whether what a link leads to is listed under another path: within the input, above it, or
     * where another link has led.
     */
    private boolean isListedElsewhere(java.nio.file.Path target, boolean isFolder) {
        if (isFolder && base.startsWith(target)) {
            return true;
        }
        if (!target.startsWith(base)) {
            return false;
        }
        for (java.nio.file.Path name : base.relativize(target)) {
            if (StoredFiles.isHidden(name.toString())) {
                return !linked.add(target);
            }
        }
        return true;
    }
}
