package io.smsreports.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.BlockCounts;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.FilePart;
import io.smsreports.model.FileStatus;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.StoredFiles;
import io.smsreports.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunLifecycleOperatorTest {

    private static final String RUN = "20261122t181500-4f2a";

    @TempDir Path folder;

    private RunLifecycleOperator operator;
    private OneInputStreamOperatorTestHarness<FilePart, Void> harness;

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
        assertThat(heartbeat.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(heartbeat.jobId()).isEqualTo(harness.getEnvironment().getJobID().toString());
        assertThat(heartbeat.interval()).isEqualTo(Heartbeat.INTERVAL);
        assertThat(heartbeat.at()).isBetween(before, Instant.now());
        assertThat(heartbeat.committedCheckpoint()).isZero();
    }

    @Test
    void notesWhichCheckpointIsCommitted() throws Exception {
        open(RunMode.STREAMING);
        Heartbeat first = heartbeat();
        harness.snapshot(3, 3);
        operator.beat();
        assertThat(heartbeat().committedCheckpoint()).isZero();

        harness.notifyOfCompletedCheckpoint(3);
        harness.notifyOfCompletedCheckpoint(2);
        operator.beat();

        assertThat(heartbeat().committedCheckpoint()).isEqualTo(3);
        assertThat(heartbeat().token()).isEqualTo(first.token());
        assertThat(heartbeat().at()).isAfter(first.at());
    }

    @Test
    void countsTheRestoredCheckpointAsCommitted() throws Exception {
        open(RunMode.STREAMING);
        OperatorSubtaskState state = harness.snapshot(17, 17);

        reopen(RunMode.STREAMING, state, 17);

        assertThat(heartbeat().committedCheckpoint()).isEqualTo(17);
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
        Heartbeat other =
                new Heartbeat(
                        "token",
                        "other-run",
                        "other-host",
                        7,
                        "other-job",
                        own.at().plusSeconds(1),
                        Heartbeat.INTERVAL,
                        0);
        JsonFile.write(
                StoredFiles.DIRECT, OutputFolders.runFile(output(), "heartbeat.json"), other);
        harness.getEnvironment().setExpectedExternalFailureCause(SuppressRestartsException.class);

        operator.beat();

        assertThat(harness.getEnvironment().getActualExternalFailureCause().orElseThrow())
                .matches(failure -> ErrorCode.OUTPUT_TAKEN.isCodeOf(failure.getCause()))
                .hasRootCauseMessage(
                        "Output %s has been taken by another job: run other-run, Flink job"
                                + " other-job on host other-host (process 7). This job ends.",
                        output());
        assertThat(heartbeat()).isEqualTo(other);
    }

    /** As when a job restarts that another one, begun meanwhile, has overtaken. */
    @Test
    void endsTheJobForGoodWhenMoreIsCommittedThanItGoesOnFrom() throws Exception {
        open(RunMode.STREAMING);
        OperatorSubtaskState state = harness.snapshot(17, 17);
        commit(18);
        operator.beat();
        harness.close();
        create(RunMode.STREAMING);
        harness.setRestoredCheckpointId(17);
        harness.initializeState(state);
        harness.getEnvironment().setExpectedExternalFailureCause(SuppressRestartsException.class);

        harness.open();

        assertThat(harness.getEnvironment().getActualExternalFailureCause().orElseThrow())
                .matches(failure -> ErrorCode.OUTPUT_TAKEN.isCodeOf(failure.getCause()))
                .cause()
                .hasMessageContaining("committed up to checkpoint 18");
        assertThat(heartbeat().committedCheckpoint()).isEqualTo(18);
    }

    /** As when two bounded runs are started at once, and one has ended before the other begins. */
    @Test
    void doesNotBeginOnAnOutputThatItsRunHasClosedMeanwhile() throws Exception {
        open(RunMode.STREAMING_BOUNDED);
        operator.finish();
        commit(1);
        harness.close();
        Heartbeat.read(output()).orElseThrow().end(output());
        create(RunMode.STREAMING_BOUNDED);

        assertThatThrownBy(() -> harness.open())
                .isInstanceOf(SuppressRestartsException.class)
                .matches(failure -> ErrorCode.OUTPUT_TAKEN.isCodeOf(failure.getCause()))
                .hasRootCauseMessage(
                        "Output %s has been closed by another job of run %s. This job ends.",
                        output(), RUN);
    }

    @Test
    void goesOnAfterAKillBetweenClosingAndTheLastCommit() throws Exception {
        open(RunMode.STREAMING_BOUNDED);
        operator.finish();
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.notifyOfCompletedCheckpoint(1);
        assertThat(ClosedOutput.read(output())).isPresent();

        reopen(RunMode.STREAMING_BOUNDED, state, 1);

        assertThat(heartbeat().committedCheckpoint()).isEqualTo(1);
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
    void notesACommitAtOnce() throws Exception {
        open(RunMode.STREAMING);
        commit(3);
        harness.close();

        assertThat(heartbeat().committedCheckpoint()).isEqualTo(3);
    }

    @Test
    void onlyWarnsWhenTheHeartbeatCanNotBeWritten() throws Exception {
        open(RunMode.STREAMING);
        Files.delete(folder.resolve("_sms-reports/heartbeat.json"));
        Files.delete(folder.resolve("_sms-reports"));
        Files.writeString(folder.resolve("_sms-reports"), "a file where the folder should be");
        try (CapturedLog log = new CapturedLog(RunLifecycleOperator.class.getName())) {
            operator.beat();

            assertThat(log.lines())
                    .containsExactly(
                            "WARN The heartbeat of "
                                    + output()
                                    + " could not be written; it is tried again.");
        }

        Files.delete(folder.resolve("_sms-reports"));
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
        operator = new RunLifecycleOperator(output(), RUN, mode);
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

    private Heartbeat heartbeat() throws IOException {
        return Heartbeat.read(output()).orElseThrow();
    }

    private org.apache.flink.core.fs.Path output() {
        return new org.apache.flink.core.fs.Path(folder.toUri().getPath());
    }
}
