package io.smsreports.run;

import static io.smsreports.run.ClosedOutput.By.DRAIN;
import static io.smsreports.run.ClosedOutput.By.STOP_AT_END;
import static io.smsreports.run.OutputFixture.ELSEWHERE;
import static io.smsreports.run.OutputFixture.NOW;
import static io.smsreports.run.OutputFixture.OWNER;
import static io.smsreports.run.OutputFixture.REPORT;
import static io.smsreports.run.OutputFixture.RUN;
import static io.smsreports.run.OutputFixture.SETTINGS;
import static io.smsreports.run.RunMode.STREAMING;
import static io.smsreports.run.RunMode.STREAMING_BOUNDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.LogEntry;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import io.smsreports.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamingStartTest extends StartScenario {

    private static final String LOST_CHECKPOINTS =
            "Run RUN of output OUT has committed, but none of its checkpoints lies in CHECKPOINTS;"
                    + " from the beginning it would publish windows twice. Bring them back, or use"
                    + " another --output.";

    // ---------------------------------------------------------------- a new run

    @Test
    void beginsANewRunOnAnOutputThatIsNotThere() throws Exception {
        RunStart start = whenStarted(given.streaming()).isNew();

        assertThat(start.runId()).startsWith("20261122t190000-");
        assertThat(RunRecord.read(given.base()))
                .contains(
                        new RunRecord(
                                start.runId(),
                                STREAMING,
                                "data/in",
                                "data/ref.csv",
                                start.checkpointsDir(),
                                SETTINGS,
                                Instant.parse(NOW),
                                RunStatus.RUNNING,
                                Optional.empty(),
                                true,
                                PipelineSql.packagedCatalogue().reports()));
    }

    @Test
    void writesTheRunAsReadableJsonInAFixedOrder() throws Exception {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("watermark-delay", "10m");
        settings.put("amount-divisor", "10");
        settings.put("max-future", "1d");
        RunStart start =
                whenStarted(given.request(STREAMING_BOUNDED, settings, "auto", false)).isNew();

        assertThat(given.read("_sms-reports/run.json"))
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
                          "commitLog" : null,
                          "fenced" : true,
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
        assertThat(RunRecord.read(given.base()).orElseThrow().catalogue())
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
        given.hasFile(name);

        whenStarted(given.streaming()).isNew();
    }

    @Test
    void neverUsesTheCheckpointsOfAnotherOutput() throws Exception {
        given.hasCheckpoint("job-a/chk-7", 7);
        Map<String, String> before = OutputFixture.contentsOf(given.checkpoints);

        whenStarted(given.streaming()).isNew();

        assertThat(OutputFixture.contentsOf(given.checkpoints)).isEqualTo(before);
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
        given.hasFile(report);

        whenStarted(given.streaming())
                .isRefused(
                        "Output OUT holds reports ("
                                + report
                                + ") but no _sms-reports/run.json, so no run can continue them. Use"
                                + " another --output, or remove it with ./sms-reports clean --output OUT.");
    }

    @Test
    void refusesToBeginFromACheckpointOfAnotherOutput() throws Exception {
        Path savepoint = SnapshotFixture.complete(folder.resolve("savepoint-1"), 7);

        whenStarted(given.streaming(savepoint.toString()))
                .isRefused(
                        "Output OUT has no run that --resume "
                                + savepoint
                                + " could continue: a checkpoint belongs to the output that it was"
                                + " taken on. Use that --output, or --resume auto.");
    }

    // --------------------------------------------------------------- resume auto

    @Test
    void resumesTheNewestCheckpoint() throws Exception {
        given.hasRun(STREAMING)
                .hasReport()
                .hasCheckpoint("job-a/chk-9", 9)
                .hasCheckpoint("job-b/chk-10", 10)
                .hasUnfinishedCheckpoint("job-b/chk-11");

        whenStarted(given.streaming()).resumesFrom("job-b/chk-10");
    }

    @Test
    void resumesTheNewestSavepoint() throws Exception {
        given.hasRun(STREAMING).hasCheckpoint("job-a/chk-9", 9).hasCheckpoint("savepoint-4ac1", 10);

        whenStarted(given.streaming()).resumesFrom("savepoint-4ac1");
    }

    @Test
    void startsFromTheBeginningUnderTheSameRunIfThatWasKilledEarly() throws Exception {
        given.hasRun(STREAMING).hasKilledJob().hasUnfinishedCheckpoint("job-a/chk-1");

        whenStarted(given.streaming()).continuesFrom(Optional.empty());
    }

    @Test
    void resumesWhatAKilledJobHadCommitted() throws Exception {
        given.hasRun(STREAMING)
                .hasKilledJob()
                .hasCommitted(9)
                .hasCheckpoint("job-a/chk-9", 9)
                .hasReport();

        whenStarted(given.streaming()).resumesFrom("job-a/chk-9");
    }

    /** Which of several starts that have seen the same is the next owner, the log decides. */
    @Test
    void ownsTheRunAfterTheEntryThatItHasSeen() throws Exception {
        given.hasRun(STREAMING).hasCommitted(9).hasCheckpoint("job-a/chk-9", 9);

        OutputOwner owner = whenStarted(given.streaming()).began().owner().orElseThrow();

        assertThat(owner.seen()).isEqualTo(2);
        assertThat(owner.restoredCheckpoint()).isEqualTo(9);
        assertThat(owner.log()).isEqualTo(given.base() + "/_sms-reports/commits/" + RUN);
        assertThat(owner.fenced()).isTrue();
        assertThat(given.record(STREAMING).log(given.base()).last().number()).isEqualTo(2);
    }

    @Test
    void passesOverTheCheckpointsOfJobsThatOwnedTheRunBefore() throws Exception {
        given.hasRun(STREAMING)
                .hasCheckpoint("job-a/chk-12", 12)
                .hasEntry(LogEntry.Kind.START, "owner-2", 9, "file:/elsewhere/chk-9")
                .hasEntry(LogEntry.Kind.COMMIT, "owner-2", 10, "");
        SnapshotFixture.complete(given.checkpointsOfRun().resolve("job-b/chk-11"), 11, "owner-2");

        whenStarted(given.streaming()).resumesFrom("job-b/chk-11");
    }

    @Test
    void resumesWhereALastOwnerBeganThatCompletedNoCheckpoint() throws Exception {
        Path chk9 = given.checkpointsOfRun().resolve("job-a/chk-9");
        given.hasRun(STREAMING)
                .hasCommitted(9)
                .hasCheckpoint("job-a/chk-9", 9)
                .hasCheckpoint("job-a/chk-10", 10)
                .hasEntry(LogEntry.Kind.START, "owner-2", 9, "file:" + chk9);

        whenStarted(given.streaming()).resumesFrom("job-a/chk-9");
    }

    @Test
    void refusesIfACommittedRunHasLostItsCheckpoints() throws Exception {
        given.hasRun(STREAMING).hasCommitted(9);

        whenStarted(given.streaming()).isRefused(LOST_CHECKPOINTS);
        whenStarted(given.streaming()).isRefused(LOST_CHECKPOINTS);
    }

    @Test
    void refusesARunThatHasLostItsCommitLog() throws Exception {
        given.record(STREAMING).write(StoredFiles.DIRECT, given.base());
        given.hasCheckpoint("job-a/chk-9", 9);

        whenStarted(given.streaming())
                .isRefused(
                        "The commit log of run RUN, OUT/_sms-reports/commits/RUN, is gone, and with"
                                + " it what of output OUT is committed. Bring it back from a copy, or"
                                + " use another --output.");
    }

    @Test
    void refusesIfARunWithReportsHasLostItsCheckpoints() throws Exception {
        given.hasRun(STREAMING).hasReport();

        whenStarted(given.streaming()).isRefused(LOST_CHECKPOINTS);
    }

    @Test
    void refusesADamagedNewestCheckpoint() throws Exception {
        given.hasRun(STREAMING)
                .hasReport()
                .hasCommitted(10)
                .hasCheckpoint("job-a/chk-9", 9)
                .hasTornCheckpoint("job-a/chk-10", 10);

        whenStarted(given.streaming())
                .isRefused(
                        "The newest checkpoint of run RUN, CHECKPOINTS/job-a/chk-10, is damaged:"
                                + " _metadata cannot be read. An older one would publish windows"
                                + " twice. Bring its files back, or use another --output.");
    }

    /** What is damaged has committed nothing. */
    @Test
    void resumesASoundCheckpointOnWhichAllThatIsCommittedRests() throws Exception {
        given.hasRun(STREAMING)
                .hasReport()
                .hasCommitted(9)
                .hasCheckpoint("job-a/chk-9", 9)
                .hasTornCheckpoint("job-a/chk-10", 10);

        whenStarted(given.streaming()).resumesFrom("job-a/chk-9");
    }

    @Test
    void refusesACheckpointWithoutItsState() throws Exception {
        given.hasRun(STREAMING).hasCommitted(10);
        Path state = given.checkpointsOfRun().resolve("job-a/chk-10/3a61");
        SnapshotFixture.withOperatorState(state.getParent(), 10, state, 4);

        whenStarted(given.streaming())
                .isRefused(
                        "The newest checkpoint of run RUN, CHECKPOINTS/job-a/chk-10, is damaged: its"
                                + " state file CHECKPOINTS/job-a/chk-10/3a61 is missing. An older one"
                                + " would publish windows twice. Bring its files back, or use another"
                                + " --output.");
    }

    @Test
    void refusesAnOlderCheckpointIfTheCommittedOneIsLost() throws Exception {
        given.hasRun(STREAMING).hasReport().hasCommitted(10).hasCheckpoint("job-a/chk-9", 9);

        whenStarted(given.streaming())
                .isRefused(
                        "The newest checkpoint of run RUN, CHECKPOINTS/job-a/chk-9, is number 9, but"
                                + " number 10 was committed and is lost. The older one would publish"
                                + " windows twice. Bring the lost one back, or use another --output.");
    }

    /** The faster one's first checkpoint deletes the one that this start was to restore. */
    @Test
    void saysThatAnotherStartWasFasterWhereItHasDeletedTheCheckpoint() throws Exception {
        given.hasRun(STREAMING).hasReport().hasCommitted(9);
        OutputAtStart output =
                OutputAtStart.read(given.streaming(), Optional.empty(), StoredFiles.DIRECT, clock);
        given.hasEntry(LogEntry.Kind.START, "faster", 9, "chk-9");

        assertThatThrownBy(() -> new StreamingStart(output).decide())
                .isInstanceOf(SmsReportsException.class)
                .hasMessageStartingWith("Another start on output ")
                .hasMessageContaining(" was faster than this one.");
    }

    // ------------------------------------------------------------ other settings

    @Test
    void refusesOtherSettingsByName() throws Exception {
        given.hasRun(STREAMING).hasReport();
        Map<String, String> settings = Map.of("watermark-delay", "5m", "amount-divisor", "10");

        whenStarted(given.request(STREAMING, settings, "auto", false))
                .isRefused(
                        "Output OUT belongs to run RUN with other settings: watermark-delay 10m → 5m."
                                + " Use the old settings, or another --output.");
    }

    @Test
    void refusesAnotherModeInputReferenceOrCheckpointsFolder() throws Exception {
        given.hasRun(STREAMING);
        RunRequest other =
                new RunRequest(
                        STREAMING_BOUNDED,
                        "data/other",
                        "data/other.csv",
                        given.output.toString(),
                        "elsewhere",
                        Map.of("watermark-delay", "10m", "max-future", "1d"),
                        PipelineSql.packagedCatalogue(),
                        Resume.of("auto"),
                        Fence.IN_OUTPUT,
                        false);

        whenStarted(other)
                .isRefused(
                        "Output OUT belongs to run RUN with other settings: mode streaming →"
                                + " streaming --stop-at-end, input data/in → data/other, reference"
                                + " data/ref.csv → data/other.csv, checkpoints CHECKPOINTS →"
                                + " elsewhere/RUN, amount-divisor 10 → (not set), max-future (not"
                                + " set) → 1d. Use the old settings, or another --output, or start"
                                + " over with --resume none: nothing is published yet.");
    }

    @Test
    void refusesOtherReportsThanTheRunWasBegunWith() throws Exception {
        RunStart old =
                whenStarted(given.request(STREAMING, withReports("0123456789ab"), "auto", false))
                        .isNew();
        given.hasReport();

        whenStarted(given.request(STREAMING, withReports("ba9876543210"), "auto", false))
                .isRefused(
                        "Output OUT belongs to run "
                                + old.runId()
                                + " with other settings: --sql 0123456789ab → ba9876543210. Use the"
                                + " old reports (their --sql, or the version of the job that has"
                                + " them) and settings, or another --output, or close the run with"
                                + " them (./sms-reports stop --drain) and run --mode batch"
                                + " --overwrite.");
    }

    private static Map<String, String> withReports(String sql) {
        Map<String, String> settings = new TreeMap<>(SETTINGS);
        settings.put(RunRecord.SQL, sql);
        return settings;
    }

    // ---------------------------------------------------------------- resume none

    @Test
    void startsOverUnderANewRunIfNothingIsPublished() throws Exception {
        given.hasRun(STREAMING).hasCheckpoint("job-a/chk-9", 9);

        RunStart start = whenStarted(given.streaming("none")).isNew();

        assertThat(whenStarted(given.streaming()).began().runId()).isEqualTo(start.runId());
        assertThat(given.checkpointsOfRun().resolve("job-a/chk-9/_metadata")).exists();
    }

    /** It keeps nothing of an output on which it was the first. */
    @Test
    void beginsOnWhatAKilledBatchLeft() throws Exception {
        BatchRun killed = whenStarted(given.batch()).isNew().batch().orElseThrow();
        given.hasFile(
                "_staging/" + killed.run().runId() + "/daily_revenue/dt=2020-08-30/part-0.csv");

        whenStarted(given.streaming()).isNew();

        assertThat(given.names()).containsExactly("_sms-reports/run.json");
        assertThatThrownBy(() -> new BatchPublisher(clock, StoredFiles.DIRECT).add(killed))
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_TAKEN);
    }

    // ------------------------------------- what the last start was to restore is gone

    /**
     * The job before seemed dead, and completed the checkpoint that it was just taking: with that
     * it deleted the one that the start had chosen. Then the start was killed, too.
     */
    @Test
    void resumesWhatTheOwnerBeforeCompletedWhenTheLastStartLostItsCheckpoint() throws Exception {
        given.hasRun(STREAMING).hasReport().hasCommitted(5).hasCheckpoint("job-a/chk-6", 6);
        hasStart("owner-2", "job-a/chk-5", 5);
        hasStart("owner-3", "job-a/chk-5", 5);

        whenStarted(given.streaming()).resumesFrom("job-a/chk-6");
        whenStarted(given.streaming(given.checkpointsOfRun() + "/job-a/chk-6"))
                .resumesFrom("job-a/chk-6");
    }

    @Test
    void resumesTheLastStartsOwnCheckpointHoweverOld() throws Exception {
        given.hasRun(STREAMING).hasReport().hasCommitted(5).hasCheckpoint("job-a/chk-7", 7);
        hasStart("owner-2", "job-a/chk-5", 5);
        SnapshotFixture.complete(given.checkpointsOfRun().resolve("job-b/chk-6"), 6, "owner-2");

        whenStarted(given.streaming()).resumesFrom("job-b/chk-6");
        whenStarted(given.streaming(given.checkpointsOfRun() + "/job-a/chk-7"))
                .isRefusedWith("it would publish windows twice");
    }

    /** The last start may have committed the files of checkpoint 5. */
    @Test
    void resumesNothingOlderThanWhatTheLastStartWasToRestore() throws Exception {
        given.hasRun(STREAMING).hasReport().hasCommitted(3).hasCheckpoint("job-a/chk-4", 4);
        hasStart("owner-2", "job-a/chk-5", 5);

        whenStarted(given.streaming())
                .isRefusedWith("is number 4, but number 5 was committed and is lost");
    }

    private void hasStart(String owner, String restored, long checkpoint) throws IOException {
        given.hasEntry(
                LogEntry.Kind.START,
                owner,
                checkpoint,
                "file:" + given.checkpointsOfRun().resolve(restored));
    }

    // ------------------------------------------------------- where its commit log lies

    @Test
    void refusesAnotherPlaceForTheCommitLogThanTheRunHas() throws Exception {
        given.hasRun(STREAMING);
        String own = given.output + "/_sms-reports/commits";

        whenStarted(given.streaming(fence("elsewhere", false)))
                .isRefused(
                        "Run RUN of output OUT keeps its commit log in OUT/_sms-reports/commits. Give"
                                + " that as --commit-log, or leave it out.");
        whenStarted(given.streaming(fence(own, false))).continuesFrom(Optional.empty());
    }

    @Test
    void refusesAnotherPlaceToCompleteTheLastCommitToo() throws Exception {
        given.hasRun(STREAMING)
                .hasReport()
                .isClosed(DRAIN, "2020-08-30", 7)
                .hasCheckpoint("savepoint-1", 7);

        whenStarted(given.streaming(fence("elsewhere", false)))
                .isRefusedWith("keeps its commit log in");
    }

    @Test
    void aRunWithItsCommitLogElsewhereIsResumedWithAndWithoutItsPlace() throws Exception {
        Fence elsewhere = fence(folder.resolve("logs").toString(), false);
        RunStart first = whenStarted(given.streaming(elsewhere)).isNew();

        for (Fence fence : List.of(elsewhere, Fence.IN_OUTPUT)) {
            assertThat(whenStarted(given.streaming(fence)).began().runId())
                    .isEqualTo(first.runId());
        }
        whenStarted(given.streaming(fence(given.output + "/logs", false)))
                .isRefusedWith("Give that as --commit-log, or leave it out.");
    }

    @Test
    void resumesAnUnfencedRunOnlyForWhoAcceptsThatAgain() throws Exception {
        given.hasUnfencedRun();

        whenStarted(given.streaming())
                .isRefused(
                        "Nothing keeps a second job away from run RUN of output OUT, which was begun"
                                + " with --unfenced. Accept with --unfenced again that two jobs which"
                                + " are started at once may publish twice, or use another"
                                + " --output.");
        try (CapturedLog log = new CapturedLog(Fence.class.getName())) {
            whenStarted(given.streaming(fence("", true))).continuesFrom(Optional.empty());
            assertThat(log.lines())
                    .containsExactly(
                            "WARN %s/_sms-reports/commits/%s cannot keep a second job away: two that are started at once may publish twice."
                                    .formatted(given.output, RUN));
        }
        given.isClosed(DRAIN, "2020-08-30", 0).hasReport();
        whenStarted(given.overwritingBatch()).isRefusedWith("which was begun with --unfenced");
    }

    private static Fence fence(String place, boolean allowUnfenced) {
        return new Fence(
                Optional.of(place).filter(text -> !text.isEmpty()).map(PlaceName::parse),
                allowUnfenced);
    }

    /** The killed one's process may be a paused one. */
    @Test
    void takesTheOutputFromTheRunThatItStartsOver() throws Exception {
        given.hasRun(STREAMING);

        String next = whenStarted(given.streaming("none")).isNew().runId();

        LogEntry last = given.record(STREAMING).log(given.base()).last().entry().orElseThrow();
        assertThat(last.kind()).isEqualTo(LogEntry.Kind.PASSED);
        assertThat(last.detail()).isEqualTo(next);
    }

    /** The paused one has its entry, and may commit the files as soon as it wakes up. */
    @Test
    void refusesToStartOverWhereACommitHasBegun() throws Exception {
        given.hasRun(STREAMING).hasCommitted(3);

        whenStarted(given.streaming("none"))
                .isRefused(
                        "Run RUN of output OUT has begun to commit, says its commit log, so --resume"
                                + " none cannot start over on it: the files may come yet. Use --resume"
                                + " auto, another --output, or remove it with ./sms-reports clean.");
    }

    /** The process that began it was ended before it could write run.json. */
    @Test
    void findsTheRunThatTheOutputHasPassedTo() throws Exception {
        given.hasRun(STREAMING);
        String next = whenStarted(given.streaming("none")).isNew().runId();
        given.record(STREAMING).write(StoredFiles.DIRECT, given.base());

        assertThat(whenStarted(given.streaming()).began().runId()).isEqualTo(next);
    }

    @Test
    void refusesToStartOverOnReports() throws Exception {
        given.hasRun(STREAMING).hasReport().hasCheckpoint("job-a/chk-9", 9);

        whenStarted(given.streaming("none"))
                .isRefused(
                        "Output OUT holds reports ("
                                + REPORT
                                + "), so --resume none cannot start over on it. Use another --output,"
                                + " or remove it with ./sms-reports clean --output OUT.");
    }

    // ---------------------------------------------------------------- resume PATH

    @Test
    void resumesANamedSavepointFromAnywhere() throws Exception {
        given.hasRun(STREAMING).hasCheckpoint("job-a/chk-9", 9);
        Path savepoint = SnapshotFixture.complete(folder.resolve("savepoint-4ac1"), 9, OWNER);

        whenStarted(given.streaming(savepoint.toString())).continuesFrom(Optional.of(savepoint));
    }

    @Test
    void refusesANamedFolderWithoutMetadata() throws Exception {
        given.hasRun(STREAMING).hasUnfinishedCheckpoint("job-a/chk-9");

        whenStarted(resumingChk9())
                .isRefused(
                        "--resume CHECKPOINTS/job-a/chk-9 is no complete checkpoint or savepoint: no"
                                + " _metadata lies there. Name a folder that holds one, or use"
                                + " --resume auto.");
    }

    @Test
    void refusesANamedCheckpointThatIsDamaged() throws Exception {
        given.hasRun(STREAMING).hasTornCheckpoint("job-a/chk-9", 9);

        whenStarted(resumingChk9())
                .isRefused(
                        "--resume CHECKPOINTS/job-a/chk-9 is damaged: _metadata cannot be read. Bring"
                                + " its files back, or use --resume auto.");
    }

    @Test
    void refusesANamedCheckpointOlderThanWhatIsCommitted() throws Exception {
        given.hasRun(STREAMING).hasCommitted(10).hasCheckpoint("job-a/chk-9", 9);

        whenStarted(resumingChk9())
                .isRefused(
                        "--resume CHECKPOINTS/job-a/chk-9 is checkpoint number 9, and not one of the"
                                + " last job's of run RUN, which has committed number 10: it would"
                                + " publish windows twice. Use --resume auto.");
    }

    @Test
    void resumesANamedCheckpointIfNothingAfterItIsCommitted() throws Exception {
        given.hasRun(STREAMING)
                .hasCommitted(9)
                .hasCheckpoint("job-a/chk-9", 9)
                .hasCheckpoint("job-a/chk-11", 11);

        whenStarted(resumingChk9()).resumesFrom("job-a/chk-9");
    }

    @Test
    void refusesANamedCheckpointOfAJobThatOwnedTheRunBefore() throws Exception {
        given.hasRun(STREAMING).hasCheckpoint("job-a/chk-5", 5).hasCheckpoint("job-a/chk-9", 9);
        hasStart("owner-2", "job-a/chk-5", 5);

        whenStarted(resumingChk9()).isRefusedWith("is checkpoint number 9");
    }

    private RunRequest resumingChk9() {
        return given.streaming(given.checkpointsOfRun().resolve("job-a/chk-9").toString());
    }

    // ------------------------------------------------------- closed, live, taken

    @ParameterizedTest
    @ValueSource(strings = {"auto", "none"})
    void refusesAClosedOutput(String resume) throws Exception {
        given.hasRun(STREAMING).isClosed(STOP_AT_END, "2020-08-30", 0);

        whenStarted(given.streaming(resume))
                .isRefused(
                        "Output OUT was closed by stop-at-end at 2026-11-22T19:00:00Z; its last day"
                                + " 2020-08-30 is final. Use another --output, or run --mode batch"
                                + " --overwrite to restate it.");
        assertThat(given.read("_sms-reports/closed.json"))
                .isEqualTo(
                        """
                        {
                          "runId" : "20261122t181500-4f2a",
                          "closedAt" : "2026-11-22T19:00:00Z",
                          "by" : "stop-at-end",
                          "lastDay" : "2020-08-30",
                          "checkpoint" : 0,
                          "commitConfirmed" : false
                        }
                        """);
    }

    @Test
    void refusesAnOutputThatWasClosedEmpty() throws Exception {
        given.isClosed(DRAIN, "", 0);

        assertThat(given.read("_sms-reports/closed.json")).contains("\"lastDay\" : null");
        assertThat(ClosedOutput.read(given.base()).orElseThrow().lastDay()).isEmpty();
        whenStarted(given.streaming())
                .isRefused(
                        "Output OUT was closed by drain at 2026-11-22T19:00:00Z; that it has no rows"
                                + " is final. Use another --output, or run --mode batch --overwrite to"
                                + " restate it.");
    }

    /** Its job was killed when the end of the input was in a checkpoint, and not all committed. */
    @Test
    void completesTheLastCommitOfAClosedRunAndEnds() throws Exception {
        given.hasRun(STREAMING).isClosed(DRAIN, "", 7).hasCheckpoint("savepoint-1", 7);

        RunStart start = whenStarted(given.streaming()).began();

        assertThat(start.endsOnly()).isTrue();
        assertThat(start.runId()).isEqualTo(RUN);
        assertThat(start.restorePath())
                .contains("file:" + given.checkpointsOfRun().resolve("savepoint-1"));
        whenStarted(given.streaming("none")).isRefusedWith("was closed by drain");

        given.isCommitted();
        whenStarted(given.streaming()).isRefusedWith("was closed by drain");
    }

    /** Flink has begun to remove it, or it is from before the end: there is nothing to complete. */
    @Test
    void refusesAClosedOutputWhoseLastCheckpointIsNotThere() throws Exception {
        given.hasRun(STREAMING).isClosed(DRAIN, "", 7).hasCheckpoint("job-a/chk-6", 6);

        whenStarted(given.streaming()).isRefusedWith("was closed by drain");

        Files.delete(given.checkpointsOfRun().resolve("job-a/chk-6/_metadata"));
        given.hasTornCheckpoint("job-a/chk-7", 7);
        whenStarted(given.streaming()).isRefusedWith("was closed by drain");
    }

    @Test
    void refusesTheStateOfOperatorsThatTheJobDoesNotHave() throws Exception {
        Path state = Files.writeString(folder.resolve("state"), "state");
        Path chk = folder.resolve("chk-1");
        SnapshotFixture.withOperatorState(chk, 1, state, 5);
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
    void refusesBesideALiveJob() throws Exception {
        given.hasRun(STREAMING).hasLiveJob(clock);

        whenStarted(given.streaming())
                .isRefused(
                        "Output OUT is being written by a live job: run RUN, Flink job job-1 on host"
                                + " worker-3 (process 77), last heard of at 2026-11-22T19:00:00Z. Stop"
                                + " it first, or use another --output.");
        assertThat(Heartbeat.read(given.base())).isPresent();
        assertThat(clock.slept()).isEqualTo(Duration.ofMillis(500));
    }

    /** Of two starts at the same moment the other one's job has begun after this one had looked. */
    @Test
    void refusesBesideAJobThatHasJustBegun() throws Exception {
        given.hasRun(STREAMING);
        clock.whileSleeping(now -> given.withHeartbeat(ELSEWHERE, 1));

        whenStarted(given.streaming()).isRefusedWith("is being written by a live job");
    }

    /** Its process was killed before its first heartbeat. */
    @Test
    void resumesWhereAJobHasBegunAndDoesNotBeat() throws Exception {
        given.hasRun(STREAMING);

        whenStarted(given.streaming()).continuesFrom(Optional.empty());
        assertThat(clock.slept()).isEqualTo(Duration.ofMillis(10_500));
    }

    /** As one that was stopped before it had anything to commit. */
    @Test
    void resumesAtOnceWhereTheLastJobHasEnded() throws Exception {
        given.hasRun(STREAMING).withHeartbeat(ELSEWHERE, 1).end(given.base());

        whenStarted(given.streaming()).continuesFrom(Optional.empty());
        assertThat(clock.slept()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "none"})
    void refusesTheOutputOfABatch(String resume) throws Exception {
        given.hasPublishedBatch();

        whenStarted(given.streaming(resume))
                .isRefused(
                        "Output OUT holds the reports of batch run RUN, which streaming cannot"
                                + " continue. Use another --output.");
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
        given.write("_sms-reports/run.json", content);

        whenStarted(given.streaming())
                .isRefusedLike(
                        given.output + "/_sms-reports/run.json cannot be read: ",
                        ". Bring it back from a copy, or use another --output.");
        assertThat(given.read("_sms-reports/run.json")).isEqualTo(content);
    }
}
