package io.smsreports.reconcile.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.compare.ReportComparison.Kind;
import io.smsreports.reconcile.output.CoreReport;
import io.smsreports.testing.HandMadeOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs of any layout against each other. */
final class ReportComparisonTest {

    @TempDir private Path folder;

    private Path ours;
    private Path theirs;

    @BeforeEach
    void writeOurs() throws IOException {
        ours = folder.resolve("ours");
        theirs = folder.resolve("theirs");
        HandMadeOutput.closed().in(ours);
    }

    @Test
    void anOutputIsTheSameAsItself() throws Exception {
        assertThat(compare(ours, ours))
                .hasSize(4)
                .allMatch(ReportComparison::isSame)
                .extracting(report -> report.rowsInA().orElseThrow())
                .containsExactly(2L, 5L, 5L, 5L);
    }

    /** Part files without a header, single files, other digits and other spellings of a time. */
    @Test
    void findsTheReplacedSystemsLayoutTheSame() throws Exception {
        write("daily_revenue.csv", "2020-08-31,50\n2020-08-30,1.55E2\n");
        write(
                "revenue_15min/part-00000-0f.csv",
                """
                2020-08-30T00:00:00.000Z,"",5.0
                2020-08-30 00:00:00,0,100.000000
                2020-08-30T23:45:00.000+00:00,0,50.000000000000
                """);
        write("revenue_15min/part-00001-1f.csv", "");
        write("revenue_15min/_SUCCESS", "");
        write("revenue_15min/.part-00000-0f.csv.crc", "crc");
        write(
                "revenue_15min/part-00002-2f.csv",
                "2020-08-31T02:00:00.000+02:00,1.0,20.00\n2020-08-31 00:15:00.0,0,30\n");
        write(
                "minmax_15min.csv/part-0.csv",
                """
                \uFEFFPAYTYPE,record_date,max_revenue,min_revenue\r
                0,2020/08/30 23:45:00,50,50\r
                ,2020/08/30 00:00:00,5,5\r
                0,2020/08/30 00:00:00,60,-10\r
                1,2020/08/31 00:00:00,12,8\r
                0,2020/08/31 00:15:00,30,30\r
                """);
        Path zipped = theirs.resolve("count_revenue_15min/part-0.csv.gz");
        Files.createDirectories(zipped.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
            out.write(
                    """
                    2020-08-30 00:00:00,Prepaid,3,100
                    2020-08-30 00:00:00,Unknown,1,5
                    2020-08-30 23:45:00,Prepaid,1,50
                    2020-08-31 00:00:00,Postpaid,2,20
                    2020-08-31 00:15:00,Prepaid,1,30
                    """
                            .getBytes(StandardCharsets.UTF_8));
        }

        assertThat(compare(ours, theirs)).hasSize(4).allMatch(ReportComparison::isSame);
    }

    @Test
    void findsEachKindOfDifference() throws Exception {
        write(
                "revenue_15min.csv",
                """
                RECORD_DATE,paytype,revenue
                2020-08-30T00:00:00.000Z,0,100.5
                2020-08-30T23:45:00.000Z,0,25
                2020-08-30T23:45:00.000Z,0,25
                2020-08-31T00:00:00.000Z,1,20
                2020-08-31T00:15:00.000Z,0,30
                2020-08-31T00:30:00.000Z,0,1
                """);

        ReportComparison report = only(compare(ours, theirs), CoreReport.REVENUE_15MIN);

        assertThat(report.isSame()).isFalse();
        assertThat(report.differences())
                .extracting(
                        found ->
                                "%s %s %s A:%s B:%s %s"
                                        .formatted(
                                                found.kind(),
                                                found.key(),
                                                found.column(),
                                                found.inA(),
                                                found.inB(),
                                                found.more().map(Object::toString).orElse("-")))
                .containsExactly(
                        "ONLY_IN_A [2020-08-30T00:00:00.000Z, ] revenue A:5.000000 B: -",
                        "OTHER_VALUE [2020-08-30T00:00:00.000Z, 0] revenue A:100.000000 B:100.5 0.500000",
                        "OTHER_ROWS [2020-08-30T23:45:00.000Z, 0] revenue A:50.000000 B:25 | 25 -",
                        "ONLY_IN_B [2020-08-31T00:30:00.000Z, 0] revenue A: B:1 -");
    }

    @Test
    void countsEachKindOfDifference() throws Exception {
        write("daily_revenue.csv", "2020-08-30,156\n2020-09-01,1\n2020-09-02,1\n");

        ReportComparison report = only(compare(ours, theirs), CoreReport.DAILY_REVENUE);

        assertThat(report.count(Kind.OTHER_VALUE)).isEqualTo(1);
        assertThat(report.count(Kind.ONLY_IN_A)).isEqualTo(1);
        assertThat(report.count(Kind.ONLY_IN_B)).isEqualTo(2);
        assertThat(report.count(Kind.OTHER_ROWS)).isZero();
    }

    @Test
    void ordersCodesByTheirSizeWithoutOneFirst() throws Exception {
        write(
                "revenue_15min.csv",
                """
                2020-09-01T00:00:00.000Z,10,1
                2020-09-01T00:00:00.000Z,9,1
                2020-09-01T00:00:00.000Z,,1
                """);

        assertThat(keysOnlyInB(only(compare(ours, theirs), CoreReport.REVENUE_15MIN)))
                .extracting(key -> key.get(1))
                .containsExactly("", "9", "10");
    }

