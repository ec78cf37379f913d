package io.smsreports.reconcile.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.LocalOutput;
import io.smsreports.reconcile.output.CoreReport;
import io.smsreports.testing.HandMadeOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One report out of its part files, as published and corrected. */
final class CorrectedReportTest {

    private static final Optional<LocalDate> ALL = Optional.empty();
    private static final Optional<LocalDate> DAY_30 = Optional.of(LocalDate.of(2020, 8, 30));
    private static final Optional<LocalDate> DAY_31 = Optional.of(LocalDate.of(2020, 8, 31));

    @TempDir private Path folder;

    private Path reference;

    @BeforeEach
    void writeTheReference() throws IOException {
        reference = Files.writeString(folder.resolve("ref.csv"), "PayType,value\n1,Postpaid\n");
    }

    @Test
    void joinsPartFilesInOrderUnderOneHeader() throws Exception {
        HandMadeOutput.live().in(folder);

        assertThat(published(CoreReport.DAILY_REVENUE, ALL))
                .isEqualTo("date,daily_revenue\n2020-08-30,155.000000\n");
        assertThat(published(CoreReport.REVENUE_15MIN, ALL))
                .isEqualTo(
                        """
                        RECORD_DATE,paytype,revenue
                        2020-08-30T00:00:00.000Z,,5.000000
                        2020-08-30T00:00:00.000Z,0,100.000000
                        2020-08-30T23:45:00.000Z,0,50.000000
                        2020-08-31T00:00:00.000Z,1,20.000000
                        """);
        assertThat(published(CoreReport.MINMAX_15MIN, DAY_30))
                .isEqualTo(
                        """
                        RECORD_DATE,paytype,min_revenue,max_revenue
                        2020-08-30T00:00:00.000Z,,5.000000,5.000000
                        2020-08-30T00:00:00.000Z,0,-10.000000,60.000000
                        2020-08-30T23:45:00.000Z,0,50.000000,50.000000
                        """);
        assertThat(published(CoreReport.COUNT_REVENUE_15MIN, DAY_31))
                .isEqualTo(
                        """
                        RECORD_DATE,Pay_type,record_count,revenue
                        2020-08-31T00:00:00.000Z,Postpaid,2,20.000000
                        """);
    }

    @Test
    void correctsDays() throws Exception {
        HandMadeOutput.live().in(folder);

        assertThat(corrected(CoreReport.DAILY_REVENUE, ALL))
                .isEqualTo(
                        """
                        date,daily_revenue,published,late,open,status
                        2020-08-30,159.000000,155.000000,4.000000,0.000000,PUBLISHED+LATE
                        2020-08-31,50.000000,0.000000,0.000000,50.000000,OPEN
                        """);
    }

    @Test
    void correctsRevenueByWindow() throws Exception {
        HandMadeOutput.live().in(folder);

        assertThat(corrected(CoreReport.REVENUE_15MIN, ALL))
                .isEqualTo(
                        """
                        RECORD_DATE,paytype,revenue,published,late,open,status
                        2020-08-30T00:00:00.000Z,,5.000000,5.000000,0.000000,0.000000,PUBLISHED
                        2020-08-30T00:00:00.000Z,0,100.000000,100.000000,0.000000,0.000000,PUBLISHED
                        2020-08-30T00:00:00.000Z,7,4.000000,0.000000,4.000000,0.000000,PUBLISHED+LATE
                        2020-08-30T23:45:00.000Z,0,50.000000,50.000000,0.000000,0.000000,PUBLISHED
                        2020-08-31T00:00:00.000Z,1,20.000000,20.000000,0.000000,0.000000,PUBLISHED
                        2020-08-31T00:15:00.000Z,0,30.000000,0.000000,0.000000,30.000000,OPEN
                        """);
    }

    @Test
    void combinesTheSmallestAndTheGreatest() throws Exception {
        HandMadeOutput.live()
                .replace(
                        HandMadeOutput.LATE,
                        ",7,Unknown (7),2,4.000000,1.000000,3.000000,",
                        ",0,Prepaid,2,4.000000,-66.000000,70.000000,")
                .in(folder);

        assertThat(corrected(CoreReport.MINMAX_15MIN, ALL))
                .isEqualTo(
                        """
                        RECORD_DATE,paytype,min_revenue,max_revenue,published_min,published_max,late_min,late_max,open_min,open_max,status
                        2020-08-30T00:00:00.000Z,,5.000000,5.000000,5.000000,5.000000,,,,,PUBLISHED
                        2020-08-30T00:00:00.000Z,0,-66.000000,70.000000,-10.000000,60.000000,-66.000000,70.000000,,,PUBLISHED+LATE
                        2020-08-30T23:45:00.000Z,0,50.000000,50.000000,50.000000,50.000000,,,,,PUBLISHED
                        2020-08-31T00:00:00.000Z,1,8.000000,12.000000,8.000000,12.000000,,,,,PUBLISHED
                        2020-08-31T00:15:00.000Z,0,30.000000,30.000000,,,,,30.000000,30.000000,OPEN
                        """);
    }

