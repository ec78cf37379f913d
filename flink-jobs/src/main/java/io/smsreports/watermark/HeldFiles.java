package io.smsreports.watermark;

import io.smsreports.model.HeldFile;
import io.smsreports.model.ReducedBlock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files that readers are at work on, and up to where each of them lets the watermark go. */
final class HeldFiles {

    private final long delayMillis;
    private final long limitMillis;
    private final Map<Key, FileProgress> files = new HashMap<>();

    private record Key(int reader, String file) {}

    private long given;

    /** The file that was given last of those that have been read. */
    private long newestRead;

    HeldFiles(long delayMillis, long limitMillis) {
        this.delayMillis = delayMillis;
        this.limitMillis = limitMillis;
    }

    /** A reader was given a file. */
    void add(int reader, String file, HeldFile held) {
        given++;
        files.put(new Key(reader, file), new FileProgress(file, held, given, delayMillis));
    }

    /** The file that a block is of. */
    FileProgress of(ReducedBlock block) {
        return Optional.ofNullable(files.get(new Key(block.reader(), block.file())))
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "Reader %d was not given %s"
                                                .formatted(block.reader(), block.file())));
    }

    /** A file has ended, in whatever way. */
    void end(ReducedBlock block) {
        FileProgress file = of(block);
        newestRead = Math.max(newestRead, file.number());
        files.remove(new Key(block.reader(), block.file()));
    }

    Collection<FileProgress> all() {
        return files.values();
    }

    /**
     * Time passed.
     *
     * @param areFilesWaiting for a reader
     * @return the files that have held the watermark for as long as they may while newer ones came
     */
    List<FileProgress> onTime(long millis, boolean areFilesWaiting) {
        List<FileProgress> released = new ArrayList<>();
        for (FileProgress file : files.values()) {
            boolean isHeldFor = areFilesWaiting || newestRead > file.number();
            if (isHeldFor && file.hold(millis, limitMillis)) {
                released.add(file);
            }
        }
        return released;
    }
}
