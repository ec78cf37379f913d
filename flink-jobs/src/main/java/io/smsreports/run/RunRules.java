package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules for starting a run on an output. A published number never changes, so a run starts only
 * where it can go on exactly from what lies there: it continues its own newest checkpoint, or it
 * begins on an output that holds nothing. All else is refused with what to do. A start that is
 * allowed has written run.json; a refused one has changed nothing, but for what a killed process
 * left half done: its heartbeat is put away, and a batch that it was publishing is completed.
 *
 * <p>Called by the job's main before it builds the pipeline, with Flink's file systems initialised.
 */
public final class RunRules {

    private static final Logger LOG = LoggerFactory.getLogger(RunRules.class);

    private final WallClock clock;
    private final SecureRandom random = new SecureRandom();
    private final StoredFiles files = StoredFiles.DIRECT;
    private final SnapshotSearch snapshots = new SnapshotSearch(files);

    /** Rules by this machine's clock. */
    public RunRules() {
        this(WallClock.SYSTEM);
    }

    RunRules(WallClock clock) {
        this.clock = clock;
    }

    /**
     * Decides whether, and from where, the run may start. May wait up to four heartbeats to see
     * whether another job lives on the output.
     *
     * @throws SmsReportsException if it may not, with one line for the user
     * @throws IOException if the storage does not answer
     */
    public RunStart start(RunRequest request) throws IOException {
        try {
            refuseBesideLiveJob(request);
            Optional<Publication> finished = finishPromotion(request);
            RunStart start =
                    request.mode() == RunMode.BATCH
                            ? startBatch(request, finished)
                            : startStreaming(request, finished);
            if (!start.alreadyDone()) {
                new BatchPublisher(clock, files).acknowledge(request.outputBase());
            }
            return start;
        } catch (SmsReportsException e) {
            throw e.code() == ErrorCode.STATE_DAMAGED ? Refusal.damagedFile(e) : e;
        }
    }

    /**
     * The heartbeat of a job that lives on an output, or empty if none does; for a command that
     * would take the output away from under it. May wait up to four heartbeats.
     */
    public Optional<Heartbeat> liveJob(Path outputBase) throws IOException {
        return new HeartbeatWatch(clock).liveOn(outputBase);
    }

    private void refuseBesideLiveJob(RunRequest request) throws IOException {
        Path outputBase = request.outputBase();
        Optional<Heartbeat> last = Heartbeat.read(outputBase);
        Optional<Heartbeat> live = new HeartbeatWatch(clock).liveOn(outputBase);
        if (live.isPresent()) {
            throw Refusal.liveJob(request, live.get());
        }
        // What a killed job could not do: from here on run.json tells how far it has committed.
        if (last.isPresent()) {
            last.get().end(outputBase);
        }
    }

    private Optional<Publication> finishPromotion(RunRequest request) throws IOException {
        Optional<Publication> finished =
                new BatchPublisher(clock, files).resume(request.outputBase());
        finished.ifPresent(
                done ->
                        LOG.info(
                                "Completed the publishing of batch run {} that an earlier process"
                                        + " had begun on {}.",
                                done.runId(),
                                request.output()));
        return finished;
    }

    // ---------------------------------------------------------------- streaming

    private RunStart startStreaming(RunRequest request, Optional<Publication> finished)
            throws IOException {
        Path outputBase = request.outputBase();
        Optional<RunRecord> run = RunRecord.read(outputBase);
        if (run.isPresent() && run.get().status() == RunStatus.PUBLISHED) {
            throw Refusal.publishedBatch(request, run.get());
        }
        Optional<RunStart> end = endOf(request, run, finished);
        if (end.isPresent()) {
            return end.get();
        }
        Optional<String> report = firstReport(request, run);
        if (run.isEmpty()) {
            return startWithoutRun(request, report, finished);
        }
        if (request.resume() instanceof Resume.Never) {
            return startOver(request, report, finished);
        }
        refuseOtherSettings(request, run.get(), report);
        Optional<String> restorePath =
                request.resume() instanceof Resume.From named
                        ? Optional.of(named(run.get(), named.path()))
                        : newest(request, run.get(), report);
        return new RunStart(
                run.get().runId(), false, restorePath, run.get().checkpoints(), finished);
    }

