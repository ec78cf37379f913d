package io.smsreports.run;

import static io.smsreports.run.OutputFixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchStartTest {

    private static final String REPORT = "daily_revenue/dt=2020-08-30/daily_revenue-x-0.csv";
    private static final String STAGED =
            "_staging/" + RUN + "/daily_revenue/dt=2020-08-30/part-0.csv";
    private static final String NOW = "2026-11-22T19:00:00Z";

    @TempDir Path folder;
    private OutputFixture output;
    private final HandClock clock = new HandClock(NOW);
    private final RunRules rules = new RunRules(clock);

    @BeforeEach
    void createOutput() {
        output = new OutputFixture(folder);
    }

    @Test
    void beginsANewRunOnAnEmptyOutput() throws Exception {
        RunStart start = rules.start(output.batch());

        assertThat(start.isNew()).isTrue();
        assertThat(start.restorePath()).isEmpty();
        assertThat(start.alreadyDone()).isFalse();
        RunRecord run = RunRecord.read(output.base()).orElseThrow();
        assertThat(run.runId()).isEqualTo(start.runId());
        assertThat(run.mode()).isEqualTo(RunMode.BATCH);
        assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void beginsAfreshAfterABatchThatWasKilledBeforeItPublished() throws Exception {
        output.withRun(RunMode.BATCH);
        output.write(STAGED, "half");

        RunStart start = rules.start(output.batch());

        assertThat(start.isNew()).isTrue();
        assertThat(start.runId()).isNotEqualTo(RUN);
        assertThat(output.contents().keySet()).containsExactly("_sms-reports/run.json");
    }

    @Test
    void leavesTheStagingOfALiveBatchAlone() throws Exception {
        output.withRun(RunMode.BATCH);
        output.write(STAGED, "half");
        output.withHeartbeat("worker-3", 77, NOW, 0);
        clock.whileSleeping(now -> output.withHeartbeat("worker-3", 77, now.toString(), 0));

        assertRefused(
                output.batch(),
                "Output OUT is being written by a live job: run 20261122t181500-4f2a, Flink job"
                        + " job-1 on host worker-3 (process 77), last heard of at 2026-11-22T19:00:01Z."
                        + " Stop it first, or use another --output.");
        assertThat(output.read(STAGED)).isEqualTo("half");
    }

    @Test
    void refusesAnOutputThatHoldsReports() throws Exception {
        output.run(RunMode.BATCH).published().write(StoredFiles.DIRECT, output.base());
        output.write(REPORT, "x");

        assertRefused(
                output.batch(),
                "Output OUT holds reports (%s). Use another --output, or --overwrite to replace the"
                        + " dates that this batch computes.",
                REPORT);
    }

    @Test
    void beginsOverReportsIfItMayOverwrite() throws Exception {
        output.run(RunMode.BATCH).published().write(StoredFiles.DIRECT, output.base());
        output.write(REPORT, "x");

        assertThat(rules.start(output.overwritingBatch()).isNew()).isTrue();
        assertThat(output.read(REPORT)).isEqualTo("x");
    }

    @Test
    void beginsOverReportsOfNoRunIfItMayOverwrite() throws Exception {
        output.write(REPORT, "x");

        assertThat(rules.start(output.overwritingBatch()).isNew()).isTrue();
    }

    @Test
    void refusesTheOutputOfAResumableStreamingRunEvenToOverwrite() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.write(REPORT, "x");

        for (RunRequest request : List.of(output.batch(), output.overwritingBatch())) {
            assertRefused(
                    request,
                    "Output OUT belongs to streaming run 20261122t181500-4f2a, which can be"
                            + " resumed. Use another --output, or close it first: start it with its"
                            + " own command, then ./sms-reports stop --drain.");
        }
    }

    @Test
    void overwritesAClosedStreamingRunOnlyIfItMay() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.write(REPORT, "x");
        close();

        assertRefused(
                output.batch(),
                "Output OUT belongs to streaming run 20261122t181500-4f2a, closed by drain at"
                        + " 2026-11-22T18:30:00Z. Use another --output, or --overwrite to replace the"
                        + " dates that this batch computes.");
        assertThat(rules.start(output.overwritingBatch()).isNew()).isTrue();
        assertThat(ClosedOutput.read(output.base())).isPresent();
    }

    /** Its last windows may lie in hidden files, which a batch on other dates would leave there. */
    @Test
    void overwritesNoStreamingRunBeforeItsLastCommitIsKnownToBeThrough() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.write(REPORT, "x");
        close();
        Path savepoint = output.checkpoints.resolve(RUN).resolve("savepoint-1");
        SnapshotFixture.complete(savepoint, 7);

        assertRefused(
                output.overwritingBatch(),
                "Output OUT of run 20261122t181500-4f2a was closed by drain at"
                        + " 2026-11-22T18:30:00Z, but its job may have been killed before its last"
                        + " commit. Start that run once more with its own command: it completes the"
                        + " commit and ends. Then repeat this command.");

        ClosedOutput.read(output.base()).orElseThrow().settle(output.base());
        assertThat(rules.start(output.overwritingBatch()).isNew()).isTrue();
    }

    @Test
    void refusesToResumeACheckpoint() throws Exception {
        assertRefused(
                output.request(RunMode.BATCH, OutputFixture.SETTINGS, "chk-4", false),
                "--resume chk-4 is for streaming: a batch starts from the beginning. Leave it out,"
                        + " or run --mode streaming.");
    }

    @Test
    void completesAnUnfinishedPromotionAndIsThenDone() throws Exception {
        interruptedPromotion();

        RunStart start = rules.start(output.batch());

        assertThat(start.alreadyDone()).isTrue();
        assertThat(start.isNew()).isFalse();
        assertThat(start.runId()).isEqualTo(RUN);
        assertThat(start.finishedPromotion())
                .contains(new Publication(RUN, List.of("2020-08-30"), 1, 0));
        assertThat(output.contents().keySet())
                .containsExactly(
                        "_sms-reports/publish.json",
                        "_sms-reports/run.json",
                        "daily_revenue/dt=2020-08-30/daily_revenue-" + RUN + "-0.csv");
        assertThat(RunRecord.read(output.base()).orElseThrow().status())
                .isEqualTo(RunStatus.PUBLISHED);
    }

    @Test
    void completesAnotherRequestsPromotionBeforeItIsRefused() throws Exception {
        interruptedPromotion();

        assertRefused(
                output.request(RunMode.BATCH, Map.of("watermark-delay", "5m"), "auto", false),
                "Output OUT holds reports (daily_revenue/dt=2020-08-30/daily_revenue-%s-0.csv). Use"
                        + " another --output, or --overwrite to replace the dates that this batch"
                        + " computes.",
                RUN);
        assertThat(PublishJournal.read(output.base()).orElseThrow().carriedOut()).isTrue();
    }

    @Test
    void completesAnotherRequestsPromotionAndOverwritesIt() throws Exception {
        interruptedPromotion();

        RunStart start =
                rules.start(
                        output.request(
                                RunMode.BATCH, Map.of("watermark-delay", "5m"), "auto", true));

        assertThat(start.isNew()).isTrue();
        assertThat(start.alreadyDone()).isFalse();
        assertThat(start.finishedPromotion()).isPresent();
    }

    @Test
    void aStreamingStartCompletesAPromotionToo() throws Exception {
        interruptedPromotion();

        assertRefused(
                output.streaming(),
                "Output OUT holds the reports of batch run 20261122t181500-4f2a, which streaming"
                        + " cannot continue. Use another --output.");
        assertThat(output.output.resolve("_staging")).doesNotExist();
    }

    /** A batch whose process ended right after it had written the journal. */
    private void interruptedPromotion() throws IOException {
        output.withRun(RunMode.BATCH);
        output.write(STAGED, "date,daily_revenue\n2020-08-30,1.000000\n");
        StoredFiles killedAfterJournal =
                new StoredFiles(
                        (change, path) -> {
                            if (!path.getName().equals("publish.json")) {
                                throw new IOException("killed");
                            }
                        });
        BatchPublisher promotion = new BatchPublisher(clock, killedAfterJournal);
        assertThatThrownBy(() -> promotion.promote(output.base(), RUN, false, Set.of()))
                .hasMessage("killed");
        assertThat(output.output.resolve("_sms-reports/publish.json")).exists();
        clock.advance(Duration.ofMinutes(1));
    }

    private void close() throws IOException {
        new ClosedOutput(
                        RUN,
                        Instant.parse("2026-11-22T18:30:00Z"),
                        ClosedOutput.By.DRAIN,
                        Optional.of(LocalDate.parse("2020-08-30")))
                .write(output.base());
    }

    private void assertRefused(RunRequest request, String message, Object... parts) {
        assertThatThrownBy(() -> rules.start(request))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessage("%s", output.named(message.formatted(parts)));
    }
}
