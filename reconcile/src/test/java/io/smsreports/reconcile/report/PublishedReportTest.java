package io.smsreports.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.ReportDefinition.Column;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.LocalOutput;
import io.smsreports.reconcile.output.Check;
import io.smsreports.reconcile.output.CoreReport;
import io.smsreports.reconcile.output.Mismatch;
import io.smsreports.reconcile.output.OutputTotals;
import io.smsreports.reconcile.output.PublishedFolder;
import io.smsreports.testing.HandMadeOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports of a user's own SQL, of which nothing is known but their columns; and the four. */
final class PublishedReportTest {

    private static final String FILE = "tariffs/dt=2020-08-30/tariffs-run-a-0.csv";
    private static final String HEADER = "at,code,rate,label,rows,average\n";

    private static final String HEARTBEAT =
            """
            {"runId": "20200901t000000-0001", "owner": "o", "jobId": "j",
             "process": {"host": "elsewhere", "namespace": "", "pid": 1},
             "at": "2020-09-01T00:00:10Z", "beat": 7, "interval": "PT5S"}
            """;

    private static final ReportDefinition TARIFFS =
            new ReportDefinition(
                    "tariffs",
                    List.of(
                            new Column("at", "TIMESTAMP(3)"),
                            new Column("code", "INT"),
                            new Column("rate", "DECIMAL(10, 2)"),
                            new Column("label", "STRING"),
                            new Column("rows", "BIGINT"),
                            new Column("average", "DECIMAL(38, 6)")),
                    List.of("at", "code", "rate", "label"),
                    false);

    @TempDir private Path folder;

    /** Numbers by their size, nothing first, figures with the decimals of their column. */
    @Test
    void readsAnyKeysAndFiguresInTheOrderOfTheReport() throws Exception {
        assertThat(
                        published(
                                """
                                2020-08-30T10:07:00.000Z,10,1.50,b,3,2.5
                                2020-08-30T10:07:00.000Z,9,10.25,a,3,2.123456
                                2020-08-30T10:07:00.000Z,9,9.75,a,,
                                2020-08-30T10:07:00.000Z,,1.50,a,1,1
                                """))
                .isEqualTo(
                        HEADER
                                + """
                                2020-08-30T10:07:00.000Z,,1.50,a,1,1.000000
                                2020-08-30T10:07:00.000Z,9,9.75,a,,
                                2020-08-30T10:07:00.000Z,9,10.25,a,3,2.123456
                                2020-08-30T10:07:00.000Z,10,1.50,b,3,2.500000
                                """);
    }

    /** Which date a row of a user's own report belongs to is for its SQL to decide. */
    @Test
    void aRowOfTheUsersOwnReportMayLieInAnyFolder() throws Exception {
        assertThat(published("2020-08-31T10:00:00.000Z,1,1.00,a,3,2.5\n"))
                .contains("2020-08-31T10:00:00.000Z,1,1.00,a,3,2.500000");
    }

    @Test
    void keepsDecimalsThatTheReportDoesNotHave() throws Exception {
        assertThat(published("2020-08-30T10:00:00.000Z,1,1.00,a,3,2.1234567\n"))
                .endsWith(",3,2.1234567\n");
    }

