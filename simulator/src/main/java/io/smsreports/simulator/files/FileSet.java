package io.smsreports.simulator.files;

import static io.smsreports.simulator.command.SimulatorException.refused;

import io.smsreports.simulator.command.SimulatorException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of one folder that appear together or not at all.
 *
 * <p>They get their real names in {@link #publish}: world-readable, their modification times one
 * second apart in the order of their making and ending at that moment, so that a reader that takes
 * the oldest first takes them in that order. Closed before that, the set leaves nothing behind. An
 * existing file is never replaced.
 */
public final class FileSet implements Closeable {

    private final Path folder;
    private final boolean gzip;
    private final boolean madeFolder;
    private final List<PendingFile> pending = new ArrayList<>();
    private final List<Path> published = new ArrayList<>();
    private boolean complete;

    /**
     * Starts a set in a folder, which is made if it is missing.
     *
     * @param gzip whether the files are compressed; then {@code .gz} ends their names
     * @throws SimulatorException if the folder cannot be made or written to
     */
    public FileSet(Path folder, boolean gzip) throws SimulatorException {
        this.folder = folder;
        this.gzip = gzip;
        madeFolder = requireFolder(folder);
    }

    /**
     * Makes a folder if it is missing, and returns whether it was.
     *
     * @throws SimulatorException if it cannot be made or written to
     */
    public static boolean requireFolder(Path folder) throws SimulatorException {
        // Asked first because createDirectories refuses a link to a folder (JDK-8294193).
        boolean missing = !Files.isDirectory(folder);
        if (missing) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw refused("cannot make the folder %s", folder);
            }
        }
        if (!Files.isWritable(folder)) {
            throw notWritable(folder);
        }
        return missing;
    }

    /**
     * Checks that a file may be made.
     *
     * @throws SimulatorException if there is one of its name
     */
    public void requireFree(String name) throws SimulatorException {
        Path path = path(name);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw taken(path);
        }
    }

    /**
     * Starts a file; any number may be in work at a time.
     *
     * @param name its name without {@code .gz}
     * @throws SimulatorException if there is one of its name or the folder takes none
     */
    public PendingFile create(String name) throws SimulatorException {
        return create(name, gzip);
    }

    private PendingFile create(String name, boolean compress) throws SimulatorException {
        requireFree(name);
        try {
            PendingFile file = new PendingFile(path(name), compress);
            pending.add(file);
            return file;
        } catch (IOException e) {
            throw notWritable(folder);
        }
    }

    /** Adds a finished file once more under another name, byte by byte the same. */
    public PendingFile copy(PendingFile original, String name) throws IOException {
        PendingFile copy = create(name, false);
        Files.copy(original.hidden(), copy);
        copy.finish();
        return copy;
    }

    /**
     * Finishes the files and gives them their names.
     *
     * @param rows how many rows they hold, for the caller's closing line
     * @throws SimulatorException if a file of one of the names has come up meanwhile
     */
    public WrittenFiles publish(long rows) throws IOException {
        Instant modified = Instant.now().minusSeconds(pending.size());
        long bytes = 0;
        for (PendingFile file : pending) {
            file.finish();
            modified = modified.plusSeconds(1);
            Files.setLastModifiedTime(file.hidden(), FileTime.from(modified));
            bytes += file.storedBytes();
        }
        for (PendingFile file : pending) {
            try {
                file.publish();
            } catch (FileAlreadyExistsException e) {
                throw taken(file.path());
            }
            published.add(file.path());
        }
        complete = true;
        return new WrittenFiles(published, rows, bytes);
    }

    /** Whether the files are compressed. */
    public boolean gzip() {
        return gzip;
    }

    /** Removes the files again although they are published: what belongs to them has failed. */
    public void takeBack() throws IOException {
        complete = false;
        close();
    }

    /** Ends the set; if it has not been published as a whole, removes what there is of it. */
    @Override
    public void close() throws IOException {
        if (complete) {
            return;
        }
        for (PendingFile file : pending) {
            file.close();
        }
        for (Path path : published) {
            Files.deleteIfExists(path);
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

    private Path path(String name) {
        return folder.resolve(gzip ? name + ".gz" : name);
    }

    private static SimulatorException notWritable(Path folder) {
        return refused("cannot write to the folder %s", folder);
    }

    private static SimulatorException taken(Path path) {
        return refused(
                "%s exists: nothing is overwritten; remove it or choose another --out", path);
    }
}