    @Test
    void correctsCountsByTheLabelsOfTheReference() throws Exception {
        HandMadeOutput.live().in(folder);

        assertThat(corrected(CoreReport.COUNT_REVENUE_15MIN, ALL))
                .isEqualTo(
                        """
                        RECORD_DATE,Pay_type,record_count,revenue,published,late,open,status,published_records,late_records,open_records
                        2020-08-30T00:00:00.000Z,Prepaid,3,100.000000,100.000000,0.000000,0.000000,PUBLISHED,3,0,0
                        2020-08-30T00:00:00.000Z,Unknown,1,5.000000,5.000000,0.000000,0.000000,PUBLISHED,1,0,0
                        2020-08-30T00:00:00.000Z,Unknown (7),2,4.000000,0.000000,4.000000,0.000000,PUBLISHED+LATE,0,2,0
                        2020-08-30T23:45:00.000Z,Prepaid,1,50.000000,50.000000,0.000000,0.000000,PUBLISHED,1,0,0
                        2020-08-31T00:00:00.000Z,Postpaid,2,20.000000,20.000000,0.000000,0.000000,PUBLISHED,2,0,0
                        2020-08-31T00:15:00.000Z,Unknown (0),1,30.000000,0.000000,0.000000,30.000000,OPEN,0,0,1
                        """);
    }

    @Test
    void codesThatShareALabelAreOneOpenRow() throws Exception {
        Files.writeString(reference, "PayType,value\n0,Prepaid\n5,Prepaid\n");
        HandMadeOutput.live()
                .replace(
                        HandMadeOutput.OPEN,
                        ",0,1,30.000000,30.000000,30.000000\n",
                        """
                        ,0,1,10.000000,10.000000,10.000000
                        2020-09-01T00:00:10.000Z,2020-08-31T00:15:00.000Z,5,2,15.000000,5.000000,10.000000
                        2020-09-01T00:00:10.000Z,2020-08-31T00:15:00.000Z,,1,5.000000,5.000000,5.000000
                        """)
                .in(folder);

        assertThat(corrected(CoreReport.COUNT_REVENUE_15MIN, DAY_31))
                .contains(
                        "00:15:00.000Z,Prepaid,3,25.000000,0.000000,0.000000,25.000000,OPEN,0,0,3\n",
                        "00:15:00.000Z,Unknown,1,5.000000,0.000000,0.000000,5.000000,OPEN,0,0,1\n");
    }

