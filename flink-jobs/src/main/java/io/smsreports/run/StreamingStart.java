package io.smsreports.run;

import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * The start rules of a streaming run: it resumes its own newest checkpoint, or begins on nothing.
 */
final class StreamingStart {

    private final OutputAtStart output;
    private final RunRequest request;
    private final Optional<RunRecord> run;

    StreamingStart(OutputAtStart output) {
        this.output = output;
        this.request = output.request();
        this.run = output.run();
    }

    /**
     * Decides whether, and from where, the run may start.
     *
     * @throws SmsReportsException if it may not
     */
    RunStart decide() throws IOException {
        if (run.isPresent() && run.get().status() == RunStatus.PUBLISHED) {
            throw Refusal.publishedBatch(request, run.get());
        }
        Optional<RunStart> end = resumeEnd();
        if (end.isPresent()) {
            return end.get();
        }
        Optional<String> report = output.firstReport();
        if (run.isEmpty()) {
            return startWithoutRun(report);
        }
        if (request.resume() instanceof Resume.Never) {
            return startOver(report);
        }
        refuseOtherSettings(run.get(), report);
        List<Snapshot> all = output.checkpoints();
        Optional<Snapshot> restored;
        try {
            restored =
                    request.resume() instanceof Resume.From named
                            ? Optional.of(named(run.get(), named.path()))
                            : newest(run.get(), all, report);
        } catch (IOException e) {
            // Its next checkpoint deletes the one that was looked at here, also if it is a job that
            // seemed dead and has only been paused.
            boolean goesOn = output.isTaken() || !output.checkpoints().equals(all);
            throw goesOn ? Refusal.overtaken(request) : e;
        }
        requireLog();
        return output.resume(restored, false);
    }

    /**
     * Resumes a closed run only to complete its last commit: its job may have been killed before
     * that. The checkpoint with the end of the input is then still there, whole.
     */
    private Optional<RunStart> resumeEnd() throws IOException {
        if (output.closed().isEmpty()) {
            return Optional.empty();
        }
        Optional<Snapshot> end = output.unconfirmedEnd();
        if (end.isEmpty() || !(request.resume() instanceof Resume.Newest)) {
            throw Refusal.closed(request, output.closed().get());
        }
        refuseOtherSettings(run.get(), Optional.of(""));
        requireLog();
        return Optional.of(output.resume(end, true));
    }

    private RunStart startWithoutRun(Optional<String> report) throws IOException {
        if (report.isPresent()) {
            throw Refusal.reportsWithoutRun(request, report.get());
        }
        if (request.resume() instanceof Resume.From named) {
            throw Refusal.nothingToResume(request, named.path());
        }
        return output.begin();
    }

    private RunStart startOver(Optional<String> report) throws IOException {
        if (report.isPresent()) {
            throw Refusal.cannotStartOver(request, report.get());
        }
        // A job that is paused may be about to do what its entry in the log says.
        if (mayHaveCommitted()) {
            throw Refusal.cannotStartOverCommitted(request, run.get());
        }
        return output.begin();
    }

    /** Where it lies is decided when a run begins: another log would keep nobody away. */
    private void requireLog() throws IOException {
        if (!request.fence().isWhere(run.get().log(request.outputBase()))) {
            throw Refusal.otherLog(request, run.get());
        }
        output.requireLog();
    }

    /** Also a checkpoint that the last owner restored may have had something left to commit. */
    private boolean mayHaveCommitted() {
        return output.restorable().filter(of -> !of.isBeginning()).isPresent();
    }

    private void refuseOtherSettings(RunRecord current, Optional<String> report)
            throws SmsReportsException {
        List<String> differences = current.differences(request);
        if (!differences.isEmpty()) {
            boolean canStartOver = report.isEmpty() && !mayHaveCommitted();
            throw Refusal.otherSettings(request, current, differences, canStartOver);
        }
    }

    /** The checkpoint that {@code --resume auto} restores; empty: the beginning of the input. */
    private Optional<Snapshot> newest(
            RunRecord current, List<Snapshot> all, Optional<String> report) throws IOException {
        Optional<Restorable> restorable = output.restorable();
        if (restorable.isEmpty()) {
            if (all.isEmpty() && report.isEmpty()) {
                return Optional.empty();
            }
            throw Refusal.logGone(request, current);
        }
        Optional<Snapshot> newest = restorable.get().newest(all);
        if (newest.isPresent()) {
            return newest;
        }
        // Its job may have closed the output meanwhile, and have deleted its last checkpoint.
        Optional<ClosedOutput> closed = ClosedOutput.read(request.outputBase());
        if (closed.isPresent()) {
            throw Refusal.closed(request, closed.get());
        }
        if (restorable.get().isBeginning() && report.isEmpty()) {
            return Optional.empty();
        }
        Optional<Snapshot> damaged = restorable.get().damaged(all);
        if (damaged.isPresent()) {
            throw Refusal.newestDamaged(current, damaged.get());
        }
        if (all.isEmpty()) {
            throw Refusal.checkpointsGone(request, current);
        }
        throw Refusal.newestLost(current, all.get(0), restorable.get().last().checkpoint());
    }

    /** The checkpoint or savepoint of {@code --resume PATH}. */
    private Snapshot named(RunRecord current, String path) throws IOException {
        Snapshot snapshot =
                output.snapshots().at(new Path(path)).orElseThrow(() -> Refusal.incomplete(path));
        if (snapshot.isDamaged()) {
            throw Refusal.damaged(path, snapshot);
        }
        Optional<Restorable> restorable = output.restorable();
        if (restorable.isEmpty()) {
            throw Refusal.logGone(request, current);
        }
        if (!restorable.get().contains(snapshot, output.checkpoints())) {
            throw Refusal.older(path, snapshot, current, restorable.get().last().checkpoint());
        }
        return snapshot;
    }
}
