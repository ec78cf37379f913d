package io.smsreports.run;

import static io.smsreports.run.RunMode.STREAMING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.ownership.LogEntry;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.ownership.Ownership;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;

/** Removes an output, and starts, or goes on with, what might publish on the rest. */
final class OutputRemovalTest extends StartScenario {

    private static final ReportCatalogue REPORTS = PipelineSql.packagedCatalogue();
    private static final String LOG = "_sms-reports/commits/" + OutputFixture.RUN + "/";

    @Test
    void leavesTheLastEntryOfTheLogAlone() throws Exception {
        given.hasRun(STREAMING)
                .hasReport()
                .hasFile("daily_revenue/dt=2020-08-30/.daily_revenue-x-1.csv.inprogress.7")
                .hasFile("_staging/" + OutputFixture.RUN + "/daily_revenue/a.csv")
                .hasFile("notes.txt")
                .hasCommitted(9);

        remove();

        assertThat(given.contents().keySet()).containsExactly(LOG + "0000000003", "notes.txt");
        assertThat(given.record(STREAMING).log(given.base()).last().entry().orElseThrow())
                .matches(LogEntry::saysCleaned);
    }

    @Test
    void thereIsNothingToRemoveTwice() throws Exception {
        given.hasRun(STREAMING).hasReport().hasCommitted(9);
        remove();

        OutputRemoval second = OutputRemoval.of(given.base());

        assertThat(second.files(REPORTS)).isEmpty();
        second.end();
        assertThat(given.contents().keySet()).containsExactly(LOG + "0000000003");
    }

    @Test
    void aNewRunBeginsOnACleanedOutput() throws Exception {
        given.hasRun(STREAMING).hasReport().hasCommitted(9).hasCheckpoint("job-a/chk-9", 9);
        remove();

        RunStart start = whenStarted(given.streaming()).isNew();
        start.owner().orElseThrow().claim(0).admit(1);

        assertThat(RunRecord.read(given.base()).orElseThrow().runId()).isEqualTo(start.runId());
    }

