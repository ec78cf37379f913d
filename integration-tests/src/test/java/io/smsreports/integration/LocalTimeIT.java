package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.Reconciliation;
import io.smsreports.reconcile.ReconciliationReport;
import io.smsreports.reconcile.output.CoreReport;
import io.smsreports.reconcile.output.PublishedOutput;
import io.smsreports.reconcile.report.CorrectedReport;
import io.smsreports.reconcile.report.ReportSource;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.config.TableConfigOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RECORD_DATE in the local time of a zone, with days of 23, 24 and 25 hours. What must come out is
 * computed from the rows' true times by a plain loop.
 */
@MiniClusterTest
class LocalTimeIT {

    private static final ZoneId PRAGUE = ZoneId.of("Europe/Prague");

    /** Clocks are put back at 01:00 UTC. */
    private static final LocalDate LONG_DAY = LocalDate.of(2020, 10, 25);

    private static final LocalDate SHORT_DAY = LocalDate.of(2020, 3, 29);

    private static final String ROW = "0,1,%d,1,1,0,%s,%d,%d,1,4,1,0,1,00101,00101%n";

    private static final DateTimeFormatter RECORD_DATE =
            DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss");

    @TempDir Path folder;

    /** A row as it happened; the amount is in whole units. */
    private record Row(Instant time, int paytype, int amount) {}

