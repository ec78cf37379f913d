package io.smsreports.run;

import static io.smsreports.run.OutputFixture.RUN;
import static io.smsreports.run.OutputFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingStartTest {

    private static final String REPORT = "daily_revenue/dt=2020-08-30/daily_revenue-x-0.csv";
    private static final String NOW = "2026-11-22T19:00:00Z";

    @TempDir Path folder;
    private OutputFixture output;
    private Path checkpoints;
    private final HandClock clock = new HandClock(NOW);
    private final RunRules rules = new RunRules(clock);

    @BeforeEach
    void createOutput() {
        output = new OutputFixture(folder);
        checkpoints = output.checkpoints.resolve(RUN);
    }

    // ---------------------------------------------------------------- a new run

    @Test
    void beginsANewRunOnAnOutputThatIsNotThere() throws Exception {
        RunStart start = rules.start(output.streaming());

        assertThat(start.isNew()).isTrue();
        assertThat(start.runId()).matches("20261122t190000-[0-9a-f]{4}");
        assertThat(start.restorePath()).isEmpty();
        assertThat(start.alreadyDone()).isFalse();
        assertThat(start.checkpointsDir())
                .isEqualTo(output.checkpoints.resolve(start.runId()).toString());
        assertThat(RunRecord.read(output.base()))
                .contains(
                        new RunRecord(
                                start.runId(),
                                RunMode.STREAMING,
                                "data/in",
                                "data/ref.csv",
                                start.checkpointsDir(),
                                SETTINGS,
                                Instant.parse(NOW),
                                RunStatus.RUNNING,
                                0,
                                PipelineSql.packagedCatalogue().reports()));
    }

    @Test
    void writesTheRunAsReadableJsonInAFixedOrder() throws Exception {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("watermark-delay", "10m");
        settings.put("amount-divisor", "10");
        settings.put("max-future", "1d");
        RunStart start =
                rules.start(output.request(RunMode.STREAMING_BOUNDED, settings, "auto", false));

        assertThat(output.read("_sms-reports/run.json"))
                .startsWith(
                        """
                        {
                          "runId" : "%s",
                          "mode" : "STREAMING_BOUNDED",
                          "input" : "data/in",
                          "reference" : "data/ref.csv",
                          "checkpoints" : "%s",
                          "settings" : {
                            "watermark-delay" : "10m",
                            "amount-divisor" : "10",
                            "max-future" : "1d"
                          },
                          "createdAt" : "2026-11-22T19:00:00Z",
                          "status" : "RUNNING",
                          "committedCheckpoint" : 0,
                          "reports" : [
                            {
                              "name" : "daily_revenue",
                              "columns" : [
                                {
                                  "name" : "date",
                                  "type" : "STRING"
                                },
                                {
                                  "name" : "daily_revenue",
                                  "type" : "DECIMAL(38, 6)"
                                }
                              ],
                              "key" : [
                                "date"
                              ],
                              "streamingOnly" : false
                            },
                        """
                                .formatted(start.runId(), start.checkpointsDir()));
        assertThat(RunRecord.read(output.base()).orElseThrow().catalogue())
                .isEqualTo(PipelineSql.packagedCatalogue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "daily_revenue/dt=2020-08-30/.daily_revenue-x-0.csv.inprogress.1",
                "daily_revenue/_temporary/daily_revenue-x-0.csv",
                "open_totals/open_daily.csv",
                "README.txt"
            })
    void takesHiddenFilesAndOpenTotalsForNoReports(String name) throws Exception {
        output.write(name, "x");

        assertThat(rules.start(output.streaming()).isNew()).isTrue();
    }

    @Test
    void neverUsesTheCheckpointsOfAnotherOutput() throws Exception {
        Path others = SnapshotFixture.complete(checkpoints.resolve("job-a/chk-7"), 7);
        Map<String, String> before = OutputFixture.contentsOf(output.checkpoints);

        RunStart start = rules.start(output.streaming());

        assertThat(start.restorePath()).isEmpty();
        assertThat(others.toString()).doesNotContain(start.runId());
        assertThat(OutputFixture.contentsOf(output.checkpoints)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "daily_revenue/dt=2020-08-30/a.csv",
                "revenue_15min/dt=2020-08-30/a.csv",
                "minmax_15min/dt=2020-08-30/a.csv",
                "count_revenue_15min/dt=2020-08-30/a.csv",
                "late_revenue/dt=2020-08-30/a.csv",
                "rejected_rows/dt=2026-11-22/a.csv",
                "file_ledger/dt=2026-11-22/a.csv",
                "file_days/dt=2020-08-30/a.csv"
            })
    void refusesReportsWithoutARun(String report) throws Exception {
        output.write(report, "x");

        assertRefused(
                output.streaming(),
                "Output OUT holds reports (%s) but no _sms-reports/run.json, so no run can continue"
                        + " them. Use another --output, or remove it with ./sms-reports clean.",
                report);
    }

    @Test
    void refusesToBeginFromACheckpointOfAnotherOutput() throws Exception {
        Path savepoint = SnapshotFixture.complete(folder.resolve("savepoint-1"), 7);

        assertRefused(
                output.streaming(savepoint.toString()),
                "Output OUT has no run that --resume %s could continue: a checkpoint belongs to the"
                        + " output that it was taken on. Use that --output, or --resume auto.",
                savepoint);
    }

    // --------------------------------------------------------------- resume auto

    @Test
    void resumesTheNewestCheckpoint() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.write(REPORT, "x");
        SnapshotFixture.complete(checkpoints.resolve("job-a/chk-9"), 9);
        SnapshotFixture.complete(checkpoints.resolve("job-b/chk-10"), 10);
        SnapshotFixture.unfinished(checkpoints.resolve("job-b/chk-11"));

        RunStart start = rules.start(output.streaming());

        assertThat(start)
                .isEqualTo(
                        new RunStart(
                                RUN,
                                false,
                                Optional.of("file:" + checkpoints.resolve("job-b/chk-10")),
                                checkpoints.toString(),
                                Optional.empty()));
    }

    @Test
    void resumesTheNewestSavepoint() throws Exception {
        output.withRun(RunMode.STREAMING);
        SnapshotFixture.complete(checkpoints.resolve("job-a/chk-9"), 9);
        SnapshotFixture.complete(checkpoints.resolve("savepoint-4ac1"), 10);

        assertThat(rules.start(output.streaming()).restorePath())
                .contains("file:" + checkpoints.resolve("savepoint-4ac1"));
    }

    @Test
    void startsFromTheBeginningUnderTheSameRunIfThatWasKilledEarly() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.withHeartbeat(thisHost(), OutputFixture.DEAD_PID, NOW, 0);
        SnapshotFixture.unfinished(checkpoints.resolve("job-a/chk-1"));

        RunStart start = rules.start(output.streaming());

        assertThat(start)
                .isEqualTo(
                        new RunStart(
                                RUN,
                                false,
                                Optional.empty(),
                                checkpoints.toString(),
                                Optional.empty()));
    }

    @Test
    void keepsWhatAKilledJobHadCommitted() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.withHeartbeat(thisHost(), OutputFixture.DEAD_PID, NOW, 9);
        SnapshotFixture.complete(checkpoints.resolve("job-a/chk-9"), 9);

        rules.start(output.streaming());

        assertThat(RunRecord.read(output.base()).orElseThrow().committedCheckpoint()).isEqualTo(9);
        assertThat(Heartbeat.read(output.base())).isEmpty();
    }

    @Test
    void refusesIfACommittedRunHasLostItsCheckpoints() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.withHeartbeat(thisHost(), OutputFixture.DEAD_PID, NOW, 9);

        String message =
                "Run 20261122t181500-4f2a of output OUT has committed, but none of its checkpoints"
                        + " lies in %s; from the beginning it would publish windows twice. Bring them"
                        + " back, or use another --output.";
        assertRefused(output.streaming(), message, checkpoints);
        assertRefused(output.streaming(), message, checkpoints);
    }

    @Test
    void refusesIfARunWithReportsHasLostItsCheckpoints() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.write(REPORT, "x");

        assertRefused(
                output.streaming(),
                "Run 20261122t181500-4f2a of output OUT has committed, but none of its checkpoints"
                        + " lies in %s; from the beginning it would publish windows twice. Bring them"
                        + " back, or use another --output.",
                checkpoints);
    }

    @Test
    void refusesADamagedNewestCheckpoint() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.write(REPORT, "x");
        SnapshotFixture.complete(checkpoints.resolve("job-a/chk-9"), 9);
        Path torn = SnapshotFixture.torn(checkpoints.resolve("job-a/chk-10"), 10);

        assertRefused(
                output.streaming(),
                "The newest checkpoint of run 20261122t181500-4f2a, %s, is damaged: _metadata"
                        + " cannot be read. An older one would publish windows twice. Bring its files"
                        + " back, or use another --output.",
                torn);
    }

    @Test
    void refusesACheckpointWithoutItsState() throws Exception {
        output.withRun(RunMode.STREAMING);
        Path state = checkpoints.resolve("job-a/chk-10/3a61");
        SnapshotFixture.withOperatorState(state.getParent(), 10, state, 4);

        assertRefused(
                output.streaming(),
                "The newest checkpoint of run 20261122t181500-4f2a, %s, is damaged: its state"
                        + " file %s is missing. An older one would publish windows twice. Bring"
                        + " its files back, or use another --output, or start over with --resume none:"
                        + " nothing is published yet.",
                state.getParent(),
                state);
    }

    @Test
    void refusesAnOlderCheckpointIfTheCommittedOneIsLost() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.write(REPORT, "x");
        output.withHeartbeat(thisHost(), OutputFixture.DEAD_PID, NOW, 10);
        Path older = SnapshotFixture.complete(checkpoints.resolve("job-a/chk-9"), 9);

        assertRefused(
                output.streaming(),
                "The newest checkpoint of run 20261122t181500-4f2a, %s, is number 9, but"
                        + " number 10 was committed and is lost. The older one would publish windows"
                        + " twice. Bring the lost one back, or use another --output.",
                older);
    }

    // ------------------------------------------------------------ other settings

    @Test
    void refusesOtherSettingsByName() throws Exception {
        output.withRun(RunMode.STREAMING).write(StoredFiles.DIRECT, output.base());
        output.write(REPORT, "x");

        assertRefused(
                output.request(
                        RunMode.STREAMING,
                        Map.of("watermark-delay", "5m", "amount-divisor", "10"),
                        "auto",
                        false),
                "Output OUT belongs to run 20261122t181500-4f2a with other settings:"
                        + " watermark-delay 10m → 5m. Use the old settings, or another --output.");
    }

    @Test
    void refusesAnotherModeInputReferenceOrCheckpointsFolder() throws Exception {
        output.withRun(RunMode.STREAMING);
        RunRequest other =
                new RunRequest(
                        RunMode.STREAMING_BOUNDED,
                        "data/other",
                        "data/other.csv",
                        output.output.toString(),
                        "elsewhere",
                        Map.of("watermark-delay", "10m", "max-future", "1d"),
                        PipelineSql.packagedCatalogue(),
                        Resume.of("auto"),
                        false);

        assertRefused(
                other,
                "Output OUT belongs to run 20261122t181500-4f2a with other settings: mode streaming"
                        + " → streaming --stop-at-end, input data/in → data/other, reference"
                        + " data/ref.csv → data/other.csv, checkpoints %s → elsewhere/%s,"
                        + " amount-divisor 10 → (not set), max-future (not set) → 1d. Use the old"
                        + " settings, or another --output, or start over with --resume none: nothing is"
                        + " published yet.",
                checkpoints,
                RUN);
    }

    // ---------------------------------------------------------------- resume none

    @Test
    void startsOverUnderANewRunIfNothingIsPublished() throws Exception {
        output.withRun(RunMode.STREAMING);
        SnapshotFixture.complete(checkpoints.resolve("job-a/chk-9"), 9);

        RunStart start = rules.start(output.streaming("none"));

        assertThat(start.isNew()).isTrue();
        assertThat(start.runId()).isNotEqualTo(RUN);
        assertThat(start.restorePath()).isEmpty();
        assertThat(rules.start(output.streaming()).runId()).isEqualTo(start.runId());
        assertThat(checkpoints.resolve("job-a/chk-9/_metadata")).exists();
    }

    @Test
    void startsOverOnWhatAKilledBatchLeft() throws Exception {
        output.withRun(RunMode.BATCH);
        output.write("_staging/" + RUN + "/daily_revenue/dt=2020-08-30/part-0.csv", "x");

        RunStart start = rules.start(output.streaming("none"));

        assertThat(start.isNew()).isTrue();
        assertThat(output.contents().keySet()).containsExactly("_sms-reports/run.json");
    }

    @Test
    void refusesToStartOverOnReports() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.write(REPORT, "x");
        SnapshotFixture.complete(checkpoints.resolve("job-a/chk-9"), 9);

        assertRefused(
                output.streaming("none"),
                "Output OUT holds reports (%s), so --resume none cannot start over on it. Use"
                        + " another --output, or remove it with ./sms-reports clean.",
                REPORT);
    }

    // ---------------------------------------------------------------- resume PATH

    @Test
    void resumesANamedSavepointFromAnywhere() throws Exception {
        output.withRun(RunMode.STREAMING);
        SnapshotFixture.complete(checkpoints.resolve("job-a/chk-9"), 9);
        Path savepoint = SnapshotFixture.complete(folder.resolve("savepoint-4ac1"), 9);

        assertThat(rules.start(output.streaming(savepoint.toString())).restorePath())
                .contains("file:" + savepoint);
    }

    @Test
    void refusesANamedFolderWithoutMetadata() throws Exception {
        output.withRun(RunMode.STREAMING);
        Path unfinished = SnapshotFixture.unfinished(checkpoints.resolve("job-a/chk-9"));

        assertRefused(
                output.streaming(unfinished.toString()),
                "--resume %s is no complete checkpoint or savepoint: no _metadata lies there. Name"
                        + " a folder that holds one, or use --resume auto.",
                unfinished);
    }

    @Test
    void refusesANamedCheckpointThatIsDamaged() throws Exception {
        output.withRun(RunMode.STREAMING);
        Path torn = SnapshotFixture.torn(checkpoints.resolve("job-a/chk-9"), 9);

        assertRefused(
                output.streaming(torn.toString()),
                "--resume %s is damaged: _metadata cannot be read. Bring its files back, or use"
                        + " --resume auto.",
                torn);
    }

    @Test
    void refusesANamedCheckpointOlderThanWhatIsCommitted() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.withHeartbeat(thisHost(), OutputFixture.DEAD_PID, NOW, 10);
        Path older = SnapshotFixture.complete(checkpoints.resolve("job-a/chk-9"), 9);

        assertRefused(
                output.streaming(older.toString()),
                "--resume %s is checkpoint number 9, but run 20261122t181500-4f2a has completed"
                        + " number 10. The older one would publish windows twice. Use --resume auto.",
                older);
    }

    @Test
    void refusesANamedCheckpointOlderThanOneThatMayHaveCommitted() throws Exception {
        output.withRun(RunMode.STREAMING);
        Path older = SnapshotFixture.complete(checkpoints.resolve("job-a/chk-9"), 9);
        SnapshotFixture.complete(checkpoints.resolve("job-a/chk-11"), 11);

        assertRefused(
                output.streaming(older.toString()),
                "--resume %s is checkpoint number 9, but run 20261122t181500-4f2a has completed"
                        + " number 11. The older one would publish windows twice. Use --resume auto.",
                older);
    }

    // ------------------------------------------------------- closed, live, taken

    @Test
    void refusesAClosedOutput() throws Exception {
        output.withRun(RunMode.STREAMING);
        new ClosedOutput(
                        RUN,
                        Instant.parse(NOW),
                        ClosedOutput.By.STOP_AT_END,
                        Optional.of(LocalDate.parse("2020-08-30")))
                .write(output.base());

        for (String resume : new String[] {"auto", "none"}) {
            assertRefused(
                    output.streaming(resume),
                    "Output OUT was closed by stop-at-end at 2026-11-22T19:00:00Z; its last day"
                            + " 2020-08-30 is final. Use another --output, or run --mode batch"
                            + " --overwrite to restate it.");
        }
        assertThat(output.read("_sms-reports/closed.json"))
                .isEqualTo(
                        """
                        {
                          "runId" : "20261122t181500-4f2a",
                          "closedAt" : "2026-11-22T19:00:00Z",
                          "by" : "stop-at-end",
                          "lastDay" : "2020-08-30",
                          "checkpoint" : 0,
                          "settled" : false
                        }
                        """);
    }

    /** Its job was killed when the end of the input was in a checkpoint, and not all committed. */
    @Test
    void completesTheLastCommitOfAClosedRunAndEnds() throws Exception {
        output.withRun(RunMode.STREAMING);
        new ClosedOutput(RUN, Instant.parse(NOW), ClosedOutput.By.DRAIN, Optional.empty(), 7)
                .write(output.base());
        Path savepoint = SnapshotFixture.complete(checkpoints.resolve("savepoint-1"), 7);

        RunStart start = rules.start(output.streaming());

        assertThat(start.endsOnly()).isTrue();
        assertThat(start.runId()).isEqualTo(RUN);
        assertThat(start.restorePath()).contains("file:" + savepoint);
        assertThatThrownBy(() -> rules.start(output.streaming("none")))
                .hasMessageContaining("was closed by drain");

        ClosedOutput.read(output.base()).orElseThrow().settle(output.base());
        assertThatThrownBy(() -> rules.start(output.streaming()))
                .hasMessageContaining("was closed by drain");
    }

    /** Flink has begun to remove it, or it is from before the end: there is nothing to complete. */
    @Test
    void refusesAClosedOutputWhoseLastCheckpointIsNotThere() throws Exception {
        output.withRun(RunMode.STREAMING);
        new ClosedOutput(RUN, Instant.parse(NOW), ClosedOutput.By.DRAIN, Optional.empty(), 7)
                .write(output.base());
        Path older = SnapshotFixture.complete(checkpoints.resolve("job-a/chk-6"), 6);

        assertThatThrownBy(() -> rules.start(output.streaming()))
                .hasMessageContaining("was closed by drain");

        Files.delete(older.resolve("_metadata"));
        SnapshotFixture.torn(checkpoints.resolve("job-a/chk-7"), 7);
        assertThatThrownBy(() -> rules.start(output.streaming()))
                .hasMessageContaining("was closed by drain");
    }

    @Test
    void refusesOtherReportsThanTheRunWasBegunWith() throws Exception {
        Map<String, String> old = new TreeMap<>(OutputFixture.SETTINGS);
        old.put(RunRecord.SQL, "0123456789ab");
        Map<String, String> now = new TreeMap<>(OutputFixture.SETTINGS);
        now.put(RunRecord.SQL, "ba9876543210");
        rules.start(output.request(RunMode.STREAMING, old, "auto", false));
        output.write("revenue_15min/dt=2020-08-30/x.csv", "x");

        assertRefused(
                output.request(RunMode.STREAMING, now, "auto", false),
                "Output OUT belongs to run %s with other settings: --sql 0123456789ab →"
                        + " ba9876543210. Use the old reports (their --sql, or the version of the"
                        + " job that has them) and settings, or another --output, or close the run"
                        + " with them (./sms-reports stop --drain) and run --mode batch"
                        + " --overwrite.",
                RunRecord.read(output.base()).orElseThrow().runId());
    }

    @Test
    void refusesTheStateOfOperatorsThatTheJobDoesNotHave() throws Exception {
        Path state = Files.writeString(output.checkpoints.resolveSibling("state"), "state");
        Path chk =
                SnapshotFixture.withOperatorState(checkpoints.resolve("job-a/chk-1"), 1, state, 5);
        RestoredState restored = new RestoredState(chk.toString());

        restored.requireFits(Set.of(new OperatorID(1, 2), new OperatorID(3, 4)));

        assertThatThrownBy(() -> restored.requireFits(Set.of(new OperatorID(3, 4))))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessage(
                        "%s was taken by another version of the job: it holds the state of 1"
                                + " operators that this version does not have. Go on with that"
                                + " version, or close the run with it (./sms-reports stop --drain)"
                                + " and use another --output with this one.",
                        chk);
    }

    @Test
    void refusesAnOutputThatWasClosedEmpty() throws Exception {
        ClosedOutput closed =
                new ClosedOutput(RUN, Instant.parse(NOW), ClosedOutput.By.DRAIN, Optional.empty());
        closed.write(output.base());

        assertThat(output.read("_sms-reports/closed.json")).contains("\"lastDay\" : null");
        assertThat(ClosedOutput.read(output.base())).contains(closed);
        assertRefused(
                output.streaming(),
                "Output OUT was closed by drain at 2026-11-22T19:00:00Z; that it has no rows is"
                        + " final. Use another --output, or run --mode batch --overwrite to restate"
                        + " it.");
    }

    @Test
    void refusesBesideALiveJob() throws Exception {
        output.withRun(RunMode.STREAMING);
        output.withHeartbeat("worker-3", 77, NOW, 9);
        clock.whileSleeping(now -> output.withHeartbeat("worker-3", 77, now.toString(), 9));

        assertRefused(
                output.streaming(),
                "Output OUT is being written by a live job: run 20261122t181500-4f2a, Flink job"
                        + " job-1 on host worker-3 (process 77), last heard of at 2026-11-22T19:00:01Z."
                        + " Stop it first, or use another --output.");
        assertThat(Heartbeat.read(output.base())).isPresent();
        assertThat(clock.slept()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void refusesTheOutputOfABatch() throws Exception {
        output.run(RunMode.BATCH).published().write(StoredFiles.DIRECT, output.base());

        for (String resume : new String[] {"auto", "none"}) {
            assertRefused(
                    output.streaming(resume),
                    "Output OUT holds the reports of batch run 20261122t181500-4f2a, which"
                            + " streaming cannot continue. Use another --output.");
        }
    }

    @Test
    void refusesWhatAKilledBatchLeftUnlessItIsToStartOver() throws Exception {
        output.withRun(RunMode.BATCH);

        assertRefused(
                output.streaming(),
                "Output OUT belongs to run 20261122t181500-4f2a with other settings: mode batch →"
                        + " streaming. Use the old settings, or another --output, or start over with"
                        + " --resume none: nothing is published yet.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "{\"runId\" : \"x\"}",
                "{\"createdAt\" : \"yesterday\"}",
                "{\"mode\" : \"SIDEWAYS\"}"
            })
    void refusesARunFileThatItCannotRead(String content) throws IOException {
        output.write("_sms-reports/run.json", content);

        assertThatThrownBy(() -> rules.start(output.streaming()))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessageStartingWith(output.output + "/_sms-reports/run.json cannot be read: ")
                .hasMessageEndingWith(". Bring it back from a copy, or use another --output.")
                .hasMessageNotContaining("\n");
        assertThat(output.read("_sms-reports/run.json")).isEqualTo(content);
    }

    private void assertRefused(RunRequest request, String message, Object... parts) {
        assertThatThrownBy(() -> rules.start(request))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessage("%s", output.named(message.formatted(parts)));
    }

    private static String thisHost() {
        return Heartbeat.ofThisProcess(RUN, "job-1", Instant.EPOCH).host();
    }
}
