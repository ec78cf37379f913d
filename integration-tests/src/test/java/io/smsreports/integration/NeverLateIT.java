package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is there when a live job looks is never late by the job's own doing. */
@MiniClusterTest
class NeverLateIT {

    private static final LocalDateTime DAY = LocalDateTime.of(2020, 8, 30, 0, 0);

    private static final DateTimeFormatter RECORD_DATE =
            DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");

    /** One file's rows: one a minute. */
    private static final Duration FILE = Duration.ofMinutes(15);

    @TempDir Path folder;

    // ------------------------------------------------------------ names and times

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void twelveFilesOfOneTimeThatEndTheirRun(int parallelism) throws Exception {
        Workspace workspace = Workspace.in(folder);
        workspace.deliver(twelveFiles());

        ReportJob.run(workspace.command("--stop-at-end", "--parallelism=" + parallelism));

        assertPublished(workspace, "1800");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void twelveFilesOfOneTimeThatAJobFindsWhenItStarts(int parallelism) throws Exception {
        Workspace workspace = Workspace.in(folder);
        workspace.deliver(twelveFiles());

        ReportJob.runLive(12, workspace.command("--parallelism=" + parallelism));

        assertPublished(workspace, "1800");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void twelveFilesOfOneTimeThatComeAtOnceToALiveJob(int parallelism) throws Exception {
        Workspace workspace = Workspace.in(folder);
        workspace.deliver(List.of(file("sms_0", 23 * 60 + 40 - 24 * 60, 15)));
        try (ReportJob job = live(workspace, parallelism)) {
            job.awaitFilesRead(1);
            job.awaitCheckpoint();
            workspace.deliverAtOnce("today", twelveFiles());
            job.awaitFilesRead(13);
            awaitWindow(job, workspace, "2020-08-30T02:15:00.000Z");
            job.drain();
        }
        assertPublished(workspace, "1950");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void twelveFilesAgainstTheOrderOfTheirTimes(int parallelism) throws Exception {
        Workspace workspace = Workspace.in(folder);
        workspace.deliver(List.of(file("sms_0", -20, 15)));
        List<Path> files = twelveFiles();
        for (int i = 0; i < files.size(); i++) {
            Files.setLastModifiedTime(files.get(i), FileTime.fromMillis(1_600_000_000_000L - i));
        }
        try (ReportJob job = live(workspace, parallelism)) {
            job.awaitFilesRead(1);
            job.awaitCheckpoint();
            workspace.deliverAtOnce("today", files);
            job.awaitFilesRead(13);
            job.drain();
        }
        assertPublished(workspace, "1950");
    }

    @Test
    void threeFilesOfOneTime() throws Exception {
        Workspace workspace = Workspace.in(folder);
        workspace.deliver(
                List.of(file("sms_1", 0, 10), file("sms_2", 30, 10), file("sms_10", 140, 10)));

        ReportJob.runLive(3, workspace.command("--parallelism=1"));

        assertPublished(workspace, "300");
    }

    @Test
    void aBacklogThatIsStopped() throws Exception {
        interruptABacklog((job, stall) -> job.stop(stall::close));
    }

    @Test
    void aBacklogThatIsCanceled() throws Exception {
        interruptABacklog((job, stall) -> job.cancel(stall::close));
    }

    @FunctionalInterface
    private interface Interruption {
        void end(ReportJob job, ScriptedStorage.Stall stall) throws Exception;
    }

    /** What comes while no job runs is a part of the next start's backlog. */
    private void interruptABacklog(Interruption interruption) throws Exception {
        Workspace workspace = Workspace.onScriptedStorage(folder);
        List<Path> files = twelveFiles();
        ScriptedStorage.Stall stall =
                ScriptedStorage.stallReading(workspace.input().resolve("sms_7.csv"), 0);
        workspace.deliver(files.subList(4, 12));
        try (ReportJob job = live(workspace, 2);
                stall) {
            job.awaitFilesRead(7);
            job.awaitCheckpoint();
            interruption.end(job, stall);
        }
        ScriptedStorage.reset();
        assertThat(workspace.results().publishedWindows()).isEmpty();
        workspace.deliver(files.subList(0, 4));
        try (ReportJob job = live(workspace, 2)) {
            job.awaitFilesRead(12);
            job.drain();
        }
        assertPublished(workspace, "1800");
    }

    // -------------------------------------------------------------------- series

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void twoSwitchesOfWhichOneIsBehind(int parallelism) throws Exception {
        Workspace workspace = Workspace.in(folder);
        try (ReportJob job = live(workspace, parallelism, "--series=/")) {
            for (int i = 0; i < 8; i++) {
                // Both are known from the start.
                deliverTo(workspace, "sw1", file("a_" + i, 120 + 15 * i, 15));
                deliverTo(workspace, "sw2", file("b_" + i, 80 + 15 * i, 15));
                job.awaitFilesRead(2 * (i + 1));
            }
            awaitWindow(job, workspace, "2020-08-30T02:30:00.000Z");
            assertThat(workspace.results().publishedWindows())
                    .as("the one behind holds them")
                    .doesNotContain("2020-08-30T03:15:00.000Z");
            job.drain();
        }
        assertPublished(workspace, "2400");
    }

    // ------------------------------------------------------------------- one bad row

    @ParameterizedTest
    @ValueSource(ints = {0, 25_000, 49_999})
    void oneRowFarAheadInAFileOfFiftyThousand(int place) throws Exception {
        Workspace workspace = Workspace.in(folder);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            rows.add(row(DAY.plusSeconds(i == place ? 23 * 3600 : i * 900L / 50_000)));
        }
        try (ReportJob job = live(workspace, 2)) {
            workspace.deliver(List.of(write("sms_1", rows)));
            job.awaitFilesRead(1);
            for (int i = 1; i < 4; i++) {
                workspace.deliver(List.of(file("sms_" + (i + 1), 15 * i, 15)));
                job.awaitFilesRead(i + 1);
            }
            awaitWindow(job, workspace, "2020-08-30T00:30:00.000Z");
            job.drain();
        }
        assertPublished(workspace, "500450");
    }

    // ---------------------------------------------------------------------- helpers

    private static ReportJob live(Workspace workspace, int parallelism, String... more)
            throws Exception {
        List<String> options = new ArrayList<>(List.of(more));
        options.add("--parallelism=" + parallelism);
        return ReportJob.start(workspace.command(options.toArray(String[]::new)));
    }

    private static void awaitWindow(ReportJob job, Workspace workspace, String window)
            throws Exception {
        job.await(
                window + " is published while the job runs",
                () -> workspace.results().publishedWindows().contains(window));
    }

    private List<Path> twelveFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            files.add(file("sms_" + (i + 1), (int) FILE.toMinutes() * i, 15));
        }
        return files;
    }

