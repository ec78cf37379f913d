package io.smsreports.run;

import static io.smsreports.run.OutputFixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a streaming job that Flink calls finished. */
final class RunCleanupTest {

    private static final String JOB = "abcdef0123456789abcdef0123456789";

    @TempDir private Path folder;

    private OutputFixture output;

    @BeforeEach
    void begin() throws Exception {
        output = new OutputFixture(folder).hasRun(RunMode.STREAMING_BOUNDED);
    }

    @Test
    void findsAnOutputClosedAndDeletesItsCheckpoints() throws Exception {
        output.hasCheckpoint("job-a/chk-7", 7).isClosed(ClosedOutput.By.STOP_AT_END, "", 7);

        assertThat(cleanup().endOfStreamingJob(JOB)).isTrue();
        assertThat(output.checkpointsOfRun()).doesNotExist();
        assertThat(cleanup().isCommitConfirmed()).isTrue();
    }

    @Test
    void findsTheSavepointOfAJobThatWasStopped() throws Exception {
        output.hasCheckpoint("savepoint-abcdef-0011", 7);

        assertThat(cleanup().endOfStreamingJob(JOB)).isFalse();
        assertThat(output.checkpointsOfRun()).isNotEmptyDirectory();
    }

    /** Of another job, the savepoint says nothing of this one; nor does another run's end. */
    @Test
    void doesNotTakeAnEndWithoutATraceForSuccess() throws Exception {
        output.hasCheckpoint("savepoint-123456-0011", 7);

        assertThatThrownBy(() -> cleanup().endOfStreamingJob(JOB))
                .hasFieldOrPropertyWithValue("code", ErrorCode.COMMAND_FAILED)
                .hasMessage(
                        "%s",
                        output.named(
                                "the job has ended, but neither OUT/_sms-reports/closed.json of run"
                                        + " RUN nor a savepoint of the job in CHECKPOINTS is there:"
                                        + " its last windows may be missing in OUT. Look at what is"
                                        + " missing with ./sms-reports reconcile --output DIR"
                                        + " --input DIR; the same command goes on from the newest"
                                        + " checkpoint if one is left."));
    }

    private RunCleanup cleanup() {
        return new RunCleanup(
                output.base(),
                RUN,
                new org.apache.flink.core.fs.Path(output.checkpointsOfRun().toString()));
    }
}
