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
        return current.flatMap(
                of ->
                        of.position()
                                .entry()
                                .map(
                                        last ->
                                                new Restorable(
                                                        last,
                                                        of.position().number(),
                                                        of.run().log(request.outputBase()),
                                                        snapshots)));
    }

    /** Whether another process has gone on with the output since this one looked. */
    boolean isTaken() throws IOException {
        return !CurrentRun.of(request.outputBase()).equals(current);
    }

    /** Fails unless the commit log of the output's run can be written, and keeps others away. */
    void requireLog() throws IOException {
        request.fence().requireLog(request, run().orElseThrow());
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
                Optional.of(owner(resumed, current.get().position().number(), restored)),
                Optional.empty());
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
     * Begins a new streaming run, to which the output passes from the one before, if there was one.
     *
     * @throws SmsReportsException if another process has been faster
     */
    RunStart begin() throws IOException {
        Path outputBase = request.outputBase();
        RunRecord begun = newRun(Optional.empty());
        List<String> abandoned = BatchRun.staged(files, outputBase);
        if (current.isPresent()) {
            begun.note(files, outputBase);
            pass(current.get(), begun);
            begun.write(files, outputBase);
        } else {
            beFirst(begun);
        }
        for (String batch : abandoned) {
            BatchRun.deleteStaged(files, outputBase, batch);
        }
        return start(begun, Optional.of(owner(begun, 0, Optional.empty())), Optional.empty());
    }

    /**
     * Begins a batch. The output stays whose it is.
     *
     * @param before the run whose reports lie there: of dates that this one does not compute they
     *     stay
     */
    RunStart beginBatch(Optional<RunRecord> before) throws IOException {
        BatchRun batch = new BatchRun(request.outputBase(), newRun(before), current);
        batch.begin(files);
        return start(batch.run(), Optional.empty(), Optional.of(batch));
    }

    private RunStart start(RunRecord begun, Optional<OutputOwner> owner, Optional<BatchRun> batch) {
        return new RunStart(
                begun.runId(),
                true,
                Optional.empty(),
                begun.checkpoints(),
                published,
                false,
                owner,
                batch);
    }

    private RunRecord newRun(Optional<RunRecord> before) throws IOException {
        Path outputBase = request.outputBase();
        String runId = freeRunId();
        CommitLog log = request.fence().logOf(outputBase, runId, new Path(request.checkpoints()));
        return new RunRecord(
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
    }

    private void beFirst(RunRecord begun) throws IOException {
        Path outputBase = request.outputBase();
        begun.note(files, outputBase);
        Optional<Path> other = new FirstRun(files, outputBase, begun).claim();
        if (other.isEmpty()) {
            return;
        }
        files.delete(begun.noteIn(outputBase));
        if (other.get().equals(RunRecord.fileIn(outputBase))) {
            throw Refusal.overtaken(request);
        }
        throw other.get().getParent().equals(RunRecord.notesIn(outputBase))
                ? Refusal.atOnce(request, other.get())
                : Refusal.claimed(request, other.get());
    }

    private void pass(CurrentRun before, RunRecord next) throws IOException {
        if (!before.run()
                .log(request.outputBase())
                .append(files, before.position(), LogEntry.passed(next.runId()))) {
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
