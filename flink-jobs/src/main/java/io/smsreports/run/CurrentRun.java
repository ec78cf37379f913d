package io.smsreports.run;

import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.CommitLog;
import io.smsreports.ownership.LogEntry;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * Whose an output is, and how far that run's commit log had come before anything else of the output
 * was looked at: what is decided from here on holds if the next entry can be written.
 */
record CurrentRun(RunRecord run, CommitLog.Position position) {

    /**
     * The run of an output, if there is one. A process that was killed or paused before it wrote
     * run.json has passed the output on all the same: the log says to whom. Not yet to a batch that
     * is decided and not published to the end.
     *
     * @throws SmsReportsException if a file of it cannot be understood
     */
    static Optional<CurrentRun> of(Path outputBase) throws IOException {
        Optional<RunRecord> run = RunRecord.read(outputBase);
        Optional<CurrentRun> current = Optional.empty();
        while (run.isPresent()) {
            CommitLog.Position position = run.get().log(outputBase).last();
            current = Optional.of(new CurrentRun(run.get(), position));
            Optional<String> next = position.entry().flatMap(LogEntry::nextRun);
            run = next.isEmpty() ? Optional.empty() : RunRecord.readNoted(outputBase, next.get());
        }
        return current;
    }

    /** Whether somebody has begun to clean the output, and has not come to the end of it. */
    boolean isBeingCleaned() {
        return position.entry().filter(LogEntry::saysCleaned).isPresent();
    }

    /** The batch that is decided and not published to the end, whoever carries it out. */
    Optional<DecidedBatch> decidedBatch() {
        if (run.mode() == RunMode.BATCH && run.status() == RunStatus.RUNNING) {
            return Optional.of(new DecidedBatch(run.runId(), Optional.empty()));
        }
        return position.entry()
                .filter(entry -> entry.kind() == LogEntry.Kind.PUBLISH)
                .map(entry -> new DecidedBatch(entry.token(), Optional.of(entry.detail())));
    }

    /**
     * A batch that has to be completed.
     *
     * @param journal the fingerprint of what it was decided by, where an entry says that
     */
    record DecidedBatch(String runId, Optional<String> journal) {

        boolean isBy(PublishJournal staged) {
            return staged.run().runId().equals(runId)
                    && journal.filter(of -> !of.equals(staged.fingerprint())).isEmpty();
        }
    }
}