    @Test
    void aPausedJobThatWakesUpPublishesNothing() throws Exception {
        RunStart start = whenStarted(given.streaming()).isNew();
        Ownership paused = start.owner().orElseThrow().claim(0);
        paused.admit(1);
        remove();
        whenStarted(given.streaming()).isNew().owner().orElseThrow().claim(0);

        assertThatThrownBy(() -> paused.admit(2))
                .isInstanceOf(SuppressRestartsException.class)
                .rootCause()
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_TAKEN);
    }

    /** Its main has decided to begin, and its job has not reached the cluster yet. */
    @Test
    void aStartThatWasOvertakenBeforeItsFirstEntryOwnsNothing() throws Exception {
        OutputOwner submitted = whenStarted(given.streaming()).isNew().owner().orElseThrow();
        remove();

        assertThatThrownBy(() -> submitted.claim(0))
                .isInstanceOf(SuppressRestartsException.class)
                .rootCause()
                .hasMessageContaining(" has been cleaned by ");
    }

    @Test
    void refusesIfAJobHasGoneOnSinceItLooked() throws Exception {
        given.hasRun(STREAMING).hasReport().hasCommitted(9);
        OutputRemoval removal = OutputRemoval.of(given.base());
        given.hasCommitted(10);

        assertThatThrownBy(removal::end)
                .hasFieldOrPropertyWithValue("code", ErrorCode.COMMAND_REFUSED)
                .hasMessage(
                        given.named(
                                "a job has gone on with OUT meanwhile (OUT/_sms-reports/commits/RUN/0000000003): stop it first, and clean again; nothing is removed."));
    }

    @Test
    void refusesBesideALiveJob() throws Exception {
        given.hasRun(STREAMING).hasLiveJob(clock);

        assertThatThrownBy(() -> OutputRemoval.of(given.base(), new RunRules(clock)))
                .hasFieldOrPropertyWithValue("code", ErrorCode.COMMAND_REFUSED)
                .hasMessage(
                        "a job writes %s (on %s): stop it first; nothing is removed.",
                        given.output, OutputFixture.ELSEWHERE);
    }

    @Test
    void removesADamagedHeartbeat() throws Exception {
        given.hasRun(STREAMING).hasFile("_sms-reports/heartbeat.json");

        assertThat(OutputRemoval.of(given.base()).damages()).hasSize(1);
        remove();

        assertThat(given.contents().keySet()).containsExactly(LOG + "0000000002");
    }

    /** A kill between any two deletions leaves what no run goes on from. */
    @Test
    void noRunStartsOnWhatAnInterruptedRemovalHasLeft() throws Exception {
        given.hasRun(STREAMING).hasReport().hasCommitted(9).hasCheckpoint("job-a/chk-9", 9);
        OutputRemoval removal = OutputRemoval.of(given.base());
        List<Path> files = removal.files(REPORTS);
        removal.end();
        for (Path file : files.subList(0, files.size() - 1)) {
            whenStarted(given.streaming())
                    .isRefused(
                            "Output OUT is being cleaned, or its cleaning was interrupted. Complete"
                                    + " that with ./sms-reports clean --output OUT, or use another"
                                    + " --output.");
            whenStarted(given.overwritingBatch()).isRefusedWith(" is being cleaned, ");
            StoredFiles.DIRECT.deleteTree(file);
        }

        remove();

        whenStarted(given.streaming()).isNew();
    }

    @Test
    void knowsTheCheckpointsOfAllItsRunsAndNoOthers() throws Exception {
        given.hasRun(STREAMING);
        RunRecord other = given.record("20261122t180000-0000", STREAMING);
        other.note(StoredFiles.DIRECT, given.base());
        given.write("_sms-reports/runs/bad.json", record("..", "/etc"));

        List<Path> places = OutputRemoval.of(given.base()).checkpoints(new Path("/ck"));

        assertThat(places)
                .containsExactlyInAnyOrder(
                        new Path(given.checkpointsOfRun().toString()),
                        new Path("/ck/" + OutputFixture.RUN),
                        new Path(other.checkpoints()),
                        new Path("/ck/20261122t180000-0000"));
    }

    private String record(String runId, String checkpoints) {
        RunRecord run = given.record(STREAMING);
        String text = new String(JsonFile.bytes(run), StandardCharsets.UTF_8);
        return text.replace(run.checkpoints(), checkpoints).replace(run.runId(), runId);
    }

    @Test
    void saysWhatItCannotUnderstand() throws Exception {
        given.hasRun(STREAMING).hasReport().hasCommitted(9);
        given.write("_sms-reports/run.json", "{");

        OutputRemoval removal = OutputRemoval.of(given.base());

        assertThat(removal.damages())
                .singleElement()
                .asString()
                .startsWith(given.output + "/_sms-reports/run.json cannot be read: ");
        assertThat(removal.knowsItsRuns()).isFalse();
        remove();
        assertThat(given.contents().keySet()).containsExactly(LOG + "0000000003");
    }

    @Test
    void findsTheRunsOfADamagedRunFileWhereTheyHaveBegun() throws Exception {
        RunStart start = whenStarted(given.streaming()).isNew();
        given.write("_sms-reports/run.json", "{");

        OutputRemoval removal = OutputRemoval.of(given.base());

        assertThat(removal.knowsItsRuns()).isTrue();
        assertThat(removal.checkpoints(new Path(given.checkpoints.toString())))
                .containsExactly(new Path(given.checkpoints.resolve(start.runId()).toString()));
        remove();
        assertThatThrownBy(() -> start.owner().orElseThrow().claim(0))
                .isInstanceOf(SuppressRestartsException.class);
    }

    @Test
    void endsALogThatLiesElsewhereAndGivesUpItsClaim() throws Exception {
        java.nio.file.Path logs = folder.resolve("logs");
        Fence fence = new Fence(Optional.of(new Path(logs.toString())), false);
        RunStart start = whenStarted(given.streaming(fence)).isNew();
        start.owner().orElseThrow().claim(0).admit(1);
        // What storage needs that cannot create a file on the condition that there is none.
        RunRecord run = RunRecord.read(given.base()).orElseThrow();
        JsonFile.write(
                StoredFiles.DIRECT,
                new FirstRun(StoredFiles.DIRECT, given.base(), run).claimFile(),
                run);
        assertThat(OutputFixture.contentsOf(logs)).hasSize(3);

        remove();

        assertThat(given.contents()).isEmpty();
        assertThat(OutputFixture.contentsOf(logs).keySet())
                .containsExactly(start.runId() + "/0000000003");
        assertThat(OutputRemoval.of(given.base()).files(REPORTS)).isEmpty();
        whenStarted(given.streaming(fence)).isNew();
    }

    private void remove() throws IOException {
        OutputRemoval removal = OutputRemoval.of(given.base());
        List<Path> files = removal.files(REPORTS);
        removal.end();
        for (Path file : files) {
            StoredFiles.DIRECT.deleteTree(file);
        }
    }
}
