package io.smsreports.run;

import static io.smsreports.run.ClosedOutput.By.DRAIN;
import static io.smsreports.run.OutputFixture.REPORT;
import static io.smsreports.run.OutputFixture.RUN;
import static io.smsreports.run.OutputFixture.SETTINGS;
import static io.smsreports.run.RunMode.BATCH;
import static io.smsreports.run.RunMode.STREAMING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class BatchStartTest extends StartScenario {

    private static final String STAGED =
            "_staging/" + RUN + "/daily_revenue/dt=2020-08-30/part-0.csv";
    private static final String OR_OVERWRITE =
            " Use another --output, or --overwrite to replace the dates that this batch computes.";

    @Test
    void beginsANewRunOnAnEmptyOutput() throws Exception {
        RunStart start = whenStarted(given.batch()).isNew();

        assertThat(start.batch().orElseThrow().run().mode()).isEqualTo(BATCH);
        assertThat(given.names()).containsExactly("_staging/" + start.runId() + "/_run.json");
    }

    @Test
    void leavesTheOutputToTheRunBeforeUntilItIsPublished() throws Exception {
        given.hasRunBefore().hasReport();
        SortedMap<String, String> before = given.contents();

        RunStart start = whenStarted(given.overwritingBatch()).isNew();

        given.write("_staging/" + start.runId() + "/daily_revenue/dt=2020-08-30/part-0", "half");
        SortedMap<String, String> now = given.contents();
        now.keySet().removeIf(name -> name.startsWith("_staging/"));
        assertThat(now).isEqualTo(before);
        whenStarted(given.streaming()).isRefusedWith("was closed by drain");
    }

    /** Nothing says that it has ended: it may only be paused, and still be published. */
    @Test
    void leavesWhatAnotherBatchHasStagedUntilItIsPublishedItself() throws Exception {
        given.hasFile(STAGED);

        RunStart start = whenStarted(given.batch()).isNew();

        assertThat(given.output.resolve(STAGED)).exists();
        new BatchPublisher(clock, StoredFiles.DIRECT).add(start.batch().orElseThrow());
        assertThat(given.output.resolve("_staging")).doesNotExist();
    }

    @Test
    void leavesTheStagingOfALiveBatchAlone() throws Exception {
        given.hasFile(STAGED).hasLiveJob(clock);

        whenStarted(given.batch())
                .isRefused(
                        "Output OUT is being written by a live job: run RUN, Flink job job-1 on host"
                                + " worker-3 (process 77), last heard of at 2026-11-22T19:00:00Z. Stop"
                                + " it first, or use another --output.");
        assertThat(given.output.resolve(STAGED)).exists();
    }

    @Test
    void refusesAnOutputThatHoldsReports() throws Exception {
        given.hasPublishedBatch().hasReport();

        whenStarted(given.batch())
                .isRefused("Output OUT holds reports (" + REPORT + ")." + OR_OVERWRITE);
    }

    @Test
    void beginsOverReportsIfItMayOverwrite() throws Exception {
        given.hasPublishedBatch().hasReport();

        whenStarted(given.overwritingBatch()).isNew();

        assertThat(given.output.resolve(REPORT)).exists();
    }

    @Test
    void beginsOverReportsOfNoRunIfItMayOverwrite() throws Exception {
        given.hasReport();

        whenStarted(given.overwritingBatch()).isNew();
    }

    @Test
    void refusesTheOutputOfAResumableStreamingRunEvenToOverwrite() throws Exception {
        given.hasRun(STREAMING).hasReport();

        for (RunRequest request : List.of(given.batch(), given.overwritingBatch())) {
            whenStarted(request)
                    .isRefused(
                            "Output OUT belongs to streaming run RUN, which can be resumed. Use"
                                    + " another --output, or close it first: start it with its own"
                                    + " command, then ./sms-reports stop --drain.");
        }
    }

    @Test
    void overwritesAClosedStreamingRunOnlyIfItMay() throws Exception {
        given.hasRun(STREAMING).hasReport().isClosed(DRAIN, "2020-08-30", 0);

        whenStarted(given.batch())
                .isRefused(
                        "Output OUT belongs to streaming run RUN, closed by drain at"
                                + " 2026-11-22T19:00:00Z."
                                + OR_OVERWRITE);
        whenStarted(given.overwritingBatch()).isNew();
        assertThat(ClosedOutput.read(given.base())).isPresent();
    }

    /** Its last windows may lie in hidden files, which a batch on other dates would leave there. */
    @Test
    void overwritesNoStreamingRunBeforeItsLastCommitIsKnownToBeThrough() throws Exception {
        given.hasRun(STREAMING)
                .hasReport()
                .isClosed(DRAIN, "2020-08-30", 0)
                .hasCheckpoint("savepoint-1", 7);

        whenStarted(given.overwritingBatch())
                .isRefused(
                        "Output OUT of run RUN was closed by drain at 2026-11-22T19:00:00Z, but its"
                                + " job may have been killed before its last commit. Start that run"
                                + " once more with its own command: it completes the commit and ends."
                                + " Then repeat this command.");

        given.isCommitted();
        whenStarted(given.overwritingBatch()).isNew();
    }

    @Test
    void refusesToResumeACheckpoint() throws Exception {
        whenStarted(given.request(BATCH, SETTINGS, "chk-4", false))
                .isRefused(
                        "--resume chk-4 is for streaming: a batch starts from the beginning. Leave it"
                                + " out, or run --mode streaming.");
    }

    @Test
    void completesAnUnfinishedPublicationAndIsThenDone() throws Exception {
        interruptedPublication();

        RunStart start = whenStarted(given.batch()).began();

        assertThat(start.alreadyDone()).isTrue();
        assertThat(start.isNew()).isFalse();
        assertThat(start.runId()).isEqualTo(RUN);
        assertThat(start.finishedPublication())
                .contains(new Publication(RUN, List.of("2020-08-30"), 1, 0));
        assertThat(given.names())
                .containsExactly(
                        "_sms-reports/publish.json",
                        "_sms-reports/run.json",
                        "daily_revenue/dt=2020-08-30/daily_revenue-" + RUN + "-0.csv");
        assertThat(RunRecord.read(given.base()).orElseThrow().status())
                .isEqualTo(RunStatus.PUBLISHED);
    }

    @Test
    void completesAnotherRequestsPublicationBeforeItIsRefused() throws Exception {
        interruptedPublication();
        Map<String, String> settings = Map.of("watermark-delay", "5m");

        whenStarted(given.request(BATCH, settings, "auto", false))
                .isRefused(
                        "Output OUT holds reports (daily_revenue/dt=2020-08-30/daily_revenue-"
                                + RUN
                                + "-0.csv)."
                                + OR_OVERWRITE);
        assertThat(PublishJournal.read(given.base()).orElseThrow().carriedOut()).isTrue();
    }

    @Test
    void completesAnotherRequestsPublicationAndOverwritesIt() throws Exception {
        interruptedPublication();

        RunStart start =
                whenStarted(given.overwritingBatch(Map.of("watermark-delay", "5m"))).isNew();

        assertThat(start.finishedPublication()).isPresent();
    }

    @Test
    void aStreamingStartCompletesAPublicationToo() throws Exception {
        interruptedPublication();

        whenStarted(given.streaming())
                .isRefused(
                        "Output OUT holds the reports of batch run RUN, which streaming cannot"
                                + " continue. Use another --output.");
        assertThat(given.output.resolve("_staging")).doesNotExist();
    }

    /** A batch whose process ended right after it had written the journal. */
    private void interruptedPublication() throws IOException {
        BatchRun batch = given.beginsBatch();
        given.write(STAGED, "date,daily_revenue\n2020-08-30,1.000000\n");
        StoredFiles killedAfterJournal =
                new StoredFiles(
                        (change, path) -> {
                            if (!path.getName().endsWith("publish.json")
                                    && !change.equals("create")) {
                                throw new IOException("killed");
                            }
                        });
        BatchPublisher publisher = new BatchPublisher(clock, killedAfterJournal);
        assertThatThrownBy(() -> publisher.add(batch)).hasMessage("killed");
        assertThat(given.output.resolve("_sms-reports/publish.json")).exists();
        clock.advance(Duration.ofMinutes(1));
    }
}