    @AfterEach
    void resetTheStorage() {
        ScriptedStorage.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "2020-10-25, 1, true",
        "2020-10-25, 2, true",
        "2020-10-25, 4, true",
        "2020-10-25, 1, false",
        "2020-03-29, 1, true",
        "2020-03-29, 2, true",
        "2020-03-29, 4, true",
    })
    void aDayInOrderIsReadAsItWasLiveAndAtOnce(LocalDate day, int parallelism, boolean manyFiles)
            throws Exception {
        List<Row> rows = rows(PRAGUE, day, day, Duration.ofMinutes(7));
        List<Path> files =
                manyFiles
                        ? writeTheNightInSmallFiles(rows, day)
                        : write(rows, PRAGUE, Duration.ofDays(2));
        Figures expected = expected(rows, PRAGUE);
        String[] options = {"--time-zone=Europe/Prague", "--parallelism=" + parallelism};

        Workspace batch = Workspace.in(folder.resolve("batch"));
        batch.deliver(files);
        ReportJob.run(batch.command(with(options, "--mode=batch")));
        assertThat(output(batch, PRAGUE).published().values()).isEqualTo(expected.values());

        Workspace bounded = Workspace.in(folder.resolve("bounded"));
        bounded.deliver(files);
        ReportJob.run(bounded.command(with(options, "--stop-at-end")));
        assertThat(output(bounded, PRAGUE).published().values()).isEqualTo(expected.values());

        Workspace live = Workspace.in(folder.resolve("live"));
        try (ReportJob job = ReportJob.start(live.command(options))) {
            for (int i = 0; i < files.size(); i++) {
                live.deliver(files.subList(i, i + 1));
                job.awaitFilesRead(i + 1);
            }
            job.drain();
        }
        assertThat(output(live, PRAGUE).rows("late_revenue")).isEmpty();
        assertThat(output(live, PRAGUE).published().values()).isEqualTo(expected.values());
        for (Workspace workspace : List.of(batch, bounded, live)) {
            output(workspace, PRAGUE).assertBalanced();
            assertReconciles(workspace);
        }
    }

    /** As a switch writes them: a file a quarter of an hour, cut by the rows' arrival. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void filesThatAreCutAtTheTurnWithRowsOutOfOrderHaveNothingLate(int parallelism)
            throws Exception {
        long seed = 1025 + parallelism;
        System.out.println("LocalTimeIT delays rows with the seed " + seed);
        Random random = new Random(seed);
        List<Path> files = new ArrayList<>();
        List<Row> all = new ArrayList<>();
        Instant cut = Instant.parse("2020-10-24T23:30:00Z");
        for (int quarter = 0; quarter < 12; quarter++) {
            List<Row> rows = new ArrayList<>();
            for (int second = 0; second < 900; second += 3) {
                int delay = random.nextInt(8) == 0 ? random.nextInt(240) : random.nextInt(5);
                rows.add(new Row(cut.plusSeconds(second - delay), second % 2, second));
            }
            cut = cut.plusSeconds(900);
            files.addAll(write(rows, PRAGUE, Duration.ofDays(1)));
            Files.setLastModifiedTime(files.get(quarter), FileTime.from(cut));
            all.addAll(rows);
        }
        Workspace workspace = Workspace.in(folder.resolve("live"));
        try (ReportJob job = ReportJob.start(options(workspace, parallelism))) {
            for (int i = 0; i < files.size(); i++) {
                workspace.deliver(files.subList(i, i + 1));
                job.awaitFilesRead(i + 1);
            }
            job.drain();
        }

        Output output = output(workspace, PRAGUE);
        assertThat(output.rows("late_revenue")).isEmpty();
        assertThat(output.published().values()).isEqualTo(expected(all, PRAGUE).values());
    }

    /** As a user who copies a day's files later than it was: their times say nothing. */
    @Test
    void aDayOfOneFileNeedsNoModificationTime() throws Exception {
        List<Row> rows = rows(PRAGUE, LONG_DAY, LONG_DAY, Duration.ofMinutes(7));
        List<Path> files = write(rows, PRAGUE, Duration.ofDays(2));
        Files.setLastModifiedTime(files.get(0), FileTime.from(Instant.now()));
        Workspace workspace = Workspace.in(folder.resolve("copied"));
        workspace.deliver(files);

        ReportJob.runLive(1, workspace.command("--time-zone=Europe/Prague", "--parallelism=1"));

        assertThat(output(workspace, PRAGUE).published().values())
                .isEqualTo(expected(rows, PRAGUE).values());
    }

    /**
     * Two MiB of rows around the turn, in a file that begins before the hour, and in one that
     * begins within and of which all rows up to the turn are held back.
     */
    @ParameterizedTest
    @CsvSource({"PT-15M, 2, 1", "PT15M, 1, 4"})
    void goesOnInTheRepeatedHourAfterAStop(Duration begin, int before, int after) throws Exception {
        Instant start = Instant.parse("2020-10-25T00:00:00Z").plus(begin);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 80_000; i++) {
            rows.add(new Row(start.plusMillis(i * 115L), i % 2, i % 1_000));
        }
        List<Path> files = write(rows, PRAGUE, Duration.ofDays(1));
        assertThat(Files.size(files.get(0))).isGreaterThan(4_000_000);
        for (long stalledAt : new long[] {1_500_000, 2_700_000}) {
            Workspace workspace = Workspace.onScriptedStorage(folder.resolve("at" + stalledAt));
            Path slow = workspace.input().resolve(files.get(0).getFileName());
            ScriptedStorage.Stall stall = ScriptedStorage.stallReading(slow, stalledAt);
            workspace.deliver(files);
            try (ReportJob job = ReportJob.start(options(workspace, before));
                    stall) {
                job.await("the file is begun", stall::isReached);
                job.awaitCheckpoint();
                job.stop(stall::close);
            }
            assertThat(output(workspace, PRAGUE).ledger()).isEmpty();
            ScriptedStorage.reset();
            try (ReportJob job = ReportJob.start(options(workspace, after))) {
                assertThat(job.resumedFrom()).isPresent();
                job.awaitFilesRead(1);
                job.drain();
            }
            Output output = output(workspace, PRAGUE);
            assertThat(output.rows("late_revenue")).isEmpty();
            assertThat(output.published().values()).isEqualTo(expected(rows, PRAGUE).values());
            output.assertBalanced();
        }
    }

    /** What is held back is not lost with the rest of a file that is not read to its end. */
    @Test
    void aDrainedJobCountsWhatItHasRead() throws Exception {
        Instant start = Instant.parse("2020-10-25T00:05:00Z");
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            rows.add(new Row(start.plusMillis(i * 50L), 0, 1));
        }
        List<Path> files = write(rows, PRAGUE, Duration.ofDays(1));
        Workspace workspace = Workspace.onScriptedStorage(folder.resolve("drained"));
        Path slow = workspace.input().resolve(files.get(0).getFileName());
        ScriptedStorage.Stall stall = ScriptedStorage.stallReading(slow, 3_000_000);
        workspace.deliver(files);
        try (ReportJob job = ReportJob.start(options(workspace, 1));
                stall) {
            job.await("the file is begun", stall::isReached);
            job.awaitCheckpoint();
            job.drain(stall::close);
        }

        Output output = output(workspace, PRAGUE);
        assertThat(output.ledger().values())
                .singleElement()
                .matches(row -> row.getField("status").equals("TRUNCATED"))
                .matches(row -> Output.amount(row, "accepted").signum() > 0);
        output.assertBalanced();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Asia/Shanghai",
                "Asia/Tehran",
                "Australia/Lord_Howe",
                "Asia/Kolkata",
                "America/St_Johns",
                "Pacific/Apia"
            })
    void daysAreThoseOfTheZone(String id) throws Exception {
        ZoneId zone = ZoneId.of(id);
        LocalDate from = LocalDate.of(2020, 4, 3);
        List<Row> rows = rows(zone, from, from.plusDays(4), Duration.ofMinutes(11));
        List<Path> files = write(rows, zone, Duration.ofHours(7));
        Figures expected = expected(rows, zone);
        String option = "--time-zone=" + id;

        Workspace batch = Workspace.in(folder.resolve("batch"));
        batch.deliver(files);
        ReportJob.run(batch.command("--mode=batch", option, "--parallelism=2"));
        assertThat(output(batch, zone).published().values()).isEqualTo(expected.values());

        Workspace live = Workspace.in(folder.resolve("live"));
        try (ReportJob job = ReportJob.start(live.command(option, "--parallelism=1"))) {
            live.deliver(files);
            job.awaitFilesRead(files.size());
            job.await(
                    "four days are over",
                    () -> output(live, zone).rows("daily_revenue").size() == 4);
            job.awaitCheckpoint();
            assertReconciles(live);
            job.drain();
        }
        assertThat(output(live, zone).rows("late_revenue")).isEmpty();
        assertThat(output(live, zone).published().values()).isEqualTo(expected.values());
        output(live, zone).assertBalanced();
        assertReconciles(live);
    }

    /** Flink's own setting of a time zone changes nothing: times are UTC in SQL, and days ours. */
    @ParameterizedTest
    @ValueSource(strings = {"--mode=batch", "--stop-at-end"})
    void theTimeZoneOfTheClusterDoesNotMatter(String mode) throws Exception {
        List<Row> rows = rows(PRAGUE, LONG_DAY, LONG_DAY.plusDays(1), Duration.ofMinutes(7));
        Workspace workspace = Workspace.in(folder.resolve("elsewhere"));
        workspace.deliver(write(rows, PRAGUE, Duration.ofHours(5)));
        Configuration cluster = new Configuration();
        cluster.set(TableConfigOptions.LOCAL_TIME_ZONE, "Asia/Shanghai");

        ReportJob job =
                ReportJob.start(cluster, workspace.command(mode, "--time-zone=Europe/Prague"));
        job.awaitFinished();
        job.publish();

        assertThat(output(workspace, PRAGUE).published().values())
                .isEqualTo(expected(rows, PRAGUE).values());
    }

    @Test
    void aDateIsRestatedByItsLocalDay() throws Exception {
        List<Row> rows =
                rows(PRAGUE, LONG_DAY.minusDays(1), LONG_DAY.plusDays(1), Duration.ofMinutes(7));
        List<Path> files = write(rows, PRAGUE, Duration.ofHours(5));
        Workspace workspace = Workspace.in(folder.resolve("restated"));
        workspace.deliver(files);
        ReportJob.runLive(
                files.size(), workspace.command("--time-zone=Europe/Prague", "--parallelism=1"));
        Output output = output(workspace, PRAGUE);
        assertThat(output.published().values()).isEqualTo(expected(rows, PRAGUE).values());
        String[] restatement = {"--mode=batch", "--overwrite", "--date=" + LONG_DAY};

        assertThatThrownBy(() -> ReportJob.run(workspace.command(restatement)))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessageContaining("holds days of the time zone Europe/Prague")
                .hasMessageContaining("Use --time-zone Europe/Prague, or another --output");

        ReportJob.run(workspace.command(with(restatement, "--time-zone=Europe/Prague")));

        assertThat(output.published().values()).isEqualTo(expected(rows, PRAGUE).values());
        output.assertBalanced();
        assertReconciles(workspace);
        assertThat(
                        CorrectedReport.of(
                                        new ReportSource(
                                                opened(workspace),
                                                CoreReport.REVENUE_15MIN.definition(),
                                                Optional.of(LONG_DAY)),
                                        path(workspace.reference()))
                                .rows())
                .extracting(row -> row.get(0))
                .startsWith("2020-10-24T22:00:00.000Z")
                .endsWith("2020-10-25T22:45:00.000Z");
    }

    @Test
    void anotherZoneIsRefusedOnResume() throws Exception {
        Workspace workspace = Workspace.in(folder.resolve("resumed"));
        workspace.deliver(
                write(
                        rows(PRAGUE, SHORT_DAY, SHORT_DAY, Duration.ofHours(1)),
                        PRAGUE,
                        Duration.ofDays(2)));
        try (ReportJob job = ReportJob.start(options(workspace, 1))) {
            job.awaitFilesRead(1);
            job.stop();
        }

        assertThatThrownBy(() -> ReportJob.start(workspace.command("--parallelism=1")))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.RUN_REFUSED)
                .hasMessageContaining("--time-zone Europe/Prague → UTC");
    }

    private static String[] options(Workspace workspace, int parallelism) {
        return workspace.command("--time-zone=Europe/Prague", "--parallelism=" + parallelism);
    }

    private static String[] with(String[] options, String more) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add(more);
        return all.toArray(String[]::new);
    }

    private static Output output(Workspace workspace, ZoneId zone) {
        return new Output(workspace.output(), zone);
    }

    private static void assertReconciles(Workspace workspace) throws Exception {
        ReconciliationReport report =
                Reconciliation.of(
                        opened(workspace), Optional.of(path(workspace.input())), Optional.empty());
        assertThat(report.mismatches()).isEmpty();
    }

    private static PublishedOutput opened(Workspace workspace) {
        return new PublishedOutput(path(workspace.output()));
    }

    private static org.apache.flink.core.fs.Path path(Path local) {
        return org.apache.flink.core.fs.Path.fromLocalFile(local.toFile());
    }

    /** Rows of some local days, in order of time. */
    private static List<Row> rows(ZoneId zone, LocalDate from, LocalDate to, Duration step) {
        List<Row> rows = new ArrayList<>();
        Instant end = to.plusDays(1).atStartOfDay(zone).toInstant();
        Instant time = from.atStartOfDay(zone).toInstant();
        for (int i = 0; time.isBefore(end); i++) {
            rows.add(new Row(time, i % 2, i % 13 - 3));
            time = time.plus(step);
        }
        return rows;
    }

    /** One file of the repeated hour lies wholly within its first pass, and one in its second. */
    private List<Path> writeTheNightInSmallFiles(List<Row> rows, LocalDate day) throws IOException {
        Instant morning = day.atTime(4, 0).atZone(PRAGUE).toInstant();
        int night = (int) rows.stream().filter(row -> row.time().isBefore(morning)).count();
        List<Path> files = new ArrayList<>();
        files.addAll(write(rows.subList(0, night), PRAGUE, Duration.ofMinutes(40)));
        files.addAll(write(rows.subList(night, rows.size()), PRAGUE, Duration.ofHours(10)));
        return files;
    }

    /** Files of some time each, in local time, and half a minute older than their last row. */
    private List<Path> write(List<Row> rows, ZoneId zone, Duration each) throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        List<Path> files = new ArrayList<>();
        int i = 0;
        while (i < rows.size()) {
            Path file = source.resolve("sms_" + rows.get(i).time().getEpochSecond() + ".csv");
            Instant until = rows.get(i).time().plus(each);
            Instant last = until;
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                for (; i < rows.size() && rows.get(i).time().isBefore(until); i++) {
                    Row row = rows.get(i);
                    last = row.time();
                    String local = RECORD_DATE.format(last.atZone(zone));
                    out.write(ROW.formatted(i, local, row.paytype(), row.amount()));
                }
            }
            Files.setLastModifiedTime(file, FileTime.from(last.plusSeconds(30)));
            files.add(file);
        }
        return files;
    }

    private static Figures expected(List<Row> rows, ZoneId zone) {
        Figures figures = new Figures();
        for (Row row : rows) {
            Instant window = Instant.ofEpochSecond(row.time().getEpochSecond() / 900 * 900);
            String start = window.toString().replace("Z", ".000Z");
            String paytype = Integer.toString(row.paytype());
            BigDecimal revenue = BigDecimal.valueOf(row.amount(), 1).setScale(6);
            figures.addDay(row.time().atZone(zone).toLocalDate().toString(), revenue);
            figures.addRevenue(start, paytype, revenue);
            figures.addBounds(start, paytype, revenue, revenue);
            figures.addLabel(start, ReferenceInput.LABELS.get(paytype), BigDecimal.ONE, revenue);
        }
        return figures;
    }
}
