package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.cli.sqlclient.InitScript;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.Reconciliation;
import io.smsreports.reconcile.compare.ReportComparison;
import io.smsreports.reconcile.output.Check;
import io.smsreports.reconcile.output.Mismatch;
import io.smsreports.reconcile.output.OutputCatalogue;
import io.smsreports.reconcile.output.PublishedOutput;
import io.smsreports.reconcile.report.CorrectedReport;
import io.smsreports.reconcile.report.PublishedReport;
import io.smsreports.reconcile.report.ReportSource;
import io.smsreports.run.OutputFolders;
import io.smsreports.run.Publication;
import io.smsreports.sql.PipelineSql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report is one SQL file: a folder with one more is all that anything needs to know of it. */
@MiniClusterTest
class AddedReportIT {

    private static final Path PACKAGED = Path.of("..", "sql", "pipeline");

    private static final String HOURLY =
            """
            -- Revenue by hour, the sum of its windows.
            -- Input: revenue_windows. Output: RECORD_DATE (the hour's start), record_count, revenue.
            CREATE TEMPORARY VIEW windows_of_hours AS
            SELECT window_time AS closed_at, record_count, revenue
            FROM revenue_windows;

            CREATE TEMPORARY TABLE hourly_revenue (
              RECORD_DATE  TIMESTAMP(3),
              record_count BIGINT,
              revenue      DECIMAL(38, 6),
              dt           STRING,
              PRIMARY KEY (RECORD_DATE) NOT ENFORCED
            ) PARTITIONED BY (dt) WITH (
              'connector'     = 'report-csv',
              'path'          = '${output}/hourly_revenue',
              'file-prefix'   = 'hourly_revenue-${run}',
              'log-published' = '${log-published}'
            );

            INSERT INTO hourly_revenue
            SELECT
              window_start,
              SUM(record_count),
              SUM(revenue),
              DATE_FORMAT(window_start, 'uuuu-MM-dd')
            FROM TABLE(TUMBLE(TABLE windows_of_hours, DESCRIPTOR(closed_at), INTERVAL '1' HOUR))
            GROUP BY window_start, window_end;
            """;

    private static final String TWO_DAYS =
            """
            RECORD_DATE,record_count,revenue
            2020-08-30T11:00:00.000Z,1,10.000000
            2020-08-30T12:00:00.000Z,2,50.000000
            2020-08-31T12:00:00.000Z,1,40.000000
            """;

    @TempDir Path folder;

    private Workspace workspace;
    private String sql;

    @BeforeEach
    void deliverTwoDaysAndAddAReport() throws IOException {
        workspace = Workspace.in(folder);
        deliver(
                "first-day.csv",
                List.of("2020/08/30 11:59:59", "2020/08/30 12:00:00", "2020/08/30 12:45:00"),
                "100",
                "200",
                "300");
        deliver("second-day.csv", List.of("2020/08/31 12:00:00"), "400");
        sql = "--sql=" + sqlFolder("sql", HOURLY);
    }

    private void deliver(String name, List<String> times, String... amounts) throws IOException {
        DirtyFile file = new DirtyFile(name);
        for (int i = 0; i < times.size(); i++) {
            file.counts(DirtyFile.row(times.get(i), "0", amounts[i]), "0", amounts[i]);
        }
        file.writeInto(workspace.input());
    }

