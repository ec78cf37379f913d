package io.smsreports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.run.RunRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What may start on an output with reports, and what is published when a process is killed. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RunRulesIT {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = ReportJob.cluster(new Configuration());

    @TempDir Path folder;

    private Workspace workspace;

    @BeforeEach
    void deliverTwoDays() throws IOException {
        workspace = Workspace.in(folder);
        day("first-day.csv", "2020/08/30", "100", "200");
        day("second-day.csv", "2020/08/31", "300");
    }

    @AfterEach
    void allGoesWellAgain() {
        ScriptedStorage.reset();
    }

    /** Rows at noon of a day; each call replaces the file. */
    private void day(String name, String date, String... amounts) throws IOException {
        DirtyFile file = new DirtyFile(name);
        for (String amount : amounts) {
            file.counts(DirtyFile.row(date + " 12:00:00", "0", amount), "0", amount);
        }
        file.writeInto(workspace.input());
    }

    @Test
    void refusesToStartOnAClosedOutput() throws Exception {
        ReportJob.run(workspace.command("--stop-at-end"));
        Map<String, String> published = workspace.results().allFiles();

        assertRefused("was closed by stop-at-end at", "--stop-at-end");
        assertRefused("closed by stop-at-end at", "--mode=batch");

        assertThat(workspace.results().allFiles()).isEqualTo(published);
    }

    @Test
    void refusesToResumeWithOtherSettings() throws Exception {
        try (ReportJob job = ReportJob.start(workspace.command())) {
            job.await("the files are read", () -> workspace.results().ledger().size() == 2);
            job.stop();
        }
        Map<String, String> published = workspace.results().allFiles();

        assertRefused("--watermark-delay PT10M → PT5M", "--watermark-delay=5 minutes");
        assertRefused("--max-future PT24H → PT1H", "--max-future=1h");
        assertRefused("mode streaming → streaming --stop-at-end", "--stop-at-end");
        assertRefused("which can be resumed", "--mode=batch");
        assertRefused("which can be resumed", "--mode=batch", "--overwrite");

        assertThat(workspace.results().allFiles()).isEqualTo(published);
        try (ReportJob job = ReportJob.start(workspace.command())) {
            assertThat(job.resumedFrom()).isPresent();
            job.awaitCheckpoint();
            job.drain();
        }
        assertDays(Map.of("2020-08-30", "30.000000", "2020-08-31", "30.000000"));
    }

    @Test
    void refusesASecondJobBesideALiveOne() throws Exception {
        try (ReportJob job = ReportJob.start(workspace.command())) {
            job.await("the files are read", () -> workspace.results().ledger().size() == 2);

            assertRefused("is being written by a live job");

            job.drain();
        }
        assertDays(Map.of("2020-08-30", "30.000000", "2020-08-31", "30.000000"));
    }

    @Test
    void aBatchOverReportsIsRefusedOrReplacesTheDatesThatItComputes() throws Exception {
        ReportJob.run(workspace.command("--mode=batch"));
        Map<String, String> before = workspace.results().allFiles();
        Files.delete(workspace.input().resolve("first-day.csv"));
        day("second-day.csv", "2020/08/31", "300", "400");
        day("third-day.csv", "2020/09/01", "500");

        assertRefused("holds reports", "--mode=batch");
        assertThat(workspace.results().allFiles()).isEqualTo(before);

        ReportJob.run(workspace.command("--mode=batch", "--overwrite"));

        assertDays(
                Map.of(
                        "2020-08-30", "30.000000",
                        "2020-08-31", "70.000000",
                        "2020-09-01", "50.000000"));
        assertThat(workspace.results().ledger().keySet())
                .containsExactly("first-day.csv", "second-day.csv", "third-day.csv");
        workspace.results().assertBalanced();
        Map<String, String> ofFirstDay = new TreeMap<>(before);
        ofFirstDay.keySet().removeIf(file -> !file.matches(".*/dt=2020-08-30/.*"));
        assertThat(ofFirstDay).hasSizeGreaterThanOrEqualTo(5);
        assertThat(workspace.results().allFiles()).containsAllEntriesOf(ofFirstDay);
    }

    @Test
    void aClosedStreamIsRestatedByABatchThatOverwrites() throws Exception {
        ReportJob.run(workspace.command("--stop-at-end"));
        day("second-day.csv", "2020/08/31", "300", "400");

        ReportJob.run(workspace.command("--mode=batch", "--overwrite"));

        assertDays(Map.of("2020-08-30", "30.000000", "2020-08-31", "70.000000"));
        workspace.results().assertBalanced();
    }

    @Test
    void aBatchKilledBeforePublishingLeavesNothingAndMayBeRepeated() throws Exception {
        ReportJob.runWithoutPublishing(workspace.command("--mode=batch"));
        assertThat(workspace.results().allFiles()).isEmpty();

        ReportJob.run(workspace.command("--mode=batch"));

        assertDays(Map.of("2020-08-30", "30.000000", "2020-08-31", "30.000000"));
        workspace.results().assertBalanced();
        assertThat(workspace.output().resolve("_staging")).doesNotExist();
    }

    /**
     * Whenever the process ends while it publishes: the same command completes it, and no reader
     * has seen a file in part, or two versions of a date.
     */
    @Test
    void aBatchKilledWhilePublishingIsCompletedByTheSameCommand() throws Exception {
        String[] command = workspace.commandWritingToScriptedStorage("--mode=batch");
        String[] again = workspace.commandWritingToScriptedStorage("--mode=batch", "--overwrite");
        ReportJob.run(command);
        Map<String, String> before = workspace.results().allFiles();
        day("first-day.csv", "2020/08/30", "1000");

        ReportJob job = ReportJob.runWithoutPublishing(again);
        assertThat(workspace.results().allFiles()).isEqualTo(before);
        ScriptedStorage.failRenamesAfter(3);
        assertThatThrownBy(job::publish).isInstanceOf(IOException.class);
        List<String> seenInBetween = windowsOnDisk();
        ScriptedStorage.reset();
        job.processEnds();

        assertThat(ReportJob.onlyCompletesPublishing(again)).isTrue();

        assertThat(seenInBetween).doesNotHaveDuplicates();
        assertDays(Map.of("2020-08-30", "100.000000", "2020-08-31", "30.000000"));
        workspace.results().assertBalanced();
        assertThat(workspace.output().resolve("_staging")).doesNotExist();
    }

    /** Each report's windows as a reader finds them, with those that he would find twice. */
    private List<String> windowsOnDisk() throws IOException {
        List<String> windows = new ArrayList<>();
        for (String report : Output.REPORTS) {
            for (String file : workspace.results().files(report).values()) {
                assertThat(file).endsWith("\n");
                file.lines()
                        .skip(1)
                        .forEach(line -> windows.add(report + " " + line.split(",")[0]));
            }
        }
        return windows;
    }

    private void assertRefused(String reason, String... options) {
        assertThatThrownBy(() -> ReportJob.start(workspace.command(options)))
                .isInstanceOf(RunRefusedException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    private void assertDays(Map<String, String> expected) throws IOException {
        Map<String, String> actual = new TreeMap<>();
        workspace
                .results()
                .rows("daily_revenue")
                .forEach(row -> actual.put(row.getField("date"), row.getField("daily_revenue")));
        assertThat(actual).isEqualTo(new TreeMap<>(expected));
    }
}