    @Test
    void namesARowThatIsThereTwiceByItsKey() {
        assertThatThrownBy(
                        () ->
                                published(
                                        """
                                        2020-08-30T10:00:00.000Z,,1.50,a,1,1
                                        2020-08-30T10:00:00.000Z,,1.50,a,1,1
                                        """))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_DAMAGED)
                .hasMessage(
                        "tariffs of %s cannot be reported: tariffs 2020-08-30T10:00:00Z code (none) rate 1.50 a: it is there once more in %s; ./sms-reports reconcile prints more",
                        folder, FILE);
    }

    @Test
    void isOfOneDateIfAskedTo() throws Exception {
        HandMadeOutput.closed()
                .put(FILE, HEADER + "2020-08-30T10:00:00.000Z,1,1.00,a,3,2.5\n")
                .in(folder);

        assertThat(table(TARIFFS, Optional.of(LocalDate.of(2020, 8, 30))).rows()).hasSize(1);
        assertThatThrownBy(() -> table(TARIFFS, Optional.of(LocalDate.of(2020, 8, 31))))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessage("nothing of 2020-08-31 in tariffs of %s is published.", folder);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    DAILY_REVENUE | daily_revenue/dt=2020-08-30/moved.csv | date,daily_revenue\\n2020-08-29,1.0\\n | it holds a row of 2020-08-29, which belongs in dt=2020-08-29
                    REVENUE_15MIN | revenue_15min/dt=2020-08-30/moved.csv | RECORD_DATE,paytype,revenue\\n2020-08-29T10:00:00.000Z,1,1.0\\n | it holds a row of 2020-08-29, which belongs in dt=2020-08-29
                    DAILY_REVENUE | daily_revenue/dt=2020-08-30/empty.csv | date,daily_revenue\\n2020-08-30,\\n | daily_revenue is '' and not a number
                    REVENUE_15MIN | revenue_15min/dt=2020-08-30/minute.csv | RECORD_DATE,paytype,revenue\\n2020-08-30T10:07:00.000Z,1,1.0\\n | RECORD_DATE is 2020-08-30T10:07:00Z, where no window begins
                    """)
    void refusesOneOfTheFourThatIsNotAsTheJobWritesIt(
            CoreReport report, String file, String content, String problem) throws Exception {
        HandMadeOutput.closed().put(file, content.translateEscapes()).in(folder);

        assertThatThrownBy(() -> table(report.definition(), Optional.empty()))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_DAMAGED)
                .hasMessageContaining(problem);
    }

    @Test
    void correctsOnlyTheFour() throws Exception {
        HandMadeOutput.closed().in(folder);
        ReportSource source =
                new ReportSource(LocalOutput.opened(folder), TARIFFS, Optional.empty());

        assertThatThrownBy(
                        () ->
                                CorrectedReport.of(
                                        source, new org.apache.flink.core.fs.Path("/none.csv")))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessage(
                        "--corrected is for daily_revenue, revenue_15min, minmax_15min, count_revenue_15min: of tariffs nothing is known but what is published.");
    }

    /** The job lives: what does not add up may be the first part of a commit. */
    @Test
    void isReadAgainUntilItAddsUpWhileTheJobLives() throws Exception {
        HandMadeOutput output = HandMadeOutput.live().put("_sms-reports/heartbeat.json", HEARTBEAT);
        output.in(folder);
        ReportDefinition report = CoreReport.DAILY_REVENUE.definition();
        List<Integer> rowsRead = new ArrayList<>();

        OutputTotals totals =
                new ReportSource(LocalOutput.opened(folder), report, Optional.empty())
                        .read(
                                List.of(PublishedFolder.rowsOf(report)),
                                read -> {
                                    rowsRead.add(read.rows.get(report.name()).size());
                                    if (rowsRead.size() > 1) {
                                        return List.of();
                                    }
                                    publishAnotherDay(output);
                                    return List.of(
                                            new Mismatch(
                                                    Check.DAY_TOTAL, Optional.empty(), "", ""));
                                });

        assertThat(rowsRead).startsWith(1, 2);
        assertThat(totals.rows.get(report.name())).hasSize(2);
    }

    private void publishAnotherDay(HandMadeOutput output) {
        try {
            output.put(
                            "daily_revenue/dt=2020-08-31/b.csv",
                            "date,daily_revenue\n2020-08-31,50.000000\n")
                    .in(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String published(String rows) throws Exception {
        HandMadeOutput.closed().put(FILE, HEADER + rows).in(folder);
        return new String(table(TARIFFS, Optional.empty()).csv(), StandardCharsets.UTF_8);
    }

    private ReportTable table(ReportDefinition report, Optional<LocalDate> date) throws Exception {
        return PublishedReport.of(new ReportSource(LocalOutput.opened(folder), report, date));
    }
}
