package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage that is slow or out of order for a while costs time, but no row and no late one. */
@MiniClusterTest
class StalledStorageIT {

    private static final Duration IDLE_TIMEOUT = Duration.ofMillis(500);

    /** Far longer than a reader may be silent between files. */
    private static final Duration LONG_SILENCE = IDLE_TIMEOUT.multipliedBy(4);

    /** In the middle of a chunk, and not in its first block. */
    private static final long MID_FILE = 3_000_000;

    private final ReferenceInput hour;

    @TempDir Path folder;

    StalledStorageIT(ReferenceInput hour) {
        this.hour = hour;
    }

    @Test
    void aReaderStalledInMidFileHoldsTheWatermarkHoweverLongItTakes() throws Exception {
        Workspace workspace = Workspace.onScriptedStorage(folder);
        Output output = workspace.results();
        Path slow = workspace.input().resolve(hour.chunks().get(8).getFileName());
        ScriptedStorage.Stall stall = ScriptedStorage.stallReading(slow, MID_FILE);
        workspace.deliver(hour.chunks());

        try (ReportJob job = ReportJob.start(command(workspace));
                stall) {
            job.awaitFilesRead(14);
            job.awaitCheckpointsFor(LONG_SILENCE);

            assertThat(stall.isReached()).isTrue();
            // The slow file begins after 00:30, so that only this window is past the delay.
            assertThat(output.publishedWindows()).containsExactly("2020-08-30T00:00:00.000Z");

            stall.close();
            job.awaitFilesRead(15);
            job.drain();
        }
        ReferenceInput.assertPublishedIn(output);
    }

    @Test
    void aReaderThatWasIdleBeforeItGotAStallingFileLosesNothingEither() throws Exception {
        Workspace workspace = Workspace.onScriptedStorage(folder);
        Output output = workspace.results();
        Path slow = workspace.input().resolve("rest").resolve(hour.chunks().get(3).getFileName());
        ScriptedStorage.Stall stall = ScriptedStorage.stallReading(slow, 0);
        workspace.deliver(hour.chunks().subList(0, 3));

        try (ReportJob job = ReportJob.start(command(workspace));
                stall) {
            job.awaitFilesRead(3);
            job.awaitCheckpointsFor(LONG_SILENCE);
            workspace.deliverAtOnce("rest", hour.chunks().subList(3, 15));
            job.awaitFilesRead(14);
            job.awaitCheckpointsFor(LONG_SILENCE);

            assertThat(stall.isReached()).isTrue();
            assertThat(output.publishedWindows()).isEmpty();

            stall.close();
            job.awaitFilesRead(15);
            job.drain();
        }
        ReferenceInput.assertPublishedIn(output);
    }

    @Test
    void goesOnInMidFileAfterAStop() throws Exception {
        interruptInMidFile((job, stall) -> job.stop(stall::close));
    }

    @Test
    void goesOnInMidFileAfterACancel() throws Exception {
        interruptInMidFile((job, stall) -> job.cancel(stall::close));
    }

    @FunctionalInterface
    private interface Interruption {
        void end(ReportJob job, ScriptedStorage.Stall stall) throws Exception;
    }

    private void interruptInMidFile(Interruption interruption) throws Exception {
        Workspace workspace = Workspace.onScriptedStorage(folder);
        Output output = workspace.results();
        Path slow = workspace.input().resolve(hour.chunks().get(8).getFileName());
        ScriptedStorage.Stall stall = ScriptedStorage.stallReading(slow, MID_FILE);
        workspace.deliver(hour.chunks());
        try (ReportJob job = ReportJob.start(command(workspace));
                stall) {
            job.awaitFilesRead(14);
            job.awaitCheckpoint();
            interruption.end(job, stall);
        }
        ScriptedStorage.reset();
        try (ReportJob job = ReportJob.start(command(workspace))) {
            job.awaitFilesRead(15);
            job.drain();
        }
        ReferenceInput.assertPublishedIn(output);
    }

    @Test
    void aFailedReadIsRepeatedFromTheLastCheckpoint() throws Exception {
        Workspace workspace = Workspace.onScriptedStorage(folder);
        Output output = workspace.results();
        Path failing = workspace.input().resolve(hour.chunks().get(8).getFileName());
        AtomicInteger failures = ScriptedStorage.failReadingOnce(failing, MID_FILE);
        List<Path> before = hour.chunks().subList(0, 7);
        workspace.deliver(before);

        try (ReportJob job = ReportJob.start(command(workspace))) {
            job.awaitFilesRead(before.size());
            job.await("a window is published", () -> !output.publishedWindows().isEmpty());
            workspace.deliver(hour.chunks().subList(before.size(), 15));
            job.awaitFilesRead(15);
            assertThat(failures).hasValue(1);
            assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
            job.drain();
        }
        ReferenceInput.assertPublishedIn(output);
    }

    private static String[] command(Workspace workspace) {
        return workspace.command(
                "--parallelism=2",
                "--backlog=flow",
                "--idle-timeout=" + IDLE_TIMEOUT.toMillis() + "ms");
    }
}