    private Path sqlFolder(String name, String hourly) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(name));
        try (Stream<Path> files = Files.list(PACKAGED)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Files.writeString(copy.resolve("65_hourly_revenue.sql"), hourly);
        return copy;
    }

    @Test
    void everythingKnowsAReportThatIsOneFileMore() throws Exception {
        Workspace batch = Workspace.reading(workspace.input(), folder.resolve("batch"));
        ReportJob.run(workspace.command("--stop-at-end", sql));
        ReportJob.run(batch.command("--mode=batch", sql));

        assertThat(report(workspace)).isEqualTo(TWO_DAYS);
        assertThat(report(batch)).isEqualTo(TWO_DAYS);
        assertThat(ReportComparison.of(path(workspace), path(batch)))
                .hasSize(5)
                .allMatch(ReportComparison::isSame)
                .extracting(compared -> compared.report().name())
                .containsOnlyOnce("hourly_revenue");
        assertThat(mismatches(workspace)).isEmpty();
        assertThat(mismatches(batch)).isEmpty();
        assertThat(new OutputFolders(OutputCatalogue.of(path(workspace))).all())
                .contains("hourly_revenue", "late_revenue", "file_days");
        assertThat(
                        InitScript.of(
                                        OutputCatalogue.of(path(workspace)),
                                        path(workspace),
                                        path(workspace),
                                        path(workspace))
                                .text())
                .contains("CREATE TEMPORARY VIEW hourly_revenue AS");
        assertThatThrownBy(() -> CorrectedReport.of(hourly(workspace), path(workspace)))
                .isInstanceOf(SmsReportsException.class)
                .hasMessageStartingWith("--corrected is for daily_revenue, revenue_15min");
    }

    @Test
    void whatIsAddedToAnOutputWithARunIsRefusedOrRestated() throws Exception {
        try (ReportJob job = ReportJob.start(workspace.command())) {
            job.await("the files are read", () -> workspace.results().ledger().size() == 2);
            job.stop();
        }
        assertThatThrownBy(() -> ReportJob.start(workspace.command(sql)))
                .isInstanceOf(SmsReportsException.class)
                .hasMessageContaining("(new: hourly_revenue)")
                .hasMessageContaining("or another --output, or close the run with them");
        try (ReportJob job = ReportJob.start(workspace.command())) {
            job.awaitCheckpoint();
            job.drain();
        }

        ReportJob.run(workspace.command("--mode=batch", "--overwrite", sql));

        assertThat(report(workspace)).isEqualTo(TWO_DAYS);
        assertThat(mismatches(workspace)).isEmpty();
        deliver("second-day.csv", List.of("2020/08/31 12:00:00", "2020/08/31 13:00:00"), "1", "2");

        ReportJob restated =
                ReportJob.run(
                        workspace.command("--mode=batch", "--overwrite", "--date=2020-08-31", sql));

        assertThat(restated.published().orElseThrow().changes())
                .contains(
                        new Publication.Change(
                                "2020-08-31",
                                "hourly_revenue",
                                new Publication.Total(1, "40.000000"),
                                new Publication.Total(2, "0.300000")));
        assertThat(report(workspace))
                .isEqualTo(
                        TWO_DAYS.replace(
                                "T12:00:00.000Z,1,40.000000\n",
                                "T12:00:00.000Z,1,0.100000\n2020-08-31T13:00:00.000Z,1,0.200000\n"));
        assertThat(mismatches(workspace)).isEmpty();
    }

    /** Of dates that are replaced without it nothing of it may stay; of others it does. */
    @Test
    void aReportThatIsTakenAwayStaysWhereItIsTrue() throws Exception {
        ReportJob.run(workspace.command("--mode=batch", sql));

        ReportJob.run(workspace.command("--mode=batch", "--overwrite", "--date=2020-08-31"));

        assertThat(report(workspace))
                .isEqualTo(TWO_DAYS.replace("2020-08-31T12:00:00.000Z,1,40.000000\n", ""));
        assertThat(mismatches(workspace)).isEmpty();
    }

    @Test
    void aKeyThatIsThereTwiceIsAMismatch() throws Exception {
        ReportJob.run(workspace.command("--mode=batch", sql));
        Path day = workspace.output().resolve("hourly_revenue/dt=2020-08-30");
        Files.writeString(
                day.resolve("again.csv"),
                "RECORD_DATE,record_count,revenue\n2020-08-30T11:00:00.000Z,1,10.000000\n");

        assertThat(mismatches(workspace))
                .extracting(Mismatch::check, Mismatch::subject)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                Check.PUBLISHED_ONCE, "hourly_revenue 2020-08-30T11:00:00Z"));
        assertThatThrownBy(() -> report(workspace)).hasMessageContaining("it is there once more");
    }

    @Test
    void whatFlinkCannotPlanIsRefusedBeforeTheOutputIsTaken() throws Exception {
        List<String> messages = new ArrayList<>();
        for (String mistake :
                List.of(
                        HOURLY.replace("record_count, revenue\n", "record_count, revenues\n"),
                        HOURLY.replace("closed_at, record", "closed_at record"),
                        HOURLY.replaceFirst(
                                "(?s)FROM TABLE.*",
                                "FROM (SELECT *, closed_at AS window_start, closed_at AS window_end"
                                        + " FROM windows_of_hours) GROUP BY window_start,"
                                        + " window_end;\n"))) {
            Path wrong = sqlFolder("sql-" + messages.size(), mistake);
            assertThatThrownBy(() -> ReportJob.start(workspace.command("--sql=" + wrong)))
                    .isInstanceOf(SmsReportsException.class)
                    .message()
                    .hasLineCount(1)
                    .satisfies(messages::add);
        }

        assertThat(messages.get(0)).contains("65_hourly_revenue.sql:3: ", "revenues");
        assertThat(messages.get(1)).contains("65_hourly_revenue.sql:3: ");
        assertThat(messages.get(2)).contains("65_hourly_revenue.sql", "group by windows");
        assertThat(workspace.output()).doesNotExist();
    }

    @Test
    void anOutputWithoutTheFourReportsCannotBeProven() throws Exception {
        Files.delete(folder.resolve("sql/40_minmax_15min.sql"));
        ReportJob.run(workspace.command("--mode=batch", sql));

        assertThat(report(workspace)).isEqualTo(TWO_DAYS);
        assertThatThrownBy(() -> mismatches(workspace))
                .isInstanceOf(SmsReportsException.class)
                .hasMessageContaining("do not define minmax_15min");
    }

    @Test
    void theRunRemembersItsReportsAndNotTheirFolder() throws Exception {
        ReportJob.run(workspace.command("--mode=batch", sql));
        Path moved = Files.move(folder.resolve("sql"), folder.resolve("moved"));

        assertThat(OutputCatalogue.of(path(workspace)))
                .isEqualTo(PipelineSql.of(Optional.of(path(moved))).catalogue());
        ReportJob.run(workspace.command("--mode=batch", "--overwrite", "--sql=" + moved));
        assertThat(report(workspace)).isEqualTo(TWO_DAYS);
    }

    private static String report(Workspace workspace) throws Exception {
        return new String(PublishedReport.of(hourly(workspace)).csv(), StandardCharsets.UTF_8);
    }

    private static ReportSource hourly(Workspace workspace) throws IOException {
        ReportCatalogue catalogue = OutputCatalogue.of(path(workspace));
        ReportDefinition hourly = catalogue.find("hourly_revenue").orElseThrow();
        return new ReportSource(new PublishedOutput(path(workspace)), hourly, Optional.empty());
    }

    private static List<Mismatch> mismatches(Workspace workspace) throws Exception {
        return Reconciliation.of(
                        new PublishedOutput(path(workspace)), Optional.empty(), Optional.empty())
                .mismatches();
    }

    private static org.apache.flink.core.fs.Path path(Workspace workspace) {
        return path(workspace.output());
    }

    private static org.apache.flink.core.fs.Path path(Path local) {
        return org.apache.flink.core.fs.Path.fromLocalFile(local.toFile());
    }
}