    /**
     * Goes on with a closed output only to complete its last commit: its job may have been killed
     * before that. The checkpoint with the end of the input is then still there, whole.
     */
    private Optional<RunStart> endOf(
            RunRequest request, Optional<RunRecord> run, Optional<Publication> finished)
            throws IOException {
        Optional<ClosedOutput> closed = ClosedOutput.read(request.outputBase());
        if (closed.isEmpty()) {
            return Optional.empty();
        }
        Optional<Snapshot> end = unsettledEnd(run, closed.get());
        if (end.isEmpty() || !(request.resume() instanceof Resume.Newest)) {
            throw Refusal.closed(request, closed.get());
        }
        refuseOtherSettings(request, run.get(), Optional.of(""));
        return Optional.of(
                new RunStart(
                        run.get().runId(),
                        false,
                        Optional.of(end.get().folder().toString()),
                        run.get().checkpoints(),
                        finished,
                        true));
    }

    /** The checkpoint of a closed run whose commit may not be through. */
    private Optional<Snapshot> unsettledEnd(Optional<RunRecord> run, ClosedOutput closed)
            throws IOException {
        if (closed.settled() || run.filter(of -> of.runId().equals(closed.runId())).isEmpty()) {
            return Optional.empty();
        }
        return snapshots
                .newest(new Path(run.get().checkpoints()))
                .filter(snapshot -> !snapshot.isDamaged())
                .filter(snapshot -> snapshot.checkpointId() >= closed.checkpoint());
    }

    private RunStart startWithoutRun(
            RunRequest request, Optional<String> report, Optional<Publication> finished)
            throws IOException {
        if (report.isPresent()) {
            throw Refusal.reportsWithoutRun(request, report.get());
        }
        if (request.resume() instanceof Resume.From named) {
            throw Refusal.nothingToResume(request, named.path());
        }
        return begin(request, finished, Optional.empty());
    }

    private RunStart startOver(
            RunRequest request, Optional<String> report, Optional<Publication> finished)
            throws IOException {
        if (report.isPresent()) {
            throw Refusal.cannotStartOver(request, report.get());
        }
        return begin(request, finished, Optional.empty());
    }

    private static void refuseOtherSettings(
            RunRequest request, RunRecord run, Optional<String> report) throws SmsReportsException {
        List<String> differences = run.differences(request);
        if (!differences.isEmpty()) {
            throw Refusal.otherSettings(request, run, differences, report.isEmpty());
        }
    }

    /** The checkpoint that {@code --resume auto} restores; empty if the run never completed one. */
    private Optional<String> newest(RunRequest request, RunRecord run, Optional<String> report)
            throws IOException {
        Optional<Snapshot> newest = snapshots.newest(new Path(run.checkpoints()));
        long committed = run.committedCheckpoint();
        if (newest.isEmpty()) {
            // Its last checkpoint was just being removed.
            Optional<ClosedOutput> closed = ClosedOutput.read(request.outputBase());
            if (closed.isPresent()) {
                throw Refusal.closed(request, closed.get());
            }
            if (committed == 0 && report.isEmpty()) {
                return Optional.empty();
            }
            throw Refusal.checkpointsGone(request, run);
        }
        Snapshot snapshot = newest.get();
        if (snapshot.isDamaged()) {
            throw Refusal.newestDamaged(run, snapshot, report.isEmpty());
        }
        if (snapshot.checkpointId() < committed) {
            throw Refusal.newestLost(run, snapshot, report.isEmpty());
        }
        return Optional.of(snapshot.folder().toString());
    }

