package io.smsreports.source;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a folder that nobody is still writing to. A local file is settled when its size and
 * modification time have not changed for the settle time: either its modification time says so, or
 * it was seen unchanged for that long (a clock that runs ahead gives times in the future). Object
 * stores show an object when it is complete: there, every file is settled.
 */
final class StableFiles {

    private static final Logger LOG = LoggerFactory.getLogger(StableFiles.class);

    private final Path folder;
    private final Duration settleTime;
    private final Clock clock;
    private final Told told = new Told();
    private Map<Path, Sighting> unsettled = new HashMap<>();

    /** The two clocks that settling needs; a test passes its own. */
    interface Clock {
        long epochMillis();

        long monotonicNanos();

        Clock SYSTEM =
                new Clock() {
                    @Override
                    public long epochMillis() {
                        return System.currentTimeMillis();
                    }

                    @Override
                    public long monotonicNanos() {
                        return System.nanoTime();
                    }
                };
    }

    private record Sighting(long length, long modifiedMillis, long sinceNanos) {
        boolean same(FileStatus file) {
            return length == file.getLen() && modifiedMillis == file.getModificationTime();
        }
    }

    StableFiles(Path folder, Duration settleTime, Clock clock) {
        this.folder = folder;
        this.settleTime = settleTime;
        this.clock = clock;
    }

    /**
     * The files that are settled now; the others are remembered and come with a later call.
     *
     * @throws IOException if the folder can't be listed
     */
    List<FileStatus> list() throws IOException {
        told.begin();
        List<FileStatus> all = InputFiles.list(folder, told, File::list);
        told.end();
        if (folder.getFileSystem().isDistributedFS()) {
            return all;
        }
        List<FileStatus> settled = new ArrayList<>();
        Map<Path, Sighting> stillUnsettled = new HashMap<>();
        for (FileStatus file : all) {
            Sighting sighting = sighting(file);
            if (isSettled(file, sighting)) {
                settled.add(file);
                continue;
            }
            stillUnsettled.put(file.getPath(), sighting);
        }
        unsettled = stillUnsettled;
        return settled;
    }

    /** How many files the last {@link #list()} held back. */
    int unsettledCount() {
        return unsettled.size();
    }

    /** How many subfolders could not be listed the last time. */
    int unreadableFolders() {
        return told.unreadable.size();
    }

    /** Logs what is odd about the folder when it becomes so, not at each look. */
    private static final class Told implements InputFiles.Oddities {
        private volatile Set<Path> unreadable = Set.of();
        private Set<Path> links = Set.of();
        private Set<Path> waysOut = Set.of();
        private final Set<Path> unreadableNow = new HashSet<>();
        private final Set<Path> linksNow = new HashSet<>();
        private final Set<Path> waysOutNow = new HashSet<>();

        void begin() {
            unreadableNow.clear();
            linksNow.clear();
            waysOutNow.clear();
        }

        @Override
        public void unreadable(Path folder) {
            unreadableNow.add(folder);
            if (!unreadable.contains(folder)) {
                LOG.warn(
                        "Folder {} cannot be listed: this user must not read it. Its files are read"
                                + " when it can.",
                        folder.getPath());
            }
        }

        @Override
        public void listedElsewhere(Path link) {
            linksNow.add(link);
            if (!links.contains(link)) {
                LOG.warn(
                        "{} leads to what is read under another path, and is left out.",
                        link.getPath());
            }
        }

        @Override
        public void leadsOut(Path link) {
            waysOutNow.add(link);
            if (!waysOut.contains(link)) {
                LOG.warn(
                        "{} is a link out of the input folder, and is not followed. Put the files"
                                + " themselves there.",
                        link.getPath());
            }
        }

        void end() {
            for (Path folder : unreadable) {
                if (!unreadableNow.contains(folder)) {
                    LOG.warn("Folder {} can be listed again, or is gone.", folder.getPath());
                }
            }
            unreadable = Set.copyOf(unreadableNow);
            links = Set.copyOf(linksNow);
            waysOut = Set.copyOf(waysOutNow);
        }
    }

    private Sighting sighting(FileStatus file) {
        Sighting before = unsettled.get(file.getPath());
        if (before != null && before.same(file)) {
            return before;
        }
        return new Sighting(file.getLen(), file.getModificationTime(), clock.monotonicNanos());
    }

    private boolean isSettled(FileStatus file, Sighting sighting) {
        long unchangedMillis = clock.epochMillis() - file.getModificationTime();
        long seenUnchangedNanos = clock.monotonicNanos() - sighting.sinceNanos();
        return unchangedMillis >= settleTime.toMillis()
                || seenUnchangedNanos >= settleTime.toNanos();
    }
}
