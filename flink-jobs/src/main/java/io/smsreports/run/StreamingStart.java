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
        Optional<String> restorePath =
                request.resume() instanceof Resume.From named
                        ? Optional.of(named(run.get(), named.path()))
                        : newest(run.get(), report);
        return new RunStart(
                run.get().runId(), false, restorePath, run.get().checkpoints(), output.published());
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
        return Optional.of(
                new RunStart(
                        run.get().runId(),
                        false,
                        Optional.of(end.get().folder().toString()),
                        run.get().checkpoints(),
                        output.published(),
                        true));
    }

    private RunStart startWithoutRun(Optional<String> report) throws IOException {
        if (report.isPresent()) {
            throw Refusal.reportsWithoutRun(request, report.get());
        }
        if (request.resume() instanceof Resume.From named) {
            throw Refusal.nothingToResume(request, named.path());
        }
        return output.begin(Optional.empty());
    }

    private RunStart startOver(Optional<String> report) throws IOException {
        if (report.isPresent()) {
            throw Refusal.cannotStartOver(request, report.get());
        }
        return output.begin(Optional.empty());
    }

    private void refuseOtherSettings(RunRecord current, Optional<String> report)
            throws SmsReportsException {
        List<String> differences = current.differences(request);
        if (!differences.isEmpty()) {
            throw Refusal.otherSettings(request, current, differences, report.isEmpty());
        }
    }

    /** The checkpoint that {@code --resume auto} restores; empty if the run never completed one. */
    private Optional<String> newest(RunRecord current, Optional<String> report) throws IOException {
        Optional<Snapshot> newest = output.snapshots().newest(new Path(current.checkpoints()));
        long committed = current.committedCheckpoint();
        if (newest.isEmpty()) {
            // Its job may have closed the output meanwhile, and have deleted its last checkpoint.
            Optional<ClosedOutput> closed = ClosedOutput.read(request.outputBase());
            if (closed.isPresent()) {
                throw Refusal.closed(request, closed.get());
            }
            if (committed == 0 && report.isEmpty()) {
                return Optional.empty();
            }
            throw Refusal.checkpointsGone(request, current);
        }
        Snapshot snapshot = newest.get();
        if (snapshot.isDamaged()) {
            throw Refusal.newestDamaged(current, snapshot, report.isEmpty());
        }
        if (snapshot.checkpointId() < committed) {
            throw Refusal.newestLost(current, snapshot, report.isEmpty());
        }
        return Optional.of(snapshot.folder().toString());
    }

    /** The checkpoint or savepoint of {@code --resume PATH}. */
    private String named(RunRecord current, String path) throws IOException {
        Optional<Snapshot> found = output.snapshots().at(new Path(path));
        if (found.isEmpty()) {
            throw Refusal.incomplete(path);
        }
        Snapshot snapshot = found.get();
        if (snapshot.isDamaged()) {
            throw Refusal.damaged(path, snapshot);
        }
        // A complete checkpoint may have committed although no heartbeat shows it any more.
        long completed =
                Math.max(
                        current.committedCheckpoint(),
                        output.snapshots()
                                .newest(new Path(current.checkpoints()))
                                .map(Snapshot::checkpointId)
                                .orElse(0L));
        if (snapshot.checkpointId() < completed) {
            throw Refusal.older(path, snapshot, current, completed);
        }
        return snapshot.folder().toString();
    }
}
