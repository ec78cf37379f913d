package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.smsreports.testing.FilesInMotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job that reads what is there and stops, and is started again and again, as by cron. */
@MiniClusterTest
class StopWhenIdleIT {

    private static final int QUARTERS = 12;

    private static final int MINUTES = 15;

    @TempDir Path folder;

    /** Three hours in twelve files of one time, one of whose starts is killed in a file. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void startsInTurnGiveWhatBatchGives(int parallelism) throws Exception {
        Workspace workspace = Workspace.onScriptedStorage(folder);
        String[] command = workspace.command("--stop-when-idle", "--parallelism=" + parallelism);
        workspace.deliver(files(0, 4));
        ReportJob.run(command);
        assertThat(workspace.results().ledger()).hasSize(4);
        assertThat(workspace.results().publishedWindows()).hasSize(3);

        ScriptedStorage.Stall stall =
                ScriptedStorage.stallReading(workspace.input().resolve("sms_7.csv"), 0);
        workspace.deliver(files(4, 8));
        try (ReportJob killed = ReportJob.start(command);
                stall) {
            killed.awaitFilesRead(6);
            killed.awaitCheckpoint();
            killed.cancel(stall::close);
        }
        ScriptedStorage.reset();
        workspace.deliver(files(8, QUARTERS));
        ReportJob.run(command);
        assertThat(workspace.results().ledger()).hasSize(QUARTERS);
        assertThat(workspace.results().publishedWindows()).hasSize(QUARTERS - 1);

        List<String> reports = reports(workspace);
        ReportJob.run(command);
        assertThat(reports(workspace)).as("nothing was new").isEqualTo(reports);

        // A run is live or not from start to start.
        try (ReportJob live = ReportJob.start(workspace.command())) {
            live.awaitCheckpoint();
            live.drain();
        }
        Workspace batch = Workspace.reading(workspace.input(), folder.resolve("batch"));
        ReportJob.run(batch.command("--mode=batch"));
        for (String report : List.of("daily_revenue", "revenue_15min", "count_revenue_15min")) {
            assertThat(rows(workspace, report))
                    .containsExactlyInAnyOrderElementsOf(rows(batch, report));
        }
        assertThat(workspace.results().rows("late_revenue")).isEmpty();
        workspace.results().assertBalanced();
    }

    @Test
    void isNoSettingOfTheRun() throws Exception {
        Workspace workspace = Workspace.in(folder);
        ReportJob.run(workspace.command("--stop-when-idle"));
        assertThat(run(workspace)).doesNotContain("idle\"").contains("\"STREAMING\"");

        workspace.deliver(files(0, 4));
        try (ReportJob live = ReportJob.start(workspace.command())) {
            live.awaitFilesRead(4);
            live.stop();
        }
        workspace.deliver(files(4, 5));
        ReportJob.run(workspace.command("--stop-when-idle"));
        assertThat(workspace.results().ledger()).hasSize(5);
        assertThat(workspace.results().publishedWindows()).hasSize(4);
    }

    private static List<List<String>> rows(Workspace workspace, String report) throws IOException {
        return workspace.results().rows(report).stream().map(NamedCsvRecord::getFields).toList();
    }

    private static String run(Workspace workspace) throws IOException {
        return Files.readString(workspace.output().resolve("_sms-reports/run.json"));
    }

    private static List<String> reports(Workspace workspace) throws IOException {
        return FilesInMotion.below(workspace.output()).stream()
                .map(file -> workspace.output().relativize(file).toString())
                .filter(name -> name.endsWith(".csv") && !name.startsWith("open_totals"))
                .sorted()
                .toList();
    }

    /** Files of a quarter of an hour each, a row a minute; all of one time. */
    private List<Path> files(int from, int to) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int quarter = from; quarter < to; quarter++) {
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < MINUTES; i++) {
                int minute = quarter * MINUTES + i;
                rows.add(
                        ",,,,,,2020/08/30 %02d:%02d:00,0,100,,,,,,,"
                                .formatted(minute / 60, minute % 60));
            }
            Path made = Files.createDirectories(folder.resolve("made"));
            Path file = Files.write(made.resolve("sms_" + (quarter + 1) + ".csv"), rows);
            files.add(Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_000L)));
        }
        return files;
    }
}
