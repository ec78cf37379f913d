package io.smsreports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.storage.ProjectHome;
import io.smsreports.testing.HandMadeOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What report, reconcile and compare print and return. */
final class ReconcileCommandsTest {

    @TempDir private Path home;

    private Path output;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeAnOutputWhereItLiesByDefault() throws IOException {
        System.setProperty(ProjectHome.PROPERTY, home.toString());
        output = home.resolve("data/output");
        HandMadeOutput.closed().in(output);
    }

    @AfterEach
    void clearHome() {
        System.clearProperty(ProjectHome.PROPERTY);
    }

    @Test
    void printsAReport() {
        assertThat(run("report", "daily_revenue")).isZero();
        assertThat(out.toString())
                .isEqualTo("date,daily_revenue\n2020-08-30,155.000000\n2020-08-31,50.000000\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void writesAReportToAFileAndOverAnOlderOne() throws IOException {
        Path file = home.resolve("day.csv");
        Files.writeString(file, "an older one");

        assertThat(run("report", "daily_revenue", "--date=2020-08-31", "--out=" + file)).isZero();

        assertThat(file).hasContent("date,daily_revenue\n2020-08-31,50.000000\n");
        assertThat(out.toString()).isEqualTo("1 row of daily_revenue in " + file + "\n");
        assertThat(home.toFile().list()).containsExactlyInAnyOrder("data", "day.csv");
    }

    @Test
    void printsACorrectedReport() {
        assertThat(run("report", "daily_revenue", "--corrected", "--date", "2020-08-30")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        date,daily_revenue,published,late,open,status
                        2020-08-30,159.000000,155.000000,4.000000,0.000000,PUBLISHED+LATE
                        """);
    }

    @Test
    void refusesAReportInOneLine() {
        refused(
                "report hourly",
                "'hourly' is no report of OUT; the reports are daily_revenue, revenue_15min,"
                        + " minmax_15min or count_revenue_15min");
        refused(
                "report daily_revenue --date=30.8.2020",
                "Invalid value for option '--date': '30.8.2020' is no date; write it as 2020-08-30");
        refused(
                "report daily_revenue --date=2020-09-01",
                "nothing of 2020-09-01 in daily_revenue of OUT is published; --corrected shows what is open.");
        refused(
                "report daily_revenue --output=HOME/nowhere",
                "no reports lie in HOME/nowhere: name their folder with --output.");
        refused(
                "report daily_revenue --out=HOME/nowhere/x.csv",
                "the folder of --out, HOME/nowhere, does not exist: make it first");
        refused(
                "report daily_revenue --out=OUT/daily_revenue/x.csv",
                "--out lies in the output itself, where it would be taken for a report: name a place outside of OUT");
    }

    @Test
    void aReportThatCannotBeWrittenIsOneLine() throws IOException {
        Files.writeString(home.resolve("file"), "x");

        assertThat(run("report", "daily_revenue", "--out=" + home.resolve("file/x.csv")))
                .isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void reconcilesToZeroAndAMismatchToOne() throws IOException {
        assertThat(run("reconcile")).isZero();
        assertThat(out.toString()).endsWith("\nEvery row is accounted for.\n");
        out.getBuffer().setLength(0);

        Files.delete(output.resolve("daily_revenue/dt=2020-08-31/b.csv"));

        assertThat(run("reconcile")).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "MISMATCH: day_total 2020-08-31: its windows sum up to 50.000000, and it is not in daily_revenue\n")
                .endsWith("\nReconciliation failed: 1 mismatch\n");
        out.getBuffer().setLength(0);

        assertThat(run("reconcile", "--date=2020-08-30")).isZero();
        out.getBuffer().setLength(0);
        assertThat(run("reconcile", "--json")).isEqualTo(1);
        assertThat(out.toString()).startsWith("{\n").contains("\"check\" : \"day_total\"");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void refusesToReconcileInOneLine() {
        refused(
                "reconcile --input=HOME/nowhere",
                "HOME/nowhere is no input folder: name the one that the job reads with --input.");
        refused(
                "reconcile --date=2020-09-01",
                "OUT has no rows of 2020-09-01; it has 2020-08-30 to 2020-08-31.");
    }

    @Test
    void comparesTwoOutputs() throws IOException {
        Path other = home.resolve("other");
        HandMadeOutput.closed().in(other);
        assertThat(run("compare", output.toString(), other.toString())).isZero();
        assertThat(text())
                .isEqualTo(
                        """
                        A is OUT
                        B is HOME/other
                        daily_revenue: same, 2 rows
                        revenue_15min: same, 5 rows
                        minmax_15min: same, 5 rows
                        count_revenue_15min: same, 5 rows
                        They are the same.
                        """);
        out.getBuffer().setLength(0);
        Files.writeString(
                other.resolve("revenue_15min/dt=2020-08-31/a.csv"),
                "2020-08-31 00:00:00,1,21.5\n2020-08-31 00:45:00,1,1\n2020-08-31 00:45:00,2,1\n");

        assertThat(run("compare", output.toString(), other.toString(), "--limit=2")).isEqualTo(1);

        assertThat(text())
                .contains(
                        """
                        revenue_15min: different, 5 rows in A and 7 rows in B: 2 only in B, 1 other values
                          RECORD_DATE               paytype  column           A     B     B - A
                          2020-08-31T00:00:00.000Z        1  revenue  20.000000  21.5  1.500000
                          2020-08-31T00:45:00.000Z        1  revenue                1
                          and 1 more; --limit shows more
                        minmax_15min: same, 5 rows
                        """)
                .endsWith("They differ.\n");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void refusesToCompareWithNothing() {
        refused(
                "compare OUT HOME/nowhere",
                "HOME/nowhere has none of the reports: name a folder that holds daily_revenue,"
                        + " revenue_15min, minmax_15min or count_revenue_15min, each a folder of CSV"
                        + " files or one file such as daily_revenue.csv.");
    }

    private void refused(String command, String line) {
        err.getBuffer().setLength(0);
        assertThat(run(placed(command).split(" "))).isEqualTo(2);
        String name = command.substring(0, command.indexOf(' '));
        assertThat(err.toString())
                .isEqualTo("./sms-reports %s: %s%n".formatted(name, placed(line)));
        assertThat(out.toString()).isEmpty();
    }

    private String placed(String text) {
        return text.replace("OUT", output.toString()).replace("HOME", home.toString());
    }

    private String text() {
        return out.toString().replace(output.toString(), "OUT").replace(home.toString(), "HOME");
    }

    private int run(String... arguments) {
        return SmsReports.run(
                Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
