package io.smsreports.source;

import io.smsreports.storage.ObjectStore;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileStatus;

/** What counts as an input file, and what it is called in the outputs. */
public final class InputFiles {

    /** Begins the id of a split that is no file but the news of a change; a path never does. */
    private static final String CHANGE = "changed after read: ";

    /** Scheme, authority and path, as {@link Path#toString} joins them. */
    private static final Pattern PATH_TEXT =
            Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/]+))?(/.*)", Pattern.DOTALL);

    private InputFiles() {}

    /** What a listing found and left out, for the log. */
    interface Oddities {

        /** Says nothing. */
        Oddities UNTOLD =
                new Oddities() {
                    @Override
                    public void unreadable(Path folder) {}

                    @Override
                    public void listedElsewhere(Path link) {}

                    @Override
                    public void leadsOut(Path link) {}
                };

        /** A folder that this process may not list; it is in the listing as an empty file. */
        void unreadable(Path folder);

        /** A link to what is listed under another path; what it leads to is not listed again. */
        void listedElsewhere(Path link);

        /** A link out of the input folder; it is in the listing as an empty file. */
        void leadsOut(Path link);
    }

    /** Lists the names in a local folder; null if it can't. A test passes its own. */
    interface Names {
        String[] in(File folder);
    }

    /**
     * All files below a folder, as the job lists them, without a word on what is left out.
     *
     * @throws FileNotFoundException if the folder itself does not exist, on a disk
     * @throws AccessDeniedException if the folder itself may not be listed
     */
    public static List<FileStatus> list(Path folder) throws IOException {
        return list(folder, Oddities.UNTOLD, File::list);
    }

    /**
     * All files below a folder, at any depth. Names that begin with {@code .} or {@code _} are not
     * input, nor is what lies below such a folder. A file or subfolder that vanishes while it is
     * being listed is left out. One whose name the process cannot spell, a subfolder that it may
     * not list, and a link out of the folder are listed as empty files, for the ledger to tell of
     * them. Links within the folder are followed, but for those that lead to what is listed anyway.
     *
     * @throws FileNotFoundException if the folder itself does not exist, on a disk
     * @throws AccessDeniedException if the folder itself may not be listed
     */
    static List<FileStatus> list(Path folder, Oddities oddities, Names names) throws IOException {
        FileSystem fileSystem = folder.getFileSystem();
        if (fileSystem.isDistributedFS()) {
            List<FileStatus> files = new ArrayList<>();
            FileStatus[] children =
                    ObjectStore.holds(folder)
                            ? objects(fileSystem, folder)
                            : fileSystem.listStatus(folder);
            if (children == null) {
                throw new FileNotFoundException("No such folder: " + folder);
            }
            collect(fileSystem, children, files);
            return files;
        }
        return new LocalWalk(folder, oddities, names).files();
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
            collect(fileSystem, childrenOrNothing(fileSystem, child.getPath()), files);
        }
    }

    private static FileStatus[] childrenOrNothing(FileSystem fileSystem, Path folder)
            throws IOException {
        try {
            FileStatus[] children = fileSystem.listStatus(folder);
            return children == null ? new FileStatus[0] : children;
        } catch (FileNotFoundException goneMeanwhile) {
            return new FileStatus[0];
        }
    }

    /**
     * One listing of a local folder. Flink's own fails as a whole when one name vanishes, or is a
     * link to nowhere.
     */
    private static final class LocalWalk {
        private final FileSystem fileSystem;
        private final Path folder;
        private final Oddities oddities;
        private final Names names;
        private final List<FileStatus> files = new ArrayList<>();

        /** What links have led to so far, in hidden folders. */
        private final Set<java.nio.file.Path> linked = new HashSet<>();

        private java.nio.file.Path base;

        LocalWalk(Path folder, Oddities oddities, Names names) throws IOException {
            this.fileSystem = folder.getFileSystem();
            this.folder = folder;
            this.oddities = oddities;
            this.names = names;
        }

        List<FileStatus> files() throws IOException {
            File local = new File(folder.getPath());
            if (!local.isDirectory()) {
                throw new FileNotFoundException("No such folder: " + folder);
            }
            String[] children = names.in(local);
            if (children == null) {
                throw new AccessDeniedException(local.getPath());
            }
            base = local.toPath().toRealPath();
            addAll(folder, children, false);
            return files;
        }

        private void addAll(Path parent, String[] children, boolean behindLink) throws IOException {
            // In a fixed order, so that of two links to one place it is always the same that
            // counts.
            Arrays.sort(children);
            for (String name : children) {
                if (!isHidden(name)) {
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
            try {
                FileStatus status = statusOf(InputFiles.child(parent, name));
                boolean linked = behindLink || Files.isSymbolicLink(child.toPath());
                if (linked && isLeftOut(status, child.toPath().toRealPath())) {
                    return;
                }
                if (!status.isDir()) {
                    files.add(status);
                    return;
                }
                addFolder(child, status.getPath(), linked);
            } catch (FileNotFoundException | NoSuchFileException e) {
                // Gone meanwhile, and left out as the contract of list says; or out of reach.
                if (isGarbled(name)) {
                    files.add(new LocalFileStatus(child, fileSystem));
                }
            }
        }

        /** Flink's own would spell the path anew, and a backslash in it as a slash. */
        private FileStatus statusOf(Path path) throws IOException {
            FileStatus status = fileSystem.getFileStatus(path);
            return status.getPath().getPath().equals(path.getPath())
                    ? status
                    : new Spelled(path, status);
        }

        /** Tells of a link whose target is not read, or not under this path. */
        private boolean isLeftOut(FileStatus link, java.nio.file.Path target) {
            if (isListedElsewhere(target, link.isDir())) {
                oddities.listedElsewhere(link.getPath());
                return true;
            }
            if (target.startsWith(base)) {
                return false;
            }
            oddities.leadsOut(link.getPath());
            files.add(new Withheld(link.getPath()));
            return true;
        }

        private void addFolder(File local, Path path, boolean outside) throws IOException {
            String[] children = names.in(local);
            if (children != null) {
                addAll(path, children, outside);
            } else if (local.isDirectory()) {
                oddities.unreadable(path);
                files.add(new Withheld(path));
            }
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
                if (isHidden(name.toString())) {
                    return !linked.add(target);
                }
            }
            return true;
        }
    }

    /** What a file system says of a file, under the path that was asked for. */
    private record Spelled(Path path, FileStatus status) implements FileStatus {
        @Override
        public long getLen() {
            return status.getLen();
        }

        @Override
        public long getBlockSize() {
            return status.getBlockSize();
        }

        @Override
        public short getReplication() {
            return status.getReplication();
        }

        @Override
        public long getModificationTime() {
            return status.getModificationTime();
        }

        @Override
        public long getAccessTime() {
            return status.getAccessTime();
        }

        @Override
        public boolean isDir() {
            return status.isDir();
        }

        @Override
        public Path getPath() {
            return path;
        }
    }

    /**
     * A folder that may not be listed, or a link out of the input, as a file that cannot be opened.
     * It has no size and no time, so that it never changes.
     */
    private record Withheld(Path path) implements FileStatus {
        @Override
        public long getLen() {
            return 0;
        }

        @Override
        public long getBlockSize() {
            return 0;
        }

        @Override
        public short getReplication() {
            return 1;
        }

        @Override
        public long getModificationTime() {
            return 0;
        }

        @Override
        public long getAccessTime() {
            return 0;
        }

        @Override
        public boolean isDir() {
            return false;
        }

        @Override
        public Path getPath() {
            return path;
        }
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
        return isHidden(path.getName());
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".") || name.startsWith("_");
    }

    /**
     * A name in a folder. Flink's own way would take what precedes a colon for a scheme, and a
     * backslash for a slash.
     */
    private static Path child(Path folder, String name) {
        URI parent = folder.toUri();
        String path = parent.getPath();
        return spelled(
                parent.getScheme(),
                parent.getAuthority(),
                (path.endsWith(Path.SEPARATOR) ? path : path + Path.SEPARATOR) + name);
    }

    /** The path that {@link Path#toString} has made a text of, letter by letter. */
    static Path ofText(String text) {
        Matcher parts = PATH_TEXT.matcher(text);
        if (!parts.matches()) {
            return new Path(text);
        }
        return spelled(parts.group(1), parts.group(2), parts.group(3));
    }

    private static Path spelled(String scheme, String authority, String path) {
        try {
            return new Path(new URI(scheme, authority, path, null, null));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(path + " is no path", e);
        }
    }

    /**
     * Whether a path of a disk leads out of the input folder, by a link. Whoever may put links
     * there could have any file read that this process may read.
     */
    static boolean leadsOut(Path folder, Path file) throws IOException {
        if (file.getFileSystem().isDistributedFS()) {
            return false;
        }
        try {
            java.nio.file.Path base = new File(folder.getPath()).toPath().toRealPath();
            return !new File(file.getPath()).toPath().toRealPath().startsWith(base);
        } catch (NoSuchFileException | InvalidPathException e) {
            // Gone by now, or never within reach: opening it tells which.
            return false;
        }
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

    /**
     * The news that a file is another one than was read, for its ledger row. A reader emits it and
     * reads nothing.
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

    /** A file's path below the input folder: its name in every output. */
    public static String nameWithin(Path folder, Path file) {
        String base = folder.getPath();
        String path = file.getPath();
        String prefix = base.endsWith("/") ? base : base + "/";
        return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
    }
}
