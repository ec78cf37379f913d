package io.smsreports.ownership;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a commit log short: deletes commits when a hundred younger entries are there. All other
 * entries stay. For use by one thread of one task of a job.
 */
final class LogPruner {

    /** So many entries stay, for people to look at. */
    static final int KEPT = 100;

    /** Commits are deleted after so many new ones, not one by one. */
    static final int PRUNED_AT_ONCE = 50;

    private final CommitLog log;

    /** Entries that are known to stay for ever. */
    private final Set<Long> stay = new HashSet<>();

    /** The last entry when the log was pruned last. */
    private long prunedAt;

    LogPruner(CommitLog log) {
        this.log = log;
    }

    /**
     * Prunes the log if it has grown enough.
     *
     * @param last the last own entry
     * @throws IOException if something cannot be deleted now; the next call does it
     */
    void prune(long last) throws IOException {
        if (last - prunedAt < PRUNED_AT_ONCE) {
            return;
        }
        List<Long> old =
                log.numbers().stream()
                        .filter(number -> number <= last - KEPT && !stay.contains(number))
                        .toList();
        for (long number : old) {
            deleteCommit(number);
        }
        prunedAt = last;
    }

    private void deleteCommit(long number) throws IOException {
        Optional<LogEntry> entry = log.read(number);
        if (entry.isPresent() && entry.get().kind() != LogEntry.Kind.COMMIT) {
            stay.add(number);
            return;
        }
        log.delete(number);
    }
}
