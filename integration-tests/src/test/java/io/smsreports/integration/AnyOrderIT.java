package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows that come in any order are published or booked as late, each once: both together are what
 * batch computes. The first block already spans the whole hour, so that most rows are late.
 */
@MiniClusterTest
class AnyOrderIT {

    private static final long SEED = 20200830;

    @TempDir static Path shared;

    private static ReferenceInput shuffled;

    @TempDir Path folder;

    @BeforeAll
    static void shuffleTheReferenceHour(ReferenceInput hour) throws IOException {
        System.out.println("AnyOrderIT shuffles with the seed " + SEED);
        shuffled = hour.shuffled(shared, SEED);
    }

    @Test
    void batchEqualsThePublishedTables() throws Exception {
        Workspace workspace = Workspace.reading(shuffled.folder(), folder);

        ReportJob.run(workspace.command("--mode=batch", "--parallelism=2"));

        Output output = workspace.results();
        ReferenceInput.assertPublishedIn(output);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void nothingIsLateOfWhatIsThereFromTheStart(int parallelism) throws Exception {
        Workspace workspace = Workspace.reading(shuffled.folder(), folder);

        ReportJob.run(workspace.command("--stop-at-end", "--parallelism=" + parallelism));

        ReferenceInput.assertPublishedIn(workspace.results());
    }

    @Test
    void nothingIsLostOrCountedTwiceWhenStoppedAndResumed() throws Exception {
        runInThreeStarts(ReportJob::stop);
    }

    @Test
    void nothingIsLostOrCountedTwiceWhenCanceledAndResumed() throws Exception {
        runInThreeStarts(ReportJob::cancel);
    }

    @FunctionalInterface
    private interface Interruption {
        void end(ReportJob job) throws Exception;
    }

    private void runInThreeStarts(Interruption interruption) throws Exception {
        Workspace workspace = Workspace.in(folder);
        Output output = workspace.results();
        for (int start = 0; start < 3; start++) {
            workspace.deliver(shuffled.chunks().subList(5 * start, 5 * start + 5));
            int filesToRead = 5 * start + 3;
            try (ReportJob job = ReportJob.start(workspace.command("--parallelism=2"))) {
                assertThat(job.resumedFrom().isPresent()).isEqualTo(start > 0);
                job.awaitFilesRead(filesToRead);
                if (start < 2) {
                    interruption.end(job);
                    continue;
                }
                job.awaitFilesRead(15);
                job.drain();
            }
        }
        assertNothingLost(output);
    }

    private static void assertNothingLost(Output output) throws IOException {
        ReferenceInput.assertAccountedForIn(output);
        assertThat(output.rows("late_revenue")).isNotEmpty();
    }
}
