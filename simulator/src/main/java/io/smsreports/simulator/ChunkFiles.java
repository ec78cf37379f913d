package io.smsreports.simulator;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of one set, filled line by line and cut as a {@link Cut} says, with a header in the
 * first only.
 *
 * <p>They are written under hidden names in their folder, which no reader takes for input, and get
 * their real names together in {@link #publish}: world-readable, their modification times one
 * second apart in name order and ending at that moment, so that a reader that takes the oldest
 * first takes them in name order. Closed before that, the set leaves nothing behind. An existing
 * file is never replaced.
 */
final class ChunkFiles implements Closeable {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final byte[] HEADER_LINE =
            (RowWriter.HEADER + "\n").getBytes(StandardCharsets.US_ASCII);

    private final Path folder;
    private final Cut cut;

    /** Tells this set's hidden names from those that another process, or a killed one, left. */
    private final String ownSuffix = "." + Long.toString(System.nanoTime(), 36) + ".tmp";

    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final List<Path> hidden = new ArrayList<>();
    private final List<Path> published = new ArrayList<>();

    private OutputStream out = OutputStream.nullOutputStream();
    private int buffered;
    private long rowsLeftInFile;
    private long rows;
    private long bytes;
    private boolean complete;

    private ChunkFiles(Path folder, Cut cut) {
        this.folder = folder;
        this.cut = cut;
    }

    /**
     * Starts a set in a folder, which is made if it is missing.
     *
     * @throws UnusableOutputException if the folder cannot be made or written to, or holds a file
     *     of one of the set's names; nothing has been written then
     */
    static ChunkFiles in(Path folder, Cut cut) throws IOException {
        makeWritable(folder);
        for (int file = 0; file < cut.files(); file++) {
            Path path = folder.resolve(Cut.name(file));
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw taken(path);
            }
        }
        ChunkFiles files = new ChunkFiles(folder, cut);
        try {
            files.startNextFile();
        } catch (IOException e) {
            throw notWritable(folder);
        }
        files.append(HEADER_LINE, HEADER_LINE.length);
        return files;
    }

    /**
     * Adds one row.
     *
     * @param line holds the row from its first byte on, LF included; copied
     * @param length how many bytes of {@code line} are the row
     * @throws IllegalStateException if the cut has no more rows
     */
    void add(byte[] line, int length) throws IOException {
        while (rowsLeftInFile == 0) {
            startNextFile();
        }
        append(line, length);
        rowsLeftInFile--;
        rows++;
    }

    /**
     * Gives the files their names and returns them.
     *
     * @throws IllegalStateException if rows of the cut are missing
     * @throws UnusableOutputException if a file of one of the names has come up meanwhile
     */
    WrittenFiles publish() throws IOException {
        if (hidden.size() < cut.files() || rowsLeftInFile > 0) {
            throw new IllegalStateException("only " + rows + " rows of the cut " + cut);
        }
        finishFile();
        Instant now = Instant.now();
        for (int file = 0; file < cut.files(); file++) {
            Path path = hidden.get(file);
            allowAllToRead(path);
            Files.setLastModifiedTime(
                    path, FileTime.from(now.minusSeconds(cut.files() - 1L - file)));
        }
        for (int file = 0; file < cut.files(); file++) {
            Path path = folder.resolve(Cut.name(file));
            try {
                Files.move(hidden.get(file), path);
            } catch (FileAlreadyExistsException e) {
                throw taken(path);
            }
            published.add(path);
        }
        complete = true;
        return new WrittenFiles(published, rows, bytes);
    }

    /** Ends the set; if it has not been published as a whole, removes what there is of it. */
    @Override
    public void close() throws IOException {
        out.close();
        if (complete) {
            return;
        }
        for (Path path : published) {
            Files.deleteIfExists(path);
        }
        for (Path path : hidden) {
            Files.deleteIfExists(path);
        }
    }

    private void startNextFile() throws IOException {
        int file = hidden.size();
        if (file == cut.files()) {
            throw new IllegalStateException("more than the " + rows + " rows of the cut " + cut);
        }
        finishFile();
        Path path = folder.resolve("." + Cut.name(file) + ownSuffix);
        out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        hidden.add(path);
        path.toFile().deleteOnExit();
        rowsLeftInFile = cut.rowsPerFile().get(file);
    }

    private void append(byte[] line, int length) throws IOException {
        if (length > buffer.length - buffered) {
            flush();
        }
        System.arraycopy(line, 0, buffer, buffered, length);
        buffered += length;
    }

    private void flush() throws IOException {
        try {
            out.write(buffer, 0, buffered);
        } catch (IOException e) {
            throw new IOException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
        bytes += buffered;
        buffered = 0;
    }

    private void finishFile() throws IOException {
        flush();
        out.close();
    }

    private static void makeWritable(Path folder) throws UnusableOutputException {
        try {
            // Asked first because createDirectories refuses a link to a folder (JDK-8294193).
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new UnusableOutputException("cannot make the folder " + folder);
        }
        if (!Files.isWritable(folder)) {
            throw notWritable(folder);
        }
    }

    private static UnusableOutputException notWritable(Path folder) {
        return new UnusableOutputException("cannot write to the folder " + folder);
    }

    private static UnusableOutputException taken(Path path) {
        return new UnusableOutputException(
                path + " exists: nothing is overwritten; remove it or choose another --out");
    }

    private static void allowAllToRead(Path path) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
        }
    }
}
