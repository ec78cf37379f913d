package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
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
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A batch over an output that holds reports takes nothing away that it has not read. The first day
 * has two files; a third one reaches over midnight.
 */
@MiniClusterTest
class ReplacedDatesIT {

    private static final String FIRST = "2020-08-30";
    private static final String SECOND = "2020-08-31";

    /** After all that is written while the tests run: read last. */
    private static final Instant LAST_DELIVERY = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir Path folder;

    private Workspace workspace;

    @BeforeEach
    void deliverTwoDays() throws IOException {
        workspace = Workspace.in(folder);
        deliver("day-30-a.csv", row(FIRST, "100"), row(FIRST, "200"));
        deliver("day-30-b.csv", row(FIRST, "400"));
        deliver("night.csv", row(FIRST, "1"), row(SECOND, "50"));
    }

    private record Row(String date, String amount) {}

    private static Row row(String date, String amount) {
        return new Row(date, amount);
    }

    private void deliver(String name, Row... rows) throws IOException {
        DirtyFile file = new DirtyFile(name);
        for (Row row : rows) {
            String time = row.date().replace('-', '/') + " 12:00:00";
            file.counts(DirtyFile.row(time, "0", row.amount()), "0", row.amount());
        }
        file.writeInto(workspace.input());
    }

    private void moveToTheArchive(String... names) throws IOException {
        Path archive = Files.createDirectories(folder.resolve("archive"));
        for (String name : names) {
            Files.move(workspace.input().resolve(name), archive.resolve(name));
        }
    }

    private String[] overwriting(String... more) {
        List<String> options = new ArrayList<>(List.of("--mode=batch", "--overwrite"));
        options.addAll(List.of(more));
        return workspace.command(options.toArray(String[]::new));
    }

    // -------------------------------------------------------------------- refusals

    /** The day's own files only, of which one holds a few rows of the day before. */
    @Test
    void aBatchOverOneDayDoesNotCutTheDayBefore() throws Exception {
        ReportJob.run(workspace.command("--stop-at-end"));
        moveToTheArchive("day-30-a.csv", "day-30-b.csv");

        assertRefused(
                "Published rows would vanish, of 2020-08-30 3 rows (revenue 70.000000):"
                        + " day-30-a.csv, day-30-b.csv counted there and are not in the input. Add"
                        + " these files to the input (as an empty file of the same name, if its rows"
                        + " shall not count any more), or restate only the dates of which the input"
                        + " has all: --date 2020-08-31, or give --replace-all to let these rows"
                        + " vanish.",
                overwriting());
        assertDays(Map.of(FIRST, "70.100000", SECOND, "5.000000"));

        deliver("more.csv", row(SECOND, "7"));
        ReportJob.run(overwriting("--date=" + SECOND));

        assertDays(Map.of(FIRST, "70.100000", SECOND, "5.700000"));
        workspace.results().assertBalanced();
    }

    @Test
    void aDrainedRunsFilesAreKnownToo() throws Exception {
        try (ReportJob job = ReportJob.start(workspace.command())) {
            job.awaitFilesRead(3);
            job.drain();
        }
        moveToTheArchive("day-30-b.csv");

        assertRefused(
                "Published rows would vanish, of 2020-08-30 1 row (revenue 40.000000): day-30-b.csv"
                        + " counted there and is not in the input. Add these files to the input (as"
                        + " an empty file of the same name, if its rows shall not count any more),"
                        + " or restate only the dates of which the input has all: --date 2020-08-31,"
                        + " or give --replace-all to let these rows vanish.",
                overwriting());
    }

    @Test
    void aFileThatCannotBeReadWholeDoesNotCutItsDates() throws Exception {
        ReportJob.run(workspace.command("--mode=batch"));
        Files.write(workspace.input().resolve("day-30-b.csv.gz"), new byte[] {31, -117, 8, 0});
        moveToTheArchive("day-30-b.csv");
        assertRefusedFor("day-30-b.csv counted there and is not in the input", overwriting());

        Files.delete(workspace.input().resolve("day-30-b.csv.gz"));
        Path outside = Files.createFile(folder.resolve("outside.csv"));
        Files.createSymbolicLink(workspace.input().resolve("day-30-b.csv"), outside);
        assertRefusedFor("day-30-b.csv counted there and was not read whole", overwriting());
        assertDays(Map.of(FIRST, "70.100000", SECOND, "5.000000"));
    }

