package io.smsreports.run;

import io.smsreports.model.ReportCatalogue;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * What an output holds when a run is to start on it: whose it is, whether it is closed, and whether
 * reports lie there. Where nothing is in the way, it begins a new run.
 *
 * @param published the batch whose publication this start has completed, if there was one
 * @param run whose output it is, if anybody's
 * @param closed how its input ended, if it did
 */
record OutputAtStart(
        RunRequest request,
        Optional<Publication> published,
        Optional<RunRecord> run,
        Optional<ClosedOutput> closed,
        StoredFiles files,
        SnapshotSearch snapshots,
        WallClock clock) {

    private static final SecureRandom RANDOM = new SecureRandom();

    static OutputAtStart read(
            RunRequest request, Optional<Publication> published, StoredFiles files, WallClock clock)
            throws IOException {
        return new OutputAtStart(
                request,
                published,
                RunRecord.read(request.outputBase()),
                ClosedOutput.read(request.outputBase()),
                files,
                new SnapshotSearch(files),
                clock);
    }

    /** The checkpoint of a closed run whose last commit may be missing. */
    Optional<Snapshot> unconfirmedEnd() throws IOException {
        if (closed.isEmpty()
                || closed.get().commitConfirmed()
                || run.filter(of -> of.runId().equals(closed.get().runId())).isEmpty()) {
            return Optional.empty();
        }
        return snapshots
                .newest(new Path(run.get().checkpoints()))
                .filter(snapshot -> !snapshot.isDamaged())
                .filter(snapshot -> snapshot.checkpointId() >= closed.get().checkpoint());
    }

    /** Also a report that this run does not have, of one before it. */
    Optional<String> firstReport() throws IOException {
        return new OutputFolders(reports(run)).firstReport(files, request.outputBase());
    }

    private ReportCatalogue reports(Optional<RunRecord> before) {
        return request.reports()
                .with(before.map(RunRecord::catalogue).orElse(ReportCatalogue.NONE));
    }

    /**
     * Begins a new run; what an unfinished batch has staged is deleted.
     *
     * @param before the run whose reports lie there: of dates that this one does not compute they
     *     stay
     */
    RunStart begin(Optional<RunRecord> before) throws IOException {
        Path outputBase = request.outputBase();
        files.deleteTree(OutputFolders.staging(outputBase));
        String runId = freeRunId();
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
                        0,
                        reports(before).reports());
        begun.write(files, outputBase);
        return new RunStart(runId, true, Optional.empty(), begun.checkpoints(), published);
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