    /** A file of one row a minute, each of a revenue of 10; all files are of one time. */
    private Path file(String name, int fromMinute, int minutes) throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < minutes; i++) {
            rows.add(row(DAY.plusMinutes(fromMinute + i)));
        }
        return write(name, rows);
    }

    private static String row(LocalDateTime time) {
        return ",,,,,," + RECORD_DATE.format(time) + ",0,100,,,,,,,";
    }

    private Path write(String name, List<String> rows) throws IOException {
        Path file = Files.createDirectories(folder.resolve("made")).resolve(name + ".csv");
        Files.write(file, rows);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_000L));
    }

    private static void deliverTo(Workspace workspace, String series, Path file)
            throws IOException {
        Path below = Files.createDirectories(workspace.input().resolve(series));
        Path hidden = Files.copy(file, below.resolve("." + file.getFileName()));
        Files.setLastModifiedTime(hidden, Files.getLastModifiedTime(file));
        Files.move(hidden, below.resolve(file.getFileName()));
    }

    private static void assertPublished(Workspace workspace, String revenue) throws IOException {
        Output output = workspace.results();
        assertThat(output.rows("late_revenue")).as("late rows").isEmpty();
        assertThat(total(output)).isEqualTo(revenue);
        output.assertBalanced();
    }

    private static String total(Output output) throws IOException {
        return Output.sum(output.rows("daily_revenue"), "daily_revenue")
                .stripTrailingZeros()
                .toPlainString();
    }
}