    @Test
    void anOutputWithoutOpenWindowsNeedsNoReference() throws Exception {
        HandMadeOutput.closed().in(folder);
        Files.delete(reference);

        assertThat(corrected(CoreReport.COUNT_REVENUE_15MIN, ALL)).contains("Prepaid,1,30.000000");

        HandMadeOutput.live().in(folder);
        Files.delete(folder.resolve("revenue_15min/dt=2020-08-31/b.csv"));
        Files.delete(folder.resolve("minmax_15min/dt=2020-08-31/b.csv"));
        Files.delete(folder.resolve("count_revenue_15min/dt=2020-08-31/b.csv"));
        Files.delete(folder.resolve("daily_revenue/dt=2020-08-31/b.csv"));
        assertThatThrownBy(() -> corrected(CoreReport.COUNT_REVENUE_15MIN, ALL))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.REFERENCE_INVALID)
                .hasMessageContaining("no such file");
    }

    /**
     * The newest record is of 00:20 and the delay 10 minutes: what ends after 00:10 was not over.
     */
    @Test
    void marksWhatTheOperatorClosed() throws Exception {
        HandMadeOutput.closed().in(folder);

        assertThat(corrected(CoreReport.DAILY_REVENUE, ALL))
                .isEqualTo(
                        """
                        date,daily_revenue,published,late,open,status
                        2020-08-30,159.000000,155.000000,4.000000,0.000000,PUBLISHED+LATE
                        2020-08-31,50.000000,50.000000,0.000000,0.000000,closed by operator
                        """);
        assertThat(corrected(CoreReport.REVENUE_15MIN, ALL))
                .contains(
                        "23:45:00.000Z,0,50.000000,50.000000,0.000000,0.000000,PUBLISHED\n",
                        "2020-08-31T00:00:00.000Z,1,20.000000,20.000000,0.000000,0.000000,closed by operator\n",
                        "2020-08-31T00:15:00.000Z,0,30.000000,30.000000,0.000000,0.000000,closed by operator\n");
    }

    @Test
    void aWindowIsNotClosedByTheOperatorWhenARecordCameADelayAfterItsEnd() throws Exception {
        HandMadeOutput.closed()
                .replace(
                        HandMadeOutput.LEDGER,
                        "2020-08-31T00:20:00.000Z",
                        "2020-08-31T00:25:00.000Z")
                .in(folder);

        assertThat(corrected(CoreReport.REVENUE_15MIN, ALL))
                .contains(
                        "2020-08-31T00:00:00.000Z,1,20.000000,20.000000,0.000000,0.000000,PUBLISHED\n",
                        "2020-08-31T00:15:00.000Z,0,30.000000,30.000000,0.000000,0.000000,closed by operator\n");
    }

    @Test
    void refusesAReportWithADoubledRow() throws Exception {
        HandMadeOutput.closed()
                .copy(HandMadeOutput.DAILY, "daily_revenue/dt=2020-08-30/again.csv")
                .in(folder);

        assertThatThrownBy(() -> published(CoreReport.DAILY_REVENUE, ALL))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_DAMAGED)
                .hasMessage(
                        "daily_revenue of %s cannot be reported: 2020-08-30: it is there once more in daily_revenue/dt=2020-08-30/daily_revenue-run-a-0.csv; ./sms-reports reconcile prints more",
                        folder);
        assertThat(published(CoreReport.REVENUE_15MIN, ALL)).isNotEmpty();
    }

    @Test
    void refusesToCorrectReportsThatDoNotAgree() throws Exception {
        HandMadeOutput.live()
                .replace(HandMadeOutput.OPEN_DAILY, "50.000000", "51.000000")
                .in(folder);

        assertThatThrownBy(() -> corrected(CoreReport.DAILY_REVENUE, ALL))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_DAMAGED)
                .hasMessageContaining(
                        "2020-08-31: open_daily.csv has 51.000000, published and open windows sum up to 50.000000");
        assertThat(corrected(CoreReport.DAILY_REVENUE, DAY_30)).contains("159.000000");
    }

    @Test
    void refusesToCorrectAnOutputWhoseSqlLeftOutAReport() throws Exception {
        HandMadeOutput.live()
                .replace(
                        HandMadeOutput.RUN,
                        "\"reports\": []",
                        """
                        "reports": [{"name": "daily_revenue", "columns": [
                         {"name": "date", "type": "STRING"},
                         {"name": "daily_revenue", "type": "DECIMAL(38, 6)"}],
                         "key": ["date"], "streamingOnly": false}]""")
                .in(folder);

        assertThatThrownBy(() -> corrected(CoreReport.DAILY_REVENUE, ALL))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessageContaining("do not define revenue_15min with the columns");
        assertThat(published(CoreReport.DAILY_REVENUE, ALL)).contains("155.000000");
    }

    @Test
    void addsUpLateRowsOfOneWindow() throws Exception {
        HandMadeOutput.closed()
                .change(
                        HandMadeOutput.LATE,
                        text ->
                                text
                                        + "2020-08-30T00:00:00.000Z,7,Unknown (7),1,-9.000000,-9.000000,-9.000000,a.csv,2020-09-01T00:00:12.000Z\n")
                .in(folder);

        assertThat(corrected(CoreReport.REVENUE_15MIN, DAY_30))
                .contains(
                        "2020-08-30T00:00:00.000Z,7,-5.000000,0.000000,-5.000000,0.000000,PUBLISHED+LATE\n");
        assertThat(corrected(CoreReport.MINMAX_15MIN, DAY_30))
                .contains(
                        "2020-08-30T00:00:00.000Z,7,-9.000000,3.000000,,,-9.000000,3.000000,,,PUBLISHED+LATE\n");
        assertThat(corrected(CoreReport.COUNT_REVENUE_15MIN, DAY_30))
                .contains(
                        "2020-08-30T00:00:00.000Z,Unknown (7),3,-5.000000,0.000000,-5.000000,0.000000,PUBLISHED+LATE,0,3,0\n");
    }

    @Test
    void namesTheDateThatHasNothing() throws Exception {
        HandMadeOutput.live().in(folder);

        assertThatThrownBy(() -> published(CoreReport.DAILY_REVENUE, DAY_31))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessage(
                        "nothing of 2020-08-31 in daily_revenue of %s is published; --corrected shows what is open.",
                        folder);
        assertThatThrownBy(
                        () ->
                                corrected(
                                        CoreReport.DAILY_REVENUE,
                                        Optional.of(LocalDate.of(2020, 9, 2))))
                .hasMessage("nothing of 2020-09-02 in daily_revenue of %s.", folder);
    }

    private String published(CoreReport name, Optional<LocalDate> date) throws Exception {
        return text(PublishedReport.of(source(name, date)));
    }

    private String corrected(CoreReport name, Optional<LocalDate> date) throws Exception {
        return text(
                CorrectedReport.of(
                        source(name, date),
                        org.apache.flink.core.fs.Path.fromLocalFile(reference.toFile())));
    }

    private ReportSource source(CoreReport name, Optional<LocalDate> date) {
        return new ReportSource(LocalOutput.opened(folder), name.definition(), date);
    }

    private static String text(ReportTable table) throws IOException {
        return new String(table.csv(), StandardCharsets.UTF_8);
    }
}
