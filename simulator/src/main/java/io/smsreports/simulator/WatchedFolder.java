package io.smsreports.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A folder that is watched. A file is written under a hidden name and then renamed. */
final class WatchedFolder implements WatchedPlace {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path folder;
    private final String ownSuffix = "." + Long.toString(System.nanoTime(), 36) + ".tmp";

    private WatchedFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens a folder, which is made if it is missing.
     *
     * @throws UnusableOutputException if it cannot be made or written to
     */
    static WatchedFolder at(Path folder) throws UnusableOutputException {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new UnusableOutputException("cannot make the folder " + folder);
        }
        if (!Files.isWritable(folder)) {
            throw new UnusableOutputException("cannot write to the folder " + folder);
        }
        return new WatchedFolder(folder);
    }

    @Override
    public boolean holds(String name) {
        return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void deliver(Path source, String name) throws IOException {
        Path hidden = folder.resolve("." + name + ownSuffix);
        try {
            try (InputStream in = Files.newInputStream(source);
                    OutputStream out =
                            Files.newOutputStream(
                                    hidden,
                                    StandardOpenOption.CREATE_NEW,
                                    StandardOpenOption.WRITE)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    Interruption.check();
                    out.write(buffer, 0, read);
                }
            }
            if (Files.getFileAttributeView(hidden, PosixFileAttributeView.class) != null) {
                Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-r--r--"));
            }
            Files.move(hidden, folder.resolve(name));
        } finally {
            Files.deleteIfExists(hidden);
        }
    }

    @Override
    public int clear() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(
                        folder,
                        entry ->
                                WatchedPlace.isDelivery(entry.getFileName().toString())
                                        && !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(found::add);
        }
        for (Path file : found) {
            Files.deleteIfExists(file);
        }
        return found.size();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return folder.toString();
    }
}
