package io.smsreports.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;

/**
 * The files of which nothing could be read, and when they are read again: when they have changed,
 * when they were gone and are back, or when the storage hands out what it refused before.
 */
final class UnreadFiles {

    private final Map<Path, FileAttempt> attempts;

    UnreadFiles(Map<Path, FileAttempt> attempts) {
        this.attempts = new HashMap<>(attempts);
    }

    /** What a checkpoint holds of them. */
    Map<Path, FileAttempt> attempts() {
        return attempts;
    }

    /**
     * An attempt has come to nothing. One that is over for long is passed over: a reader repeats
     * what it tells until a checkpoint holds it.
     */
    void add(FileUnread unread) {
        Path path = FileSplits.pathOf(unread.splitId());
        FileAttempt last = attempts.getOrDefault(path, FileAttempt.FIRST);
        if (last.number() == FileSplits.attemptOf(unread.splitId())) {
            FileVersion version = new FileVersion(unread.bytes(), unread.modifiedMillis());
            attempts.put(path, last.failed(version, unread.refused()));
        }
    }

    /** The files that the storage has refused; whether it does still is worth a look. */
    Set<Path> refused() {
        Set<Path> refused = new HashSet<>();
        attempts.forEach(
                (path, attempt) -> {
                    if (attempt.unread() && attempt.refused()) {
                        refused.add(path);
                    }
                });
        return refused;
    }

    /** Whether a file waits for another attempt, and is no new one. */
    boolean contains(Path path) {
        FileAttempt last = attempts.get(path);
        return last != null && last.unread();
    }

    /**
     * The next attempt at a file that {@link #contains} it; empty as long as there is no reason for
     * one.
     *
     * @param readable whether the storage hands it out now
     */
    Optional<FileSourceSplit> retry(FileSourceSplit listed, boolean readable) {
        FileAttempt last = attempts.get(listed.path());
        if (last.tried().equals(FileVersion.of(listed)) && !readable) {
            return Optional.empty();
        }
        attempts.put(listed.path(), last.next());
        return Optional.of(FileSplits.attempt(listed, last.next().number()));
    }

    /** The split of the attempt that is under way, for a file that has changed before its turn. */
    FileSourceSplit current(FileSourceSplit listed) {
        int number = attempts.getOrDefault(listed.path(), FileAttempt.FIRST).number();
        return FileSplits.attempt(listed, number);
    }

    /** Takes note of what the folder holds now: what is gone may come back. */
    void listed(List<FileSourceSplit> files) {
        if (attempts.values().stream().noneMatch(FileAttempt::unread)) {
            return;
        }
        Set<Path> there = new HashSet<>();
        files.forEach(file -> there.add(file.path()));
        for (Path path : new ArrayList<>(attempts.keySet())) {
            if (!there.contains(path)) {
                attempts.computeIfPresent(path, (gone, attempt) -> attempt.gone());
            }
        }
    }
}
