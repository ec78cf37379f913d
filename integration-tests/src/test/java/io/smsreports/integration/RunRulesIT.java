package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.run.PublicationText;
import io.smsreports.testing.FilesInMotion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may start on an output with reports, and what is published when a process is killed. */
@MiniClusterTest
class RunRulesIT {

    /** After all that is written while the tests run. */
    private static final Instant LAST_DELIVERY = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir Path folder;

    private Workspace workspace;

    @BeforeEach
    void deliverTwoDays() throws IOException {
        workspace = Workspace.in(folder);
        day("first-day.csv", "2020/08/30", "100", "200");
        day("second-day.csv", "2020/08/31", "300");
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
            job.awaitFilesRead(2);
            job.stop();
        }
        Map<String, String> published = workspace.results().allFiles();

        assertRefused("--watermark-delay PT10M → PT5M", "--watermark-delay=5 minutes");
        assertRefused("--max-future PT24H → PT1H", "--max-future=1h");
        assertRefused("mode streaming → streaming --stop-at-end", "--stop-at-end");
        assertRefused("which can be resumed", "--mode=batch");
        assertRefused("which can be resumed", "--mode=batch", "--overwrite");
        assertRefused("which can be resumed", "--mode=batch", "--overwrite", "--date=2020-08-30");

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
            job.awaitFilesRead(2);

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

    /** What the last savepoint was to commit lies under hidden names again. */
    @Test
    void completesTheLastCommitOfADrainedRunWhoseJobWasKilledBeforeIt() throws Exception {
        try (ReportJob job = ReportJob.start(workspace.command())) {
            job.awaitFilesRead(2);
            job.awaitCheckpoint();
            job.drainAndLeave();
        }
        Map<String, String> whole = workspace.results().allFiles();
        List<Path> uncommitted = uncommitWhatTheSavepointHolds();
        assertThat(uncommitted).hasSizeGreaterThanOrEqualTo(4);
        assertThat(workspace.results().allFiles()).hasSize(whole.size() - uncommitted.size());
        assertRefused("may have been killed before its last", "--mode=batch", "--overwrite");
        day("third-day.csv", "2020/09/01", "500");

        try (ReportJob job = ReportJob.start(workspace.command())) {
            job.awaitFinished();
        }

        assertThat(workspace.results().allFiles()).isEqualTo(whole);
        assertDays(Map.of("2020-08-30", "30.000000", "2020-08-31", "30.000000"));
        workspace.results().assertBalanced();
        assertRefused("was closed by drain at");
        ReportJob.run(workspace.command("--mode=batch", "--overwrite"));
        workspace.results().assertBalanced();
    }

    private List<Path> uncommitWhatTheSavepointHolds() throws IOException {
        Pattern pending = Pattern.compile("\\.([a-z][^/]+\\.csv)\\.inprogress\\.[0-9a-f-]{36}");
        List<Path> visible = FilesInMotion.below(workspace.output());
        List<Path> uncommitted = new ArrayList<>();
        for (Path state : FilesInMotion.below(workspace.checkpoints())) {
            Matcher found = pending.matcher(Files.readString(state, StandardCharsets.ISO_8859_1));
            while (found.find()) {
                for (Path file : visible) {
                    if (file.endsWith(found.group(1)) && Files.exists(file)) {
                        Files.move(file, file.resolveSibling(found.group()));
                        uncommitted.add(file);
                    }
                }
            }
        }
        return uncommitted;
    }

    /** The day's revenue was 30; the corrected file says 50. */
    @Test
    void restatesOneDateAndNothingElse() throws Exception {
        ReportJob.run(workspace.command("--stop-at-end"));
        Map<String, String> before = workspace.results().allFiles();
        day("first-day.csv", "2020/08/30", "500");

        List<String> reported =
                ReportJob.run(restating("2020-08-30")).published().stream()
                        .flatMap(publication -> PublicationText.lines(publication).stream())
                        .toList();

        assertThat(reported)
                .containsExactly(
                        "  date        report               rows   revenue before  revenue after",
                        "  2020-08-30  daily_revenue        1 → 1       30.000000      50.000000",
                        "  2020-08-30  revenue_15min        1 → 1       30.000000      50.000000",
                        "  2020-08-30  minmax_15min         1 → 1",
                        "  2020-08-30  count_revenue_15min  1 → 1       30.000000      50.000000",
                        "  2020-08-30  file_days            1 → 1       30.000000      50.000000");
        assertDays(Map.of("2020-08-30", "50.000000", "2020-08-31", "30.000000"));
        workspace.results().assertBalanced();
        Map<String, String> ofSecondDay = new TreeMap<>(before);
        ofSecondDay.keySet().removeIf(file -> !file.contains("/dt=2020-08-31/"));
        assertThat(ofSecondDay).hasSize(5);
        assertThat(workspace.results().allFiles()).containsAllEntriesOf(ofSecondDay);
        assertThat(workspace.results().ledger().get("first-day.csv").getField("rows"))
                .isEqualTo("1");
    }

