package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.testing.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop whose savepoint some sinks commit and others cannot. */
@MiniClusterTest
class FailedCommitIT {

    /** Of the first eight files; the first one has a header. */
    private static final Long ROWS_BEFORE = 8 * 50_000L - 1;

    private final ReferenceInput hour;

    @TempDir Path folder;

    FailedCommitIT(ReferenceInput hour) {
        this.hour = hour;
    }

    @AfterEach
    void repairTheStorage() {
        ScriptedStorage.reset();
    }

    /** From the checkpoint before it would publish again what is committed. */
    @Test
    void theNextStartTakesTheSavepointOfAStopThatFailedHalfWay() throws Exception {
        Workspace workspace = Workspace.onScriptedStorage(folder);
        List<Path> before = hour.chunks().subList(0, 8);
        workspace.deliver(before.subList(0, 2));
        // One checkpoint as it begins, and no other: the savepoint has the rest to commit.
        try (ReportJob job =
                ReportJob.start(
                        workspace.commandWritingToScriptedStorage(
                                "--parallelism=2", "--trigger-interval=1h"))) {
            job.awaitFilesRead(2);
            workspace.deliver(before.subList(2, 8));
            job.await("all are read", () -> ROWS_BEFORE.equals(job.counter("rows")));
            ScriptedStorage.failCommitsIn("file_days");

            assertThatThrownBy(job::stop).isInstanceOf(ExecutionException.class);

            Eventually.await("the job ends for good", () -> job.status() == JobStatus.FAILED);
        }
        assertThat(workspace.results().rows("file_days")).as("refused").hasSize(2);
        assertThat(workspace.results().ledger()).as("committed").hasSize(before.size());
        ScriptedStorage.reset();
        workspace.deliver(hour.chunks().subList(8, 15));

        try (ReportJob job =
                ReportJob.start(workspace.commandWritingToScriptedStorage("--parallelism=2"))) {
            assertThat(job.resumedFrom())
                    .hasValueSatisfying(place -> assertThat(place).contains("/savepoint-"));
            job.awaitFilesRead(15);
            job.drain();
        }
        ReferenceInput.assertPublishedIn(workspace.results());
    }
}