    /** Their ledger rows would be replaced, and what they count on the first day would stay. */
    @Test
    void anotherDaysFilesOfTheSameNamesTakeNothingAway() throws Exception {
        ReportJob.run(workspace.command("--mode=batch"));
        deliver("day-30-a.csv", row("2020-09-01", "10"), row("2020-09-01", "20"));
        moveToTheArchive("day-30-b.csv", "night.csv");

        assertRefusedFor(
                "day-30-a.csv counted there and has rows of other dates instead now",
                overwriting());
        assertRefusedFor(
                "files that count there have other rows now than are published of 2020-08-30"
                        + " (rows 2 → 0, revenue 30.000000 → 0.000000). Restate these too: add"
                        + " --date 2020-08-30; but if these are other files of the same names, give"
                        + " them names of their own.",
                overwriting("--date=2020-09-01"));
    }

    @Test
    void aDateThatFileDaysDoesNotNameIsKept() throws Exception {
        ReportJob.run(workspace.command("--mode=batch"));
        for (Path file : FilesInMotion.below(workspace.output().resolve("file_days"))) {
            Files.delete(file);
        }

        assertRefusedFor(
                "of 2020-08-30 4 rows (revenue 70.100000), of 2020-08-31 1 row (revenue 5.000000),"
                        + " in all 5 rows (revenue 75.100000): file_days does not name the files of"
                        + " all rows of 2020-08-30, 2020-08-31.",
                overwriting());
        assertRefusedFor(
                "of 2020-08-31 1 row (revenue 5.000000): file_days does not name",
                overwriting("--date=2020-08-31"));
    }

    @Test
    void revenueByAnotherDivisorIsNotMixedIn() throws Exception {
        ReportJob.run(workspace.command("--mode=batch"));

        for (String date : List.of("--date=" + SECOND, "--date=" + FIRST)) {
            assertThatThrownBy(() -> ReportJob.start(overwriting(date, "--amount-divisor=100")))
                    .isInstanceOf(SmsReportsException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                    .hasMessage(
                            "Output %s holds revenue with --amount-divisor 10, and this batch would"
                                    + " put some with 100 beside it. Use --amount-divisor 10, or"
                                    + " another --output for all dates.",
                            workspace.output());
        }
        ReportJob.run(overwriting("--date=" + SECOND, "--amount-divisor=10"));
        workspace.results().assertBalanced();
    }

    // ---------------------------------------------------------------- what is allowed

    /** The names are those below the input, wherever that lies. */
    @Test
    void aFolderWithTheSameFilesRestates() throws Exception {
        ReportJob.run(workspace.command("--stop-at-end"));
        Path copy = Files.createDirectories(folder.resolve("copy"));
        for (Path file : FilesInMotion.below(workspace.input())) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        Workspace there =
                new Workspace(
                        copy,
                        copy.toString(),
                        workspace.reference(),
                        workspace.output(),
                        workspace.checkpoints());

        ReportJob.run(there.command("--mode=batch", "--overwrite"));

        assertDays(Map.of(FIRST, "70.100000", SECOND, "5.000000"));
        workspace.results().assertBalanced();
    }

    /** The late row is of the first day, and its file of both. */
    @Test
    void lateRowsCountAsRowsOfTheirFile() throws Exception {
        deliver("late.csv", row(FIRST, "3"), row("2020-09-01", "5"));
        deliver("day-31.csv", row(SECOND, "0"), row(SECOND, "0"));
        Files.setLastModifiedTime(
                workspace.input().resolve("day-31.csv"), FileTime.from(LAST_DELIVERY));
        ReportJob.runLiveWithALateFile(workspace, "late.csv");
        assertThat(workspace.results().rows("late_revenue")).hasSize(1);
        moveToTheArchive("late.csv");

        assertRefusedFor(
                "of 2020-08-30 1 row (revenue 0.300000): late.csv counted there", overwriting());

        ReportJob.run(overwriting("--replace-all"));

        assertDays(Map.of(FIRST, "70.100000", SECOND, "5.000000", "2020-09-01", "0.500000"));
        assertThat(workspace.results().rows("late_revenue")).isEmpty();
        workspace.results().assertBalanced();
    }

    @Test
    void replaceAllDoesWhatTheRefusalHasSaid() throws Exception {
        ReportJob.run(workspace.command("--stop-at-end"));
        moveToTheArchive("day-30-a.csv", "day-30-b.csv");

        ReportJob.run(overwriting("--replace-all"));

        assertDays(Map.of(FIRST, "0.100000", SECOND, "5.000000"));
        assertThat(workspace.results().ledger().get("day-30-a.csv").getField("rows"))
                .isEqualTo("0");
        workspace.results().assertBalanced();
    }

    // ------------------------------------------------------------------ nothing to do

    @Test
    void aBatchOverAnEmptyFolderHasNothingToDo() throws Exception {
        moveToTheArchive("day-30-a.csv", "day-30-b.csv", "night.csv");

        assertThatThrownBy(() -> ReportJob.start(workspace.command("--mode=batch")))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.NOTHING_TO_DO)
                .hasMessage(
                        "Nothing to do: the input %s holds no file to read. Deliver files, or name"
                                + " another one with --input.",
                        workspace.input());
        assertThat(FilesInMotion.below(workspace.output())).isEmpty();
    }

