package io.smsreports.run;

import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.CommitLog;
import io.smsreports.ownership.LogEntry;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * What an output holds when a run is to start on it: whose it is, whether it is closed, and whether
 * reports lie there. Where nothing is in the way, it begins a new run.
 *
 * @param published the batch whose publication this start has completed, if there was one
 * @param current whose output it is, if anybody's; read before all else
 * @param closed how its input ended, if it did
 */
record OutputAtStart(
        RunRequest request,
        Optional<Publication> published,
        Optional<CurrentRun> current,
        Optional<ClosedOutput> closed,
        StoredFiles files,
        SnapshotSearch snapshots,
        WallClock clock) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Reads it when no job lives there and no publication is unfinished. */
    static OutputAtStart read(
            RunRequest request, Optional<Publication> published, StoredFiles files, WallClock clock)
            throws IOException {
        RunBefore.giveBackAfterAKill(files, request.outputBase(), clock);
        Optional<CurrentRun> current = CurrentRun.of(request.outputBase());
        return new OutputAtStart(
                request,
                published,
                current,
                ClosedOutput.read(request.outputBase()),
                files,
                new SnapshotSearch(files),
                clock);
    }

    /** The run that the output belongs to, if there is one. */
    Optional<RunRecord> run() {
        return current.map(CurrentRun::run);
    }

    /** The checkpoint of a closed run whose last commit may be missing. */
    Optional<Snapshot> unconfirmedEnd() throws IOException {
        if (closed.isEmpty()
                || closed.get().commitConfirmed()
                || run().filter(of -> of.runId().equals(closed.get().runId())).isEmpty()) {
            return Optional.empty();
        }
        Optional<Restorable> restorable = restorable();
        if (restorable.isEmpty()) {
            return Optional.empty();
        }
        return restorable
                .get()
                .newest(checkpoints())
                .filter(snapshot -> snapshot.checkpointId() >= closed.get().checkpoint());
    }

    /** What the run may be resumed from; empty if no job of it has ever begun. */
    Optional<Restorable> restorable() {
        return current.flatMap(of -> of.position().entry())
                .map(last -> new Restorable(last, snapshots));
    }

    /** Whether another process has gone on with the output since this one looked. */
    boolean isTaken() throws IOException {
        return !CurrentRun.of(request.outputBase()).equals(current);
    }

    /** The run's checkpoints and savepoints, newest first. */
    List<Snapshot> checkpoints() throws IOException {
        return run().isPresent() ? snapshots.all(new Path(run().get().checkpoints())) : List.of();
    }

    /** How a job resumes the run. */
    RunStart resume(Optional<Snapshot> restored, boolean endsOnly) {
        RunRecord resumed = current.orElseThrow().run();
        return new RunStart(
                resumed.runId(),
                false,
                restored.map(snapshot -> snapshot.folder().toString()),
                resumed.checkpoints(),
                published,
                endsOnly,
                Optional.of(owner(resumed, current.get().position().number(), restored)));
    }

    private OutputOwner owner(RunRecord of, long seen, Optional<Snapshot> restored) {
        return new OutputOwner(
                request.output(),
                of.runId(),
                of.log(request.outputBase()).folder().toString(),
                of.fenced(),
                OutputOwner.newToken(),
                seen,
                restored.map(snapshot -> snapshot.folder().toString()).orElse(""),
                restored.map(Snapshot::checkpointId).orElse(0L));
    }

    /** Also a report that this run does not have, of one before it. */
    Optional<String> firstReport() throws IOException {
        return new OutputFolders(reports(run())).firstReport(files, request.outputBase());
    }

    private ReportCatalogue reports(Optional<RunRecord> before) {
        return request.reports()
                .with(before.map(RunRecord::catalogue).orElse(ReportCatalogue.NONE));
    }

    /**
     * Begins a new run, to which the output passes from the one before; what that one has staged
     * and not published is deleted.
     *
     * @param before the run whose reports lie there: of dates that this one does not compute they
     *     stay
     * @throws SmsReportsException if another process has been faster
     */
    RunStart begin(Optional<RunRecord> before) throws IOException {
        Path outputBase = request.outputBase();
        String runId = freeRunId();
        CommitLog log = request.fence().logOf(outputBase, runId, new Path(request.checkpoints()));
        RunRecord begun =
                new RunRecord(
                        runId,
                        request.mode(),
                        request.input(),
                        request.reference(),
                        request.checkpointsOf(runId),
                        request.settings(),
                        clock.now().truncatedTo(ChronoUnit.MILLIS),
                        RunStatus.RUNNING,
                        Optional.of(log.folder())
                                .filter(folder -> !folder.equals(Fence.inOutput(outputBase, runId)))
                                .map(Path::toString),
                        log.fenced(),
                        reports(before).reports());
        begun.writeBegun(files, outputBase);
        if (current.isPresent()) {
            if (request.mode() == RunMode.BATCH) {
                RunBefore.keep(files, outputBase, runId, current.get());
            }
            pass(current.get(), begun);
            begun.write(files, outputBase);
            BatchPublisher.deleteStaged(files, outputBase, current.get().run().runId());
        } else if (!begun.writeFirst(files, outputBase)) {
            throw begun.commitLog().isPresent()
                    ? Refusal.claimed(request, begun.claim(outputBase))
                    : Refusal.overtaken(request);
        }
        return new RunStart(
                runId,
                true,
                Optional.empty(),
                begun.checkpoints(),
                published,
                false,
                request.mode() == RunMode.BATCH
                        ? Optional.empty()
                        : Optional.of(owner(begun, 0, Optional.empty())));
    }

    private void pass(CurrentRun before, RunRecord next) throws IOException {
        if (!before.run()
                .log(request.outputBase())
                .append(before.position(), LogEntry.passed(next.runId()))) {
            throw Refusal.overtaken(request);
        }
    }

    /** Outputs may share CHECKPOINT_BASE; a run never gets the folder of another one. */
    private String freeRunId() throws IOException {
        while (true) {
            String runId = RunRecord.newId(clock.now(), RANDOM);
            if (files.status(new Path(request.checkpointsOf(runId))).isEmpty()) {
                return runId;
            }
        }
    }
}
