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
     * run.json has passed the output on all the same: the log says to whom.
     *
     * @throws SmsReportsException if a file of it cannot be understood
     */
    static Optional<CurrentRun> of(Path outputBase) throws IOException {
        Optional<RunRecord> run = RunRecord.read(outputBase);
        Optional<CurrentRun> current = Optional.empty();
        while (run.isPresent()) {
            CommitLog.Position position = run.get().log(outputBase).last();
            current = Optional.of(new CurrentRun(run.get(), position));
            run =
                    position.entry().isEmpty()
                            ? Optional.empty()
                            : next(outputBase, position.entry().get());
        }
        return current;
    }

    private static Optional<RunRecord> next(Path outputBase, LogEntry last) throws IOException {
        return last.kind() == LogEntry.Kind.PASSED && !last.saysCleaned()
                ? RunRecord.readBegun(outputBase, last.detail())
                : Optional.empty();
    }

    /** Whether somebody has begun to clean the output, and has not come to the end of it. */
    boolean isBeingCleaned() {
        return position.entry().filter(LogEntry::saysCleaned).isPresent();
    }

    /** Whether the run is a batch that is decided, whoever carries it out. */
    Optional<String> decidedJournal() {
        return position.entry()
                .filter(entry -> entry.kind() == LogEntry.Kind.PUBLISH)
                .map(LogEntry::detail);
    }
}