    @Test
    void comparesRepeatedRowsByTheirValues() throws Exception {
        ours = folder.resolve("repeated");
        Files.createDirectories(ours);
        Files.writeString(
                ours.resolve("daily_revenue.csv"), "2020-08-30,1\n2020-08-30,2\n2020-08-31,5\n");

        write("daily_revenue.csv", "2020-08-30,2.0\n2020-08-30,1.00\n2020-08-31,5\n");
        assertThat(only(compare(ours, theirs), CoreReport.DAILY_REVENUE).isSame()).isTrue();

        write("daily_revenue.csv", "2020-08-30,2\n2020-08-30,3\n2020-08-31,5\n");
        assertThat(only(compare(ours, theirs), CoreReport.DAILY_REVENUE).differences())
                .extracting(found -> found.kind() + " " + found.inA() + " : " + found.inB())
                .containsExactly("OTHER_ROWS 1 | 2 : 2 | 3");
    }

    /** What is no date, time or code is a key all the same, and another one than any other. */
    @Test
    void comparesKeysThatCannotBeUnderstoodAsTheyAre() throws Exception {
        write("daily_revenue.csv", "yesterday,155\ntoday,50\n");
        write("revenue_15min.csv", "noon,one,1\nmidnight,two,2\n");

        List<ReportComparison> reports = compare(ours, theirs);

        assertThat(keysOnlyInB(only(reports, CoreReport.DAILY_REVENUE)))
                .containsExactly(List.of("today"), List.of("yesterday"));
        assertThat(keysOnlyInB(only(reports, CoreReport.REVENUE_15MIN)))
                .containsExactly(List.of("midnight", "two"), List.of("noon", "one"));
    }

    private static List<List<String>> keysOnlyInB(ReportComparison report) {
        return report.differences().stream()
                .filter(found -> found.kind() == Kind.ONLY_IN_B)
                .map(ReportComparison.Difference::key)
                .toList();
    }

    @Test
    void aReportThatOneOfThemLacksIsADifference() throws Exception {
        write("daily_revenue.csv", "2020-08-30,155\n2020-08-31,50\n");

        List<ReportComparison> reports = compare(ours, theirs);

        assertThat(reports)
                .extracting(ReportComparison::isSame)
                .containsExactly(true, false, false, false);
        assertThat(only(reports, CoreReport.MINMAX_15MIN).rowsInB()).isEmpty();
    }

    @Test
    void comparesOneReportByItsOwnPlace() throws Exception {
        write("daily_revenue.csv", "2020-08-30,155\n2020-08-31,51\n");

        List<ReportComparison> reports =
                compare(ours.resolve("daily_revenue"), theirs.resolve("daily_revenue.csv"));

        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).count(Kind.OTHER_VALUE)).isEqualTo(1);
    }

    /** What its columns are says the run.json of the output that it lies in. */
    @Test
    void comparesAReportOfTheUsersOwnSqlByItsPlace() throws Exception {
        HandMadeOutput.closed()
                .replace(
                        HandMadeOutput.RUN,
                        "\"reports\": []",
                        """
                        "reports": [{"name": "hourly", "columns":
                         [{"name": "at", "type": "TIMESTAMP(3)"}, {"name": "rows", "type": "BIGINT"}],
                         "key": ["at"], "streamingOnly": false}]""")
                .put("hourly/dt=2020-08-30/a.csv", "at,rows\n2020-08-30T10:00:00.000Z,3\n")
                .in(ours);
        write("hourly.csv", "2020-08-30 10:00:00,4\n");

        List<ReportComparison> reports =
                compare(ours.resolve("hourly"), theirs.resolve("hourly.csv"));

        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).count(Kind.OTHER_VALUE)).isEqualTo(1);
    }

    @Test
    void refusesWhatItCannotRead() throws Exception {
        assertThatThrownBy(() -> compare(ours, folder.resolve("nothing")))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessageStartingWith(folder.resolve("nothing") + " has none of the reports:");

        write("daily_revenue.csv", "2020-08-30,155\n2020-08-31,50,1\n");
        assertThatThrownBy(() -> compare(ours, theirs))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessage(
                        "%s/daily_revenue.csv:2: 3 columns instead of date,daily_revenue", theirs);

        write("daily_revenue.csv", "2020-08-30,155,1\n2020-08-31,50\n");
        assertThatThrownBy(() -> compare(ours, theirs))
                .isInstanceOf(SmsReportsException.class)
                .hasMessage(
                        "%s/daily_revenue.csv:1: 3 columns instead of date,daily_revenue", theirs);

        write("daily_revenue.csv", "day,revenue\n2020-08-30,155\n");
        assertThatThrownBy(() -> compare(ours, theirs))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessageEndingWith(
                        "daily_revenue.csv:1: daily_revenue is 'revenue' and not a number");
    }

    private void write(String name, String content) throws IOException {
        Path file = theirs.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private static ReportComparison only(List<ReportComparison> reports, CoreReport name) {
        return reports.stream()
                .filter(report -> report.report().equals(name.definition()))
                .findFirst()
                .orElseThrow();
    }

    private static List<ReportComparison> compare(Path a, Path b) throws Exception {
        return ReportComparison.of(path(a), path(b));
    }

    private static org.apache.flink.core.fs.Path path(Path local) {
        return org.apache.flink.core.fs.Path.fromLocalFile(local.toFile());
    }
}
