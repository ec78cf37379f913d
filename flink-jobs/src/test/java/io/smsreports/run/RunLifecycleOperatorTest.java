package io.smsreports.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.failure.TaskReports;
import io.smsreports.model.BlockCounts;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.FilePart;
import io.smsreports.model.FileStatus;
import io.smsreports.model.LocalDays;
import io.smsreports.ownership.CommitLog;
import io.smsreports.ownership.LogEntry;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.ownership.Ownership;
import io.smsreports.ownership.ProcessIdentity;
import io.smsreports.storage.StoredFiles;
import io.smsreports.testing.CapturedLog;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLifecycleOperatorTest {

    private static final String RUN = "20261122t181500-4f2a";

    @TempDir Path folder;

    private OutputOwner owner;
    private RunLifecycleOperator operator;
    private OneInputStreamOperatorTestHarness<FilePart, Void> harness;

    @BeforeEach
    void createOwner() throws IOException {
        run(RUN).write(StoredFiles.DIRECT, output());
        owner =
                new OutputOwner(
                        output().toString(),
                        RUN,
                        log().folder().toString(),
                        true,
                        OutputOwner.newToken(),
                        0,
                        "",
                        0);
    }

    @AfterEach
    void closeTheOperator() throws Exception {
        harness.close();
    }

    @Test
    void beatsAsSoonAsItRuns() throws Exception {
        Instant before = Instant.now();
        open(RunMode.STREAMING);

        Heartbeat heartbeat = heartbeat();
        assertThat(heartbeat.runId()).isEqualTo(RUN);
        assertThat(heartbeat.process()).isEqualTo(ProcessIdentity.ofThis());
        assertThat(heartbeat.jobId()).isEqualTo(harness.getEnvironment().getJobID().toString());
        assertThat(heartbeat.interval()).isEqualTo(Heartbeat.INTERVAL);
        assertThat(heartbeat.at()).isBetween(before, Instant.now());
    }

    @Test
    void goesOnBeating() throws Exception {
        open(RunMode.STREAMING);
        Heartbeat first = heartbeat();

        operator.beat();

        assertThat(heartbeat().beat()).isEqualTo(first.beat() + 1);
        assertThat(heartbeat().at()).isAfter(first.at());
    }

    @Test
    void takesItsHeartbeatAwayWhenItEnds() throws Exception {
        open(RunMode.STREAMING);

        harness.close();

        assertThat(Heartbeat.read(output())).isEmpty();
    }

    @Test
    void ownsTheOutputBeforeItRuns() throws Exception {
        create(RunMode.STREAMING);
        harness.initializeEmptyState();

        LogEntry start = log().last().entry().orElseThrow();
        assertThat(start.kind()).isEqualTo(LogEntry.Kind.START);
        assertThat(start.token()).isEqualTo(owner.token());
    }

    /** By it a start finds the checkpoints of the last owner. */
    @Test
    void keepsItsTokenInItsState() throws Exception {
        open(RunMode.STREAMING);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        OperatorState whole =
                new OperatorState(null, null, harness.getOperator().getOperatorID(), 1, 128);
        whole.putState(0, state);

        assertThat(OwnerState.in(new CheckpointMetadata(1, List.of(whole), List.of())))
                .contains(owner.token());
    }

    /** The sinks have written them, and prune nothing. */
    @Test
    void keepsTheCommitLogShort() throws Exception {
        open(RunMode.STREAMING);
        Ownership sink = owner.claim(0);
        for (long checkpoint = 1; checkpoint <= 160; checkpoint++) {
            sink.admit(checkpoint);
        }
        assertThat(isThere(log().file(2))).isTrue();

        operator.beat();

        assertThat(isThere(log().file(1))).isTrue();
        assertThat(isThere(log().file(2))).isFalse();
        assertThat(isThere(log().file(61))).isFalse();
        assertThat(isThere(log().file(62))).isTrue();
        assertThat(log().lastNumber()).isEqualTo(161);
    }

    private static boolean isThere(org.apache.flink.core.fs.Path file) throws IOException {
        return StoredFiles.DIRECT.status(file).isPresent();
    }

    @Test
    void closesNothingWhileTheInputGoesOn() throws Exception {
        open(RunMode.STREAMING);
        commit(1);

        assertThat(ClosedOutput.read(output())).isEmpty();
    }

    @Test
    void closesTheOutputOnceTheEndOfTheInputIsCommitted() throws Exception {
        open(RunMode.STREAMING_BOUNDED);
        process("2020-08-31T23:59:59Z");
        process("2020-08-30T00:00:00Z");
        operator.finish();
        harness.snapshot(1, 1);
        assertThat(ClosedOutput.read(output())).isEmpty();

        harness.notifyOfCompletedCheckpoint(1);

        ClosedOutput closed = ClosedOutput.read(output()).orElseThrow();
        assertThat(closed.runId()).isEqualTo(RUN);
        assertThat(closed.by()).isEqualTo(ClosedOutput.By.STOP_AT_END);
        assertThat(closed.lastDay()).contains(LocalDate.of(2020, 8, 31));
    }

    /** It holds less than the whole output, and the job may still fall back to it. */
    @Test
    void doesNotCloseTheOutputOnACheckpointThatTheEndOvertook() throws Exception {
        open(RunMode.STREAMING);
        harness.snapshot(1, 1);
        operator.finish();
        harness.notifyOfCompletedCheckpoint(1);
        assertThat(ClosedOutput.read(output())).isEmpty();

        commit(2);
        assertThat(ClosedOutput.read(output()).orElseThrow().by()).isEqualTo(ClosedOutput.By.DRAIN);
    }

    @Test
    void closesAnOutputWithoutRowsWithoutALastDay() throws Exception {
        open(RunMode.STREAMING_BOUNDED);
        process(Optional.empty());
        operator.finish();
        commit(1);

        assertThat(ClosedOutput.read(output()).orElseThrow().lastDay()).isEmpty();
    }

    @Test
    void remembersTheLastDayOverARestore() throws Exception {
        open(RunMode.STREAMING_BOUNDED);
        process("2020-08-31T00:00:00Z");
        OperatorSubtaskState state = harness.snapshot(1, 1);
        process("2020-09-30T00:00:00Z");
        reopen(RunMode.STREAMING_BOUNDED, state, 1);

        process("2020-08-30T00:00:00Z");
        operator.finish();
        commit(2);

        assertThat(ClosedOutput.read(output()).orElseThrow().lastDay())
                .contains(LocalDate.of(2020, 8, 31));
    }

    @Test
    void endsTheJobForGoodWhenAnotherHasTakenTheOutput() throws Exception {
        open(RunMode.STREAMING);
        Heartbeat own = heartbeat();
        log().append(log().last(), new LogEntry(LogEntry.Kind.START, "other", 0, "", "worker-3"));
        harness.getEnvironment().setExpectedExternalFailureCause(SuppressRestartsException.class);

        operator.beat();

        assertThat(harness.getEnvironment().getActualExternalFailureCause().orElseThrow())
                .matches(failure -> ErrorCode.OUTPUT_TAKEN.isCodeOf(failure.getCause()))
                .hasRootCauseMessage(
                        "Output %s has been taken by another job of run %s, started on worker-3"
                                + " (entry 2 of its commit log). This job ends; nothing is published"
                                + " twice.",
                        output(), RUN);
        assertThat(heartbeat()).isEqualTo(own);
    }

    /** Whether the storage is away or the output was cleaned, the commit log says. */
    @Test
    void isStartedAgainWhileItsOutputIsAway() throws Exception {
        Files.delete(folder.resolve("_sms-reports/run.json"));
        create(RunMode.STREAMING);

        assertThatThrownBy(() -> harness.initializeEmptyState())
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(
                        "There is no _sms-reports/run.json in %s: bring the storage back, or stop this"
                                + " job.",
                        output());
    }

    @Test
    void doesNotBeginOnAnOutputThatBelongsToTheNextRun() throws Exception {
        run("20261122t190000-0001").write(StoredFiles.DIRECT, output());
        create(RunMode.STREAMING);

        assertThatThrownBy(() -> harness.initializeEmptyState())
                .isInstanceOf(SuppressRestartsException.class);
    }

    /** A task of the attempt before, which nobody hears of, may commit the savepoint yet. */
    @Test
    void anAttemptBehindTheSavepointOfAStopEnds() throws Exception {
        open(RunMode.STREAMING);
        OperatorSubtaskState state = harness.snapshot(9, 9);
        Path savepoint = folder.resolve("checkpoints/savepoint-c687a2-391915b0ac07");
        SnapshotFixture.stopSavepoint(savepoint, 10, owner.token());

        assertEnds(
                () -> reopen(RunMode.STREAMING, state, 9),
                "Run %s of output %s was stopped with %s, and not to the end: this attempt has restored checkpoint 9, which would publish again what that savepoint has. This job ends; the same command resumes from the savepoint."
                        .formatted(RUN, output(), savepoint));
    }

    @Test
    void otherSavepointsEndNoAttempt() throws Exception {
        open(RunMode.STREAMING);
        OperatorSubtaskState state = harness.snapshot(9, 9);
        Path folders = folder.resolve("checkpoints");
        SnapshotFixture.stopSavepoint(folders.resolve("savepoint-a"), 9, owner.token());
        SnapshotFixture.stopSavepoint(folders.resolve("savepoint-b"), 10, "another");
        SnapshotFixture.complete(folders.resolve("savepoint-c"), 10, owner.token());
        SnapshotFixture.torn(folders.resolve("savepoint-d"), 10);

        reopen(RunMode.STREAMING, state, 9);

        assertThat(heartbeat().runId()).isEqualTo(RUN);
    }

    /** Which the new owner may be about to restore. */
    @Test
    void takesNoCheckpointOverThatOfTheNextOwner() throws Exception {
        open(RunMode.STREAMING);
        log().append(log().last(), new LogEntry(LogEntry.Kind.START, "other", 0, "", "worker-3"));
        harness.getEnvironment().setExpectedExternalFailureCause(SuppressRestartsException.class);

        assertThatThrownBy(() -> harness.snapshot(1, 1))
                .hasStackTraceContaining("has been taken by another job of run " + RUN);
    }

    private static void assertEnds(ThrowingCallable attempt, String message) {
        assertThatThrownBy(attempt)
                .isInstanceOf(SuppressRestartsException.class)
                .matches(failure -> ErrorCode.OUTPUT_TAKEN.isCodeOf(failure.getCause()))
                .hasRootCauseMessage("%s", message);
    }

    private RunRecord run(String runId) {
        return new RunRecord(
                runId,
                RunMode.STREAMING,
                "in",
                "ref.csv",
                folder.resolve("checkpoints").toString(),
                Map.of(),
                Instant.EPOCH,
                RunStatus.RUNNING,
                Optional.empty(),
                true,
                List.of());
    }

    @Test
    void doesNotBeginOnAnOutputThatAnotherHasTaken() throws Exception {
        log().append(CommitLog.Position.NONE, LogEntry.passed("other-run"));
        create(RunMode.STREAMING);

        assertThatThrownBy(() -> harness.initializeEmptyState())
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseMessage(
                        "Output %s has passed from run %s to other-run. This job ends.",
                        output(), RUN);
    }

    @Test
    void doesNotCloseAnOutputThatAnotherHasTaken() throws Exception {
        open(RunMode.STREAMING_BOUNDED);
        operator.finish();
        harness.snapshot(1, 1);
        log().append(log().last(), new LogEntry(LogEntry.Kind.START, "other", 0, "", "worker-3"));

        assertThatThrownBy(() -> harness.notifyOfCompletedCheckpoint(1))
                .isInstanceOf(SuppressRestartsException.class);
        assertThat(ClosedOutput.read(output())).isEmpty();
    }

    @Test
    void goesOnAfterAKillBetweenClosingAndTheLastCommit() throws Exception {
        open(RunMode.STREAMING_BOUNDED);
        operator.finish();
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.notifyOfCompletedCheckpoint(1);
        assertThat(ClosedOutput.read(output())).isPresent();

        reopen(RunMode.STREAMING_BOUNDED, state, 1);

        assertThat(heartbeat().runId()).isEqualTo(RUN);
    }

    /** What the killed job left is committed when its checkpoint is restored. */
    @Test
    void settlesTheOutputWhenTheEndIsRestoredAndCommittedAgain() throws Exception {
        open(RunMode.STREAMING);
        process("2020-08-31T23:59:59Z");
        operator.finish();
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.notifyOfCompletedCheckpoint(1);
        ClosedOutput closed = ClosedOutput.read(output()).orElseThrow();
        assertThat(closed.checkpoint()).isEqualTo(1);
        assertThat(closed.commitConfirmed()).isFalse();
        commit(2);
        assertThat(ClosedOutput.read(output())).contains(closed);

        reopen(RunMode.STREAMING, state, 2);
        operator.finish();
        commit(3);

        ClosedOutput confirmed = ClosedOutput.read(output()).orElseThrow();
        assertThat(confirmed.commitConfirmed()).isTrue();
        assertThat(confirmed.closedAt()).isEqualTo(closed.closedAt());
        assertThat(confirmed.lastDay()).isEqualTo(closed.lastDay());
    }

    @Test
    void onlyReportsThatTheHeartbeatCanNotBeWritten() throws Exception {
        open(RunMode.STREAMING);
        Path heartbeat = folder.resolve("_sms-reports/heartbeat.json");
        Files.delete(heartbeat);
        Files.createDirectories(heartbeat.resolve("a folder where the file should be"));
        try (CapturedLog log = new CapturedLog(TaskReports.class.getName())) {
            operator.beat();
            operator.beat();

            assertThat(log.lines()).hasSize(1);
            assertThat(log.lines().get(0))
                    .startsWith("WARN the heartbeat of " + output() + " could not be written: ")
                    .endsWith("; it is tried again.");
        }

        Files.delete(heartbeat.resolve("a folder where the file should be"));
        Files.delete(heartbeat);
        operator.beat();
        assertThat(heartbeat().runId()).isEqualTo(RUN);
    }

    private void open(RunMode mode) throws Exception {
        create(mode);
        harness.open();
    }

    private void reopen(RunMode mode, OperatorSubtaskState state, long checkpoint)
            throws Exception {
        harness.close();
        create(mode);
        harness.setRestoredCheckpointId(checkpoint);
        harness.initializeState(state);
        harness.open();
    }

    private void create(RunMode mode) throws Exception {
        operator = new RunLifecycleOperator(output(), RUN, mode, LocalDays.UTC, Optional.of(owner));
        harness = new OneInputStreamOperatorTestHarness<>(operator);
    }

    private void process(String lastEvent) throws Exception {
        process(Optional.of(Instant.parse(lastEvent)));
    }

    private void process(Optional<Instant> lastEvent) throws Exception {
        long second = lastEvent.map(Instant::getEpochSecond).orElse(Long.MIN_VALUE);
        BlockCounts counts = new BlockCounts(1, Map.of(), 0, 0, 0, second, second);
        harness.processElement(
                new StreamRecord<>(
                        new FilePart("a.csv", 9, false, FileStatus.OK, counts, List.of())));
    }

    private void commit(long checkpoint) throws Exception {
        harness.snapshot(checkpoint, checkpoint);
        harness.notifyOfCompletedCheckpoint(checkpoint);
    }

    private CommitLog log() {
        return new CommitLog(Fence.inOutput(output(), RUN), true);
    }

    private Heartbeat heartbeat() throws IOException {
        return Heartbeat.read(output()).orElseThrow();
    }

    private org.apache.flink.core.fs.Path output() {
        return new org.apache.flink.core.fs.Path(folder.toUri().getPath());
    }
}