    /** The file has a late row on the day that stays as it is. */
    @Test
    void restatesADateOfAFileWithLateRowsElsewhere() throws Exception {
        bothDays("300", "400");
        ReportJob.runLiveWithALateFile(workspace, "third.csv");
        assertThat(workspace.results().rows("late_revenue")).hasSize(1);
        day("second-day.csv", "2020/08/31", "1");

        ReportJob.run(restating("2020-08-31"));

        assertDays(Map.of("2020-08-30", "30.000000", "2020-08-31", "40.100000"));
        assertThat(workspace.results().rows("late_revenue")).hasSize(1);
        assertThat(workspace.results().ledger().get("third.csv").getField("late")).isEqualTo("1");
        workspace.results().assertBalanced();
    }

    @Test
    void restatesADateTogetherWithOthersThatItsFilesHaveChanged() throws Exception {
        bothDays("300", "400");
        ReportJob.run(workspace.command("--mode=batch"));
        Map<String, String> before = workspace.results().allFiles();
        bothDays("301", "400");

        assertThatThrownBy(() -> ReportJob.run(restating("2020-08-31")))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessage(
                        "2020-08-31 cannot be restated alone: files that count there have other rows"
                                + " now than are published of 2020-08-30 (rows 1 → 1, revenue"
                                + " 30.000000 → 30.100000). Restate these too: add --date"
                                + " 2020-08-30.");
        assertThat(workspace.results().allFiles()).isEqualTo(before);
        assertThat(workspace.output().resolve("_staging").resolve("daily_revenue")).doesNotExist();

        ReportJob.run(restating("2020-08-31", "--date=2020-08-30"));

        assertDays(Map.of("2020-08-30", "60.100000", "2020-08-31", "70.000000"));
        workspace.results().assertBalanced();
    }

    @Test
    void restatesNoDateWithoutTheFilesThatCountThere() throws Exception {
        ReportJob.run(workspace.command("--mode=batch"));
        Map<String, String> before = workspace.results().allFiles();
        Files.delete(workspace.input().resolve("first-day.csv"));

        assertThatThrownBy(() -> ReportJob.run(restating("2020-08-30")))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessage(
                        "Published rows would vanish, of 2020-08-30 2 rows (revenue 30.000000):"
                                + " first-day.csv counted there and is not in the input. Add these"
                                + " files to the input (as an empty file of the same name, if its"
                                + " rows shall not count any more), or give --replace-all to let"
                                + " these rows vanish.");
        assertThat(workspace.results().allFiles()).isEqualTo(before);

        Files.createFile(workspace.input().resolve("first-day.csv"));
        ReportJob.run(restating("2020-08-30"));

        assertDays(Map.of("2020-08-31", "30.000000"));
        assertThat(workspace.results().ledger().get("first-day.csv").getField("rows"))
                .isEqualTo("0");
        workspace.results().assertBalanced();
    }

    private String[] restating(String date, String... more) {
        List<String> options = new ArrayList<>(List.of("--mode=batch", "--overwrite"));
        options.add("--date=" + date);
        options.addAll(List.of(more));
        return workspace.command(options.toArray(String[]::new));
    }

    /** A third file, read last, with a row on each day. */
    private void bothDays(String first, String second) throws IOException {
        DirtyFile file = new DirtyFile("third.csv");
        file.counts(DirtyFile.row("2020/08/30 12:00:00", "0", first), "0", first);
        file.counts(DirtyFile.row("2020/08/31 12:01:00", "0", second), "0", second);
        file.writeInto(workspace.input());
        Files.setLastModifiedTime(
                workspace.input().resolve("third.csv"), FileTime.from(LAST_DELIVERY));
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
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
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
