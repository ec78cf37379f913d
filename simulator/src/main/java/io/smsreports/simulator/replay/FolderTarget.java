package io.smsreports.simulator.replay;

import io.smsreports.simulator.command.SimulatorException;
import io.smsreports.simulator.files.FileSet;
import io.smsreports.simulator.files.PendingFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** A folder. A file is written under a hidden name and then renamed. */
final class FolderTarget implements ReplayTarget {

    private final Path folder;

    /**
     * Opens a folder, which is made if it is missing.
     *
     * @throws SimulatorException if it cannot be made or written to
     */
    FolderTarget(Path folder) throws SimulatorException {
        FileSet.requireFolder(folder);
        this.folder = folder;
    }

    @Override
    public boolean holds(String name) {
        return Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void deliver(Path source, String name) throws IOException {
        try (PendingFile copy = new PendingFile(folder.resolve(name), false)) {
            Files.copy(source, copy);
            copy.finish();
            copy.publish();
        }
    }

    @Override
    public int clear() throws IOException {
        List<Path> files =
                deliveries(folder, file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS));
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        return files.size();
    }

    /** Returns a folder's {@code *.csv} and {@code *.csv.gz} of a kind, in name order. */
    static List<Path> deliveries(Path folder, Predicate<Path> kind) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(entry -> ReplayTarget.isDelivered(name(entry)))
                    .filter(kind)
                    .sorted(Comparator.comparing(FolderTarget::name))
                    .toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return folder.toString();
    }
}
