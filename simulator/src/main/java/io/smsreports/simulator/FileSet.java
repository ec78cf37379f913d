package io.smsreports.simulator;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of one folder that appear together or not at all.
 *
 * <p>They are written under hidden names in their folder, which no reader takes for input, and get
 * their real names in {@link #publish}: world-readable, their modification times one second apart
 * in the order of their making and ending at that moment, so that a reader that takes the oldest
 * first takes them in that order. Closed before that, the set leaves nothing behind. An existing
 * file is never replaced.
 */
final class FileSet implements Closeable {

    private final Path folder;
    private final boolean gzip;
    private final boolean madeFolder;

    /** Tells this set's hidden names from those that another process, or a killed one, left. */
    private final String ownSuffix = "." + Long.toString(System.nanoTime(), 36) + ".tmp";

    private final List<NewFile> made = new ArrayList<>();
    private final List<Path> published = new ArrayList<>();
    private boolean complete;

    private FileSet(Path folder, boolean gzip, boolean madeFolder) {
        this.folder = folder;
        this.gzip = gzip;
        this.madeFolder = madeFolder;
    }

    /**
     * Starts a set in a folder, which is made if it is missing.
     *
     * @param gzip whether the files are compressed; then {@code .gz} ends their names
     * @throws UnusableOutputException if the folder cannot be made or written to
     */
    static FileSet in(Path folder, boolean gzip) throws UnusableOutputException {
        // Asked first because createDirectories refuses a link to a folder (JDK-8294193).
        boolean missing = !Files.isDirectory(folder);
        if (missing) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new UnusableOutputException("cannot make the folder " + folder);
            }
        }
        if (!Files.isWritable(folder)) {
            throw notWritable(folder);
        }
        return new FileSet(folder, gzip, missing);
    }

    /**
     * Checks that a file may be made.
     *
     * @throws UnusableOutputException if there is one of its name
     */
    void requireFree(String name) throws UnusableOutputException {
        Path path = pathOf(name);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw taken(path);
        }
    }

    /**
     * Starts a file; any number may be in work at a time.
     *
     * @param name its name without {@code .gz}
     * @throws UnusableOutputException if there is one of its name or the folder takes none
     */
    NewFile create(String name) throws UnusableOutputException {
        requireFree(name);
        try {
            NewFile file = NewFile.at(hiddenPathOf(name), fullName(name), gzip);
            made.add(file);
            return file;
        } catch (IOException e) {
            throw notWritable(folder);
        }
    }

    /** Adds a finished file once more under another name, byte by byte the same. */
    NewFile copy(NewFile original, String name) throws IOException {
        requireFree(name);
        NewFile copy = original.copyTo(hiddenPathOf(name), fullName(name));
        made.add(copy);
        return copy;
    }

    /**
     * Gives the files, which must be finished, their names.
     *
     * @param rows how many rows they hold, for the caller's closing line
     * @throws UnusableOutputException if a file of one of the names has come up meanwhile
     */
    WrittenFiles publish(long rows) throws IOException {
        Instant now = Instant.now();
        long bytes = 0;
        for (int i = 0; i < made.size(); i++) {
            Path hidden = made.get(i).path();
            allowAllToRead(hidden);
            Files.setLastModifiedTime(
                    hidden, FileTime.from(now.minusSeconds(made.size() - 1L - i)));
            bytes += made.get(i).storedBytes();
        }
        for (NewFile file : made) {
            Path path = folder.resolve(file.name());
            try {
                Files.move(file.path(), path);
            } catch (FileAlreadyExistsException e) {
                throw taken(path);
            }
            published.add(path);
        }
        complete = true;
        return new WrittenFiles(published, rows, bytes);
    }

    /** Whether the files are compressed. */
    boolean gzip() {
        return gzip;
    }

    /** Removes the files again although they are published: what belongs to them has failed. */
    void takeBack() throws IOException {
        complete = false;
        close();
    }

    /** Ends the set; if it has not been published as a whole, removes what there is of it. */
    @Override
    public void close() throws IOException {
        for (NewFile file : made) {
            file.close();
        }
        if (complete) {
            return;
        }
        for (Path path : published) {
            Files.deleteIfExists(path);
        }
        for (NewFile file : made) {
            Files.deleteIfExists(file.path());
        }
        if (madeFolder && isEmpty()) {
            Files.delete(folder);
        }
    }

    private boolean isEmpty() throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private String fullName(String name) {
        return gzip ? name + ".gz" : name;
    }

    private Path pathOf(String name) {
        return folder.resolve(fullName(name));
    }

    private Path hiddenPathOf(String name) {
        return folder.resolve("." + fullName(name) + ownSuffix);
    }

    /** New files are as private as the umask says; the reader may be another user. */
    private static void allowAllToRead(Path path) throws IOException {
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private static UnusableOutputException notWritable(Path folder) {
        return new UnusableOutputException("cannot write to the folder " + folder);
    }

    private static UnusableOutputException taken(Path path) {
        return new UnusableOutputException(
                path + " exists: nothing is overwritten; remove it or choose another --out");
    }
}
