package io.smsreports.source;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * The files of a folder that nobody is still writing to. A local file is stable when its size and
 * modification time have not changed for the settle time: either its modification time says so, or
 * it was seen unchanged for that long (a clock that runs ahead gives times in the future). Object
 * stores show an object when it is complete: there, every file is stable.
 */
final class StableFiles {

    private final Path folder;
    private final Duration settleTime;
    private final LongSupplier epochMillis;
    private final LongSupplier monotonicNanos;
    private final ChangeLogger changes = new ChangeLogger();
    private Map<Path, Sighting> unstable = new HashMap<>();

    private record Sighting(FileVersion version, long sinceNanos) {}

    /** Takes the time from the system. */
    StableFiles(Path folder, Duration settleTime) {
        this(folder, settleTime, System::currentTimeMillis, System::nanoTime);
    }

    StableFiles(
            Path folder,
            Duration settleTime,
            LongSupplier epochMillis,
            LongSupplier monotonicNanos) {
        this.folder = folder;
        this.settleTime = settleTime;
        this.epochMillis = epochMillis;
        this.monotonicNanos = monotonicNanos;
    }

    /**
     * The files that are stable now; the others are remembered and come with a later call.
     *
     * @throws IOException if the folder can't be listed
     */
    List<FileStatus> list() throws IOException {
        changes.begin();
        List<FileStatus> all = InputFiles.list(folder, changes, InputFiles::namesIn);
        changes.end();
        if (folder.getFileSystem().isDistributedFS()) {
            return all;
        }
        List<FileStatus> stable = new ArrayList<>();
        Map<Path, Sighting> stillUnstable = new HashMap<>();
        for (FileStatus file : all) {
            Sighting sighting = sighting(file);
            if (isStable(sighting)) {
                stable.add(file);
            } else {
                stillUnstable.put(file.getPath(), sighting);
            }
        }
        unstable = stillUnstable;
        return stable;
    }

    /** How many files the last {@link #list()} held back. */
    int unstableCount() {
        return unstable.size();
    }

    /** The files that the last {@link #list()} held back. */
    Set<Path> unstable() {
        return Set.copyOf(unstable.keySet());
    }

    /** How many paths the last {@link #list()} did not read for this reason. */
    int notRead(ListingListener.Reason reason) {
        return changes.count(reason);
    }

    private Sighting sighting(FileStatus file) {
        FileVersion version = new FileVersion(file.getLen(), file.getModificationTime());
        Sighting before = unstable.get(file.getPath());
        return before != null && before.version().equals(version)
                ? before
                : new Sighting(version, monotonicNanos.getAsLong());
    }

    private boolean isStable(Sighting sighting) {
        long unchangedMillis = epochMillis.getAsLong() - sighting.version().modifiedMillis();
        long seenUnchangedNanos = monotonicNanos.getAsLong() - sighting.sinceNanos();
        return unchangedMillis >= settleTime.toMillis()
                || seenUnchangedNanos >= settleTime.toNanos();
    }
}