    @Test
    void aDateThatNobodyHasARowOfIsNothingToDo() throws Exception {
        ReportJob.run(workspace.command("--mode=batch"));
        Map<String, String> before = everything();

        assertThatThrownBy(() -> ReportJob.run(overwriting("--date=2020-09-09")))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.NOTHING_TO_DO)
                .hasMessage(
                        "Nothing to do: neither the input nor output %s has a row of 2020-09-09."
                                + " Check --date and --input.",
                        workspace.output());
        assertThat(everything()).isEqualTo(before);
    }

    // ------------------------------------------------------------- what has changed

    /** The output stays the closed run's, by its own id, whatever became of the batch. */
    @Test
    void aBatchThatIsKilledLeavesTheOutputToTheRunBefore() throws Exception {
        ReportJob.run(workspace.command("--stop-at-end"));
        Map<String, String> before = everything();
        ReportJob killed = ReportJob.runWithoutPublishing(overwriting());
        killed.processEnds();

        assertThatThrownBy(() -> ReportJob.start(workspace.command("--stop-at-end")))
                .hasMessageContaining("was closed by stop-at-end");

        Map<String, String> after = everything();
        after.keySet().removeIf(name -> name.startsWith("_staging/"));
        assertThat(after).isEqualTo(before);
        ReportJob.run(overwriting());
        workspace.results().assertBalanced();
        assertThat(workspace.output().resolve("_staging")).doesNotExist();
    }

    /** One killed on an output without a run does not keep it from a streaming one. */
    @Test
    void aBatchThatIsKilledOnAFreshOutputDoesNotKeepIt() throws Exception {
        ReportJob killed = ReportJob.runWithoutPublishing(workspace.command("--mode=batch"));
        killed.processEnds();

        ReportJob.run(workspace.command("--stop-at-end"));

        workspace.results().assertBalanced();
        assertThat(workspace.output().resolve("_staging")).doesNotExist();
    }

    private void assertRefused(String message, String... command) throws Exception {
        Map<String, String> before = everything();
        assertThatThrownBy(() -> ReportJob.run(command))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessage(message);
        assertThat(everything()).isEqualTo(before);
    }

    private void assertRefusedFor(String reason, String... command) throws Exception {
        Map<String, String> before = everything();
        assertThatThrownBy(() -> ReportJob.run(command))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
        assertThat(everything()).isEqualTo(before);
    }

    /**
     * Every file of the output, hidden ones and its commit logs too; but not who beats there now,
     * which is nothing of the output.
     */
    private Map<String, String> everything() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : FilesInMotion.below(workspace.output())) {
            String name = workspace.output().relativize(file).toString();
            files.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        files.remove("_sms-reports/heartbeat.json");
        return files;
    }

    private void assertDays(Map<String, String> expected) throws IOException {
        assertThat(
                        workspace.results().rows("daily_revenue").stream()
                                .collect(
                                        Collectors.toMap(
                                                row -> row.getField("date"),
                                                row -> row.getField("daily_revenue"))))
                .isEqualTo(expected);
    }
}