    /** The checkpoint or savepoint of {@code --resume PATH}. */
    private String named(RunRecord run, String path) throws IOException {
        Optional<Snapshot> found = snapshots.at(new Path(path));
        if (found.isEmpty()) {
            throw Refusal.incomplete(path);
        }
        Snapshot snapshot = found.get();
        if (snapshot.isDamaged()) {
            throw Refusal.damaged(path, snapshot);
        }
        // A complete checkpoint may have committed although no heartbeat tells of it any more.
        long completed =
                Math.max(
                        run.committedCheckpoint(),
                        snapshots
                                .newest(new Path(run.checkpoints()))
                                .map(Snapshot::checkpointId)
                                .orElse(0L));
        if (snapshot.checkpointId() < completed) {
            throw Refusal.older(path, snapshot, run, completed);
        }
        return snapshot.folder().toString();
    }

    // -------------------------------------------------------------------- batch

    private RunStart startBatch(RunRequest request, Optional<Publication> finished)
            throws IOException {
        if (request.resume() instanceof Resume.From named) {
            throw Refusal.resumedBatch(named.path());
        }
        Optional<RunRecord> run = RunRecord.read(request.outputBase());
        if (finished.isPresent() && run.filter(done -> done.computesTheSame(request)).isPresent()) {
            return new RunStart(
                    run.get().runId(), false, Optional.empty(), run.get().checkpoints(), finished);
        }
        if (run.isPresent() && run.get().mode() != RunMode.BATCH) {
            refuseStreamingOutput(request, run.get());
        }
        Optional<String> report = firstReport(request, run);
        if (report.isPresent() && !request.overwrite()) {
            throw Refusal.holdsReports(request, report.get());
        }
        return begin(request, finished, run.filter(old -> report.isPresent()));
    }

    private void refuseStreamingOutput(RunRequest request, RunRecord run) throws IOException {
        Optional<ClosedOutput> closed = ClosedOutput.read(request.outputBase());
        if (closed.isEmpty()) {
            throw Refusal.resumable(request, run);
        }
        if (unsettledEnd(Optional.of(run), closed.get()).isPresent()) {
            throw Refusal.unsettled(request, run, closed.get());
        }
        if (!request.overwrite()) {
            throw Refusal.closedStreaming(request, run, closed.get());
        }
    }

    // ------------------------------------------------------------------- a new run

    /** Also a report that this run does not have, of one before it. */
    private Optional<String> firstReport(RunRequest request, Optional<RunRecord> run)
            throws IOException {
        return new OutputFolders(reports(request, run)).firstReport(files, request.outputBase());
    }

    private static ReportCatalogue reports(RunRequest request, Optional<RunRecord> run) {
        return request.reports().with(run.map(RunRecord::catalogue).orElse(ReportCatalogue.NONE));
    }

    /**
     * Begins a new run; what an unfinished batch left staged is nobody's now.
     *
     * @param before the run whose reports lie there: of dates that this one does not compute they
     *     stay
     */
    private RunStart begin(
            RunRequest request, Optional<Publication> finished, Optional<RunRecord> before)
            throws IOException {
        Path outputBase = request.outputBase();
        files.deleteTree(OutputFolders.staging(outputBase));
        String runId = freeRunId(request);
        RunRecord run =
                new RunRecord(
                        runId,
                        request.mode(),
                        request.input(),
                        request.reference(),
                        request.checkpointsOf(runId),
                        request.settings(),
                        clock.now().truncatedTo(ChronoUnit.MILLIS),
                        RunStatus.RUNNING,
                        0,
                        reports(request, before).reports());
        run.write(files, outputBase);
        return new RunStart(runId, true, Optional.empty(), run.checkpoints(), finished);
    }

    /** Outputs may share CHECKPOINT_BASE; a run never gets the folder of another one. */
    private String freeRunId(RunRequest request) throws IOException {
        while (true) {
            String runId = RunRecord.newId(clock.now(), random);
            if (files.status(new Path(request.checkpointsOf(runId))).isEmpty()) {
                return runId;
            }
        }
    }
}
