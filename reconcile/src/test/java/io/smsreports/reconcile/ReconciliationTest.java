package io.smsreports.reconcile;

import static io.smsreports.testing.HandMadeOutput.COUNT;
import static io.smsreports.testing.HandMadeOutput.DAILY;
import static io.smsreports.testing.HandMadeOutput.FILE_DAYS;
import static io.smsreports.testing.HandMadeOutput.LATE;
import static io.smsreports.testing.HandMadeOutput.LEDGER;
import static io.smsreports.testing.HandMadeOutput.MINMAX;
import static io.smsreports.testing.HandMadeOutput.OPEN;
import static io.smsreports.testing.HandMadeOutput.OPEN_DAILY;
import static io.smsreports.testing.HandMadeOutput.REJECTED;
import static io.smsreports.testing.HandMadeOutput.REVENUE;
import static io.smsreports.testing.HandMadeOutput.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.ReconciliationReport.Result;
import io.smsreports.reconcile.output.Check;
import io.smsreports.reconcile.output.CoreReport;
import io.smsreports.reconcile.output.Mismatch;
import io.smsreports.reconcile.report.CorrectedStatus;
import io.smsreports.reconcile.report.PublishedReport;
import io.smsreports.reconcile.report.ReportSource;
import io.smsreports.testing.HandMadeOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reconciliation of outputs that are right, and of ones that are spoilt in one place each. */
final class ReconciliationTest {

    private static final LocalDate DAY_30 = LocalDate.of(2020, 8, 30);
    private static final LocalDate DAY_31 = LocalDate.of(2020, 8, 31);

    @TempDir private Path temporary;

    private Path folder;

    @BeforeEach
    void makeRoomForInputAndOutput() {
        folder = temporary.resolve("out");
    }

    @Test
    void aClosedOutputBalancesToTheRow() throws Exception {
        ReconciliationReport report = reconciled(HandMadeOutput.closed());

        assertThat(report.mismatches()).isEmpty();
        assertThat(report.inProgress()).isEmpty();
        assertThat(report.complete()).isTrue();
        assertThat(
                        String.join("\n", ReconciliationText.of(report))
                                .replace(folder.toString(), "OUT"))
                .isEqualTo(
                        """
                        Output OUT: streaming run 20200901t000000-0001, closed by drain at 2020-09-01T00:01:00Z

                          date           status              rows  gross debits   reversals      late      open         net  rejected     at risk  result
                          2020-08-30     PUBLISHED+LATE         7    169.000000  -10.000000  4.000000  0.000000  159.000000         2    7.000000  ok
                          2020-08-31     closed by operator     3     50.000000    0.000000  0.000000  0.000000   50.000000         0    0.000000  ok
                          (other dates)                                                                                             1  123.450000
                          (no date)                                                                                                 1    0.000000
                          all days                             10    219.000000  -10.000000  4.000000  0.000000  209.000000

                        files in the ledger: 2: 1 OK, 1 TRUNCATED
                        not read to their end: b,1.csv TRUNCATED
                        windows without any record: 2020-08-30T00:15:00Z to 2020-08-30T23:45:00Z (94)

                        Every row is accounted for.""");
    }

    @Test
    void aLiveOutputBalancesWithItsOpenWindows() throws Exception {
        ReconciliationReport report = reconciled(HandMadeOutput.live());

        assertThat(report.mismatches()).isEmpty();
        assertThat(report.inProgress()).isEmpty();
        assertThat(report.complete()).isFalse();
        assertThat(report.days())
                .extracting(ReconciliationReport.Day::status)
                .containsExactly(CorrectedStatus.PUBLISHED_AND_LATE, CorrectedStatus.OPEN);
        assertThat(report.days().get(1).open()).isEqualByComparingTo("30");
        assertThat(report.days().get(1).net()).isEqualByComparingTo("50");
    }

    /** The storage refused the file before, or it was gone; then its turn came again. */
    @Test
    void anAttemptThatCameToNothingStandsBesideTheRowOfTheFile() throws Exception {
        HandMadeOutput closed = HandMadeOutput.closed();
        String nothing = ",0,0,0,0,0,0,0,0,0,0,0,0,0,0.000000,,,";
        closed.replace(
                LEDGER,
                "a.csv,100,OK",
                "a.csv,120,UNREADABLE"
                        + nothing
                        + "2020-09-01T00:00:00.000Z\n"
                        + "new.csv,120,UNREADABLE"
                        + nothing
                        + "2020-09-01T01:00:00.000Z\n"
                        + "new.csv,120,MISSING"
                        + nothing
                        + "2020-09-01T00:30:00.000Z\n"
                        + "a.csv,100,OK");

        ReconciliationReport report = reconciled(closed);

        assertThat(report.mismatches()).isEmpty();
        assertThat(report.filesNotWhole())
                .containsEntry("new.csv", "UNREADABLE")
                .doesNotContainKey("a.csv");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    a row of report 2 is gone | REVENUE_2 | drop | | REPORTS_AGREE DAY_TOTAL DAY_REVENUE
                    an amount of report 2 is another one | REVENUE | 0,100.000000 | 0,100.000001 | REPORTS_AGREE DAY_TOTAL DAY_REVENUE
                    a row of report 3 is gone | MINMAX | 2020-08-30T00:00:00.000Z,,.*\\n | | REPORTS_AGREE
                    a row of report 3 is of another paytype | MINMAX | Z,,5.0 | Z,3,5.0 | REPORTS_AGREE
                    report 3 has a row that report 2 lacks | MINMAX | \\z | 2020-08-30T00:00:00.000Z,3,5.0,5.0\\n | REPORTS_AGREE
                    a minimum of report 3 is above its maximum | MINMAX | -10.000000 | 61.000000 | PLAUSIBLE_BOUNDS
                    a maximum of report 3 cannot make the revenue | MINMAX | 60.000000 | 6.000000 | PLAUSIBLE_BOUNDS
                    an amount of report 4 is another one | COUNT | 3,100.000000 | 3,99.000000 | REPORTS_AGREE DAY_TOTAL
                    a count of report 4 is another one | COUNT | 3,100.000000 | 4,100.000000 | DAY_ROWS
                    a row of report 4 is gone | COUNT | .*23:45.*\\n | | REPORTS_AGREE DAY_TOTAL DAY_ROWS
                    the amount of a day is another one | DAILY | 155 | 156 | DAY_TOTAL
                    a day is gone | DAILY | drop | | DAY_TOTAL
                    report 1 is published twice | DAILY | copy | | PUBLISHED_ONCE
                    report 2 is published twice | REVENUE | copy | | PUBLISHED_ONCE
                    report 3 is published twice | MINMAX | copy | | PUBLISHED_ONCE
                    report 4 is published twice | COUNT | copy | | PUBLISHED_ONCE
                    a file lies in another date's folder | REVENUE_2 | move | revenue_15min/dt=2020-08-31/moved.csv | RIGHT_FOLDER
                    a day lies in another date's folder | DAILY | move | daily_revenue/dt=2020-08-31/moved.csv | RIGHT_FOLDER
                    counts lie in another date's folder | COUNT | move | count_revenue_15min/dt=2020-08-31/moved.csv | RIGHT_FOLDER
                    a file lies in no date's folder | REVENUE_2 | move | revenue_15min/moved.csv | RIGHT_FOLDER
                    a file is cut off within its last number | DAILY | 0\\n\\z | | READABLE
                    a number is none | DAILY | 155.000000 | 155,000000 | READABLE DAY_TOTAL
                    another program's file lies in a report | RUN | copy | daily_revenue/dt=2020-08-30/notes.txt | READABLE
                    a window begins at another minute | REVENUE_2 | 23:45 | 23:44 | READABLE REPORTS_AGREE DAY_TOTAL DAY_REVENUE
                    a file is in the ledger twice | LEDGER | copy | | FILE_ONCE
                    a ledger file lies in another day's folder | LEDGER | move | file_ledger/dt=2020-09-02/a.csv | RIGHT_FOLDER
                    a file is in no ledger | LEDGER | "b,1.csv".*\\n | | FILE_IN_LEDGER
                    a file has nothing but late and rejected rows | LEDGER FILE_DAYS FILE_DAYS_31 | "b,1.csv".*\\n | | FILE_IN_LEDGER DAY_ROWS DAY_REVENUE
                    a file has nothing but rejected rows | REJECTED | \\z | c.csv,17,BAD_AMOUNT,2020-08-30T10:00:00.000Z,,x\\n | FILE_IN_LEDGER
                    rows of a file are not accepted + rejected | LEDGER | OK,8,6,0,2 | OK,9,6,0,2 | FILE_ROWS
                    accepted rows of a file are others than by day | LEDGER | OK,8,6,0,2 | OK,9,7,0,2 | FILE_DAYS
                    late rows of a file are others than in late_revenue | LEDGER | 6,4,2,2 | 6,4,1,2 | FILE_DAYS LATE_ROWS
                    rejected rows of a file are not those of its reasons | LEDGER | OK,8,6,0,2 | OK,9,6,0,3 | FILE_REASONS
                    a reason is another one | LEDGER | 6,0,2,0,0,0,0,1,1 | 6,0,2,0,0,0,1,0,1 | REJECTED_ROWS
                    the revenue of a file is another one | LEDGER | 167.000000 | 167.100000 | FILE_DAYS
                    accepted rows of a file's day are others | FILE_DAYS | a.csv,5,0 | a.csv,6,0 | FILE_DAYS DAY_ROWS
                    debits of a file's day are others | FILE_DAYS | 165.000000 | 166.000000 | FILE_DAY DAY_REVENUE
                    revenue of a file's day is another one | FILE_DAYS | 155.000000 | 154.000000 | FILE_DAY FILE_DAYS
                    a file's day is there twice | FILE_DAYS | copy | | FILE_DAY
                    the days of a file are gone | FILE_DAYS | drop | | FILE_DAYS DAY_ROWS DAY_REVENUE
                    a rejected row is gone | REJECTED | a.csv,17,.*\\n | | REJECTED_ROWS
                    rejected rows are there twice | REJECTED | copy | | REJECTED_ROWS
                    late money is gone | LATE | drop | | LATE_ROWS DAY_ROWS DAY_REVENUE
                    late money is there twice | LATE | copy | | LATE_ROWS DAY_ROWS DAY_REVENUE
                    late money is another amount | LATE | ,4.000000, | ,4.000001, | DAY_REVENUE
                    a window is still open | OPEN | \\z | 2020-09-01T00:00:10.000Z,2020-08-31T00:30:00.000Z,0,1,3.0,3.0,3.0\\n | NOTHING_OPEN DAY_ROWS DAY_REVENUE
                    the ledger says that a file was changed after it was read | LEDGER | \\z | a.csv,120,CHANGED_AFTER_READ,0,0,0,0,0,0,0,0,0,0,0,0,0,0.000000,,,2020-09-01T01:00:00.000Z\\n | FILE_UNCHANGED
                    """)
    void findsAndNamesWhatIsWrongInAClosedOutput(
            String how, String files, String change, String by, String checks) throws Exception {
        assertThat(checks(reconciled(spoilt(HandMadeOutput.closed(), files, change, by))))
                .containsExactlyInAnyOrderElementsOf(named(checks));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    an open window has another amount | OPEN | 1,30.000000 | 1,31.000000 | OPEN_DAY_TOTAL DAY_REVENUE
                    an open window is gone | OPEN | 2020-09.*\\n | | OPEN_DAY_TOTAL DAY_ROWS DAY_REVENUE
                    an open day has another amount | OPEN_DAILY | 50.000000 | 51.000000 | OPEN_DAY_TOTAL
                    the day of an open window has no total | OPEN | \\z | 2020-09-01T00:00:10.000Z,2020-09-01T00:00:00.000Z,0,1,3.0,3.0,3.0\\n | DAY_TOTAL
                    an open day is gone | OPEN_DAILY | 2020-09.*\\n | | DAY_TOTAL
                    fewer rows are published than were read | COUNT | 3,100.000000 | 2,100.000000 | DAY_ROWS
                    """)
    void findsAndNamesWhatIsWrongInALiveOutput(
            String how, String files, String change, String by, String checks) throws Exception {
        assertThat(checks(reconciled(spoilt(HandMadeOutput.live(), files, change, by))))
                .containsExactlyInAnyOrderElementsOf(named(checks));
    }

    /**
     * @param files names of constants of {@link HandMadeOutput}
     * @param change {@code drop}, {@code copy}, {@code move}, or a regular expression to replace
     * @param by the file to copy or move to, or the replacement; null for none
     */
    private static HandMadeOutput spoilt(
            HandMadeOutput output, String files, String change, String by)
            throws ReflectiveOperationException {
        for (String name : files.split(" ")) {
            String file = (String) HandMadeOutput.class.getField(name).get(null);
            switch (change) {
                case "drop" -> output.drop(file);
                case "copy" -> output.copy(file, by == null ? file + "-again.csv" : by);
                case "move" -> output.copy(file, by).drop(file);
                default -> {
                    String replacement = by == null ? "" : by.translateEscapes();
                    assertThat(output.files().get(file)).containsPattern(change);
                    output.change(file, text -> text.replaceAll(change, replacement));
                }
            }
        }
        return output;
    }

    private static List<Check> named(String checks) {
        return Stream.of(checks.split(" ")).map(Check::valueOf).toList();
    }

    @Test
    void saysOfAMismatchWhereAndHowMuch() throws Exception {
        ReconciliationReport report =
                reconciled(HandMadeOutput.closed().replace(REVENUE, "0,100.000000", "0,90.000000"));

        assertThat(ReconciliationText.of(report))
                .contains(
                        "MISMATCH: reports_agree 2020-08-30T00:00:00Z: revenue_15min has 95.000000 and count_revenue_15min has 105.000000",
                        "MISMATCH: day_total 2020-08-30: daily_revenue has 155.000000, the sum of revenue_15min is 145.000000, that of count_revenue_15min 155.000000",
                        "MISMATCH: day_revenue 2020-08-30: debits and reversals of the files sum up to 159.000000, published, late and open to 149.000000: -10.000000",
                        "Reconciliation failed: 3 mismatches");
        assertThat(report.days())
                .extracting(ReconciliationReport.Day::result)
                .containsExactly(Result.MISMATCH, Result.OK);
    }

    @Test
    void namesTheRowOfAMismatchByItsWindowAndPaytypeOrLabel() throws Exception {
        HandMadeOutput output =
                HandMadeOutput.closed()
                        .change(MINMAX, text -> text + "2020-08-30T00:00:00.000Z,3,5.0,5.0\n")
                        .replace(MINMAX, "Z,,5.000000,5.000000", "Z,,6.000000,6.000000")
                        .copy(COUNT, "count_revenue_15min/dt=2020-08-30/part-1.csv");

        assertThat(ReconciliationText.of(reconciled(output)))
                .contains(
                        "MISMATCH: reports_agree 2020-08-30T00:00:00Z paytype 3: it is in minmax_15min and not in revenue_15min",
                        "MISMATCH: plausible_bounds 2020-08-30T00:00:00Z paytype (none): min 6.000000 and max 6.000000 of at most 4 records cannot make a revenue of 5.000000",
                        "MISMATCH: published_once 2020-08-30T00:00:00Z Unknown: it is there once more in count_revenue_15min/dt=2020-08-30/part-1.csv");
    }

    /** It is the folder of the date, but for what lies by the day on which it was read. */
    @Test
    void namesTheDateAndTheLineOfAFileThatCannotBeRead() throws Exception {
        HandMadeOutput output =
                HandMadeOutput.closed()
                        .replace(DAILY, "155.000000", "155,000000")
                        .replace(FILE_DAYS, "a.csv,5,", "a.csv,five,")
                        .change(LEDGER, text -> text + "c.csv,1\n")
                        .change(REJECTED, text -> text + "c.csv\n");

        assertThat(reconciled(output).mismatches())
                .filteredOn(found -> found.check() == Check.READABLE)
                .extracting(
                        found ->
                                found.date().map(Object::toString).orElse("-")
                                        + " "
                                        + found.detail())
                .containsExactlyInAnyOrder(
                        "2020-08-30 %s: a line cannot be read as CSV: Record 2 has 3 fields, but first record had 2 fields"
                                .formatted(DAILY),
                        "2020-08-30 %s:2: accepted is 'five' and not a whole number"
                                .formatted(FILE_DAYS),
                        "- %s: a line cannot be read as CSV: Record 4 has 2 fields, but first record had 20 fields"
                                .formatted(LEDGER),
                        "- %s: a line cannot be read as CSV: Record 7 has 1 fields, but first record had 6 fields"
                                .formatted(REJECTED));
    }

    @Test
    void aDayWithAnOpenWindowIsOpenWithoutATotal() throws Exception {
        ReconciliationReport report =
                reconciled(
                        HandMadeOutput.live()
                                .change(OPEN_DAILY, text -> text.replaceAll("2020-09.*\n", "")));

        assertThat(report.days())
                .extracting(ReconciliationReport.Day::status)
                .containsExactly(CorrectedStatus.PUBLISHED_AND_LATE, CorrectedStatus.OPEN);
        assertThat(ReconciliationText.of(report))
                .contains(
                        "MISMATCH: day_total 2020-08-31: its windows sum up to 20.000000, and it is not in daily_revenue nor in open_totals/open_daily.csv");
    }

    @Test
    void aDayThatWasClosedWithoutATotalIsMissingInReport1() throws Exception {
        assertThat(ReconciliationText.of(reconciled(HandMadeOutput.closed().drop(DAILY))))
                .contains(
                        "MISMATCH: day_total 2020-08-30: its windows sum up to 155.000000, and it is not in daily_revenue");
    }

    /** Two files, or two checkpoints, have late rows of one window and paytype. */
    @Test
    void addsUpLateRowsOfOneWindow() throws Exception {
        String more = ",7,Unknown (7),1,3.000000,3.000000,3.000000,";
        HandMadeOutput output =
                HandMadeOutput.closed()
                        .replace(
                                LATE,
                                ",7,Unknown (7),2,4.000000,1.000000,3.000000,",
                                ",7,Unknown (7),1,1.000000,1.000000,1.000000,")
                        .change(
                                LATE,
                                text ->
                                        text
                                                + "2020-08-30T00:00:00.000Z"
                                                + more
                                                + "\"b,1.csv\",2020-09-01T00:00:12.000Z\n");

        ReconciliationReport report = reconciled(output);

        assertThat(report.mismatches()).isEmpty();
        assertThat(report.days().get(0).late()).isEqualByComparingTo("4");
    }

    @Test
    void aFileThatIsBeingReadIsInProgressWhileTheOutputIsNotClosed() throws Exception {
        HandMadeOutput output = HandMadeOutput.live();
        for (String file : List.of(LEDGER, FILE_DAYS, HandMadeOutput.FILE_DAYS_31)) {
            output.change(file, text -> text.replaceAll("\"b,1.csv\".*\n", ""));
        }

        ReconciliationReport report = reconciled(output);

        assertThat(report.mismatches()).isEmpty();
        assertThat(report.inProgress())
                .containsExactly(
                        "file b,1.csv is being read",
                        "2020-08-30: 2 rows of files that are being read",
                        "2020-08-31: 2 rows of files that are being read");
        assertThat(report.days())
                .extracting(ReconciliationReport.Day::result)
                .containsOnly(Result.IN_PROGRESS);
    }

    @Test
    void rowsOfNoFileAreAMismatchOnceEveryFileOfTheInputIsRead() throws Exception {
        HandMadeOutput output =
                HandMadeOutput.live().replace(COUNT, "3,100.000000", "4,100.000000");

        assertThat(reconciled(output).mismatches()).isEmpty();
        assertThat(checks(reconciled(output, Optional.of(input()))))
                .containsExactly(Check.DAY_ROWS);
    }

    @Test
    void aWindowThatIsPublishedMeanwhileCountsOnce() throws Exception {
        HandMadeOutput output = HandMadeOutput.closed();
        output.drop(HandMadeOutput.CLOSED)
                .copy(RUN, RUN)
                .put(
                        OPEN,
                        """
                        as_of,RECORD_DATE,paytype,record_count,revenue,min_revenue,max_revenue
                        2020-09-01T00:00:10.000Z,2020-08-31T00:15:00.000Z,0,1,29.000000,29.000000,29.000000
                        """)
                .put(
                        OPEN_DAILY,
                        "as_of,date,daily_revenue\n2020-09-01T00:00:10.000Z,2020-08-31,49.000000\n");

        ReconciliationReport report = reconciled(output);

        assertThat(report.mismatches()).isEmpty();
        assertThat(report.days().get(1).open()).isEqualByComparingTo("0");
        assertThat(report.days().get(1).net()).isEqualByComparingTo("50");
    }

    /** Of one commit, report 4 comes to its folder after the others. */
    @Test
    void waitsForTheRestOfACommitWhileTheJobLives() throws Exception {
        String late = "count_revenue_15min/dt=2020-08-31/a.csv";
        HandMadeOutput.live()
                .drop(late)
                .put(
                        "_sms-reports/heartbeat.json",
                        """
                        {"runId": "20200901t000000-0001", "owner": "o", "jobId": "j",
                         "process": {"host": "elsewhere", "namespace": "", "pid": 1},
                         "at": "2020-09-01T00:00:10Z",
                         "beat": 7, "interval": "PT5S"}
                        """)
                .in(folder);
        ScheduledExecutorService job = Executors.newSingleThreadScheduledExecutor();
        try {
            Future<?> commit =
                    job.schedule(
                            () -> {
                                Path hidden = folder.resolve("count_revenue_15min/.a.inprogress");
                                Path file = folder.resolve(late);
                                Files.createDirectories(file.getParent());
                                Files.writeString(hidden, HandMadeOutput.live().files().get(late));
                                return Files.move(hidden, file);
                            },
                            1,
                            TimeUnit.SECONDS);

            assertThat(reconciled(Optional.empty(), null).mismatches()).isEmpty();
            commit.get();
        } finally {
            job.shutdownNow();
        }
    }

    @Test
    void comparesTheLedgerWithTheInputFolder() throws Exception {
        Path input = input();
        HandMadeOutput closed = HandMadeOutput.closed();
        ReconciliationReport unchanged = reconciled(closed, Optional.of(input));
        assertThat(unchanged.mismatches()).isEmpty();
        assertThat(unchanged.remarks()).isEmpty();

        Files.writeString(input.resolve("c.csv"), "new");
        Files.writeString(input.resolve(".hidden"), "not input");
        assertThat(inputMismatches(closed, input))
                .containsExactly("file_read c.csv: it is in the input and was never read");
        Files.delete(input.resolve("c.csv"));

        Files.writeString(input.resolve("a.csv"), "x".repeat(120));
        assertThat(inputMismatches(closed, input))
                .containsExactly(
                        "file_unchanged a.csv: it had 100 bytes when it was read and has 120 now");

        writeInput(input, "a.csv", 100, "2020-09-01T00:00:02Z");
        assertThat(inputMismatches(closed, input))
                .containsExactly(
                        "file_unchanged a.csv: it was read at 2020-09-01T00:00:01Z and modified at 2020-09-01T00:00:02Z");
        // Of another clock, which says nothing of what came first.
        writeInput(input, "a.csv", 100, "2999-01-01T00:00:00Z");
        assertThat(inputMismatches(closed, input)).isEmpty();
        writeInput(input, "a.csv", 100, "2020-08-31T12:00:00Z");

        closed.replace(LEDGER, "50,TRUNCATED", "50,MISSING");
        assertThat(inputMismatches(closed, input))
                .containsExactly(
                        "file_read b,1.csv: it was missing when its turn came, and is there now; it was never read");

        Files.delete(input.resolve("b,1.csv"));
        ReconciliationReport report = reconciled(closed, Optional.of(input));
        assertThat(report.mismatches()).isEmpty();
        assertThat(report.remarks())
                .containsExactly("1 of 2 files of the ledger are not in " + input + " any more");
    }

    @Test
    void theInputOfAnotherOutputIsOneLine() throws Exception {
        Path input = Files.createDirectories(temporary.resolve("of-another"));
        for (int file = 0; file < 40; file++) {
            writeInput(input, "part-" + file + ".csv", 7, "2020-08-31T12:00:00Z");
        }
        HandMadeOutput.closed().in(folder);

        assertThatThrownBy(() -> reconciled(Optional.of(input), null))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessage(
                        "%s is not the input of %s: none of its 40 files is in the ledger as it is. Name the folder that the job reads, /in, with --input.",
                        input, folder);
        // Another day's files may bear the same names.
        Path sameNames = Files.createDirectories(temporary.resolve("of-another-day"));
        writeInput(sameNames, "a.csv", 7, "2020-08-31T12:00:00Z");
        assertThatThrownBy(() -> reconciled(Optional.of(sameNames), null))
                .hasMessageContaining(" is not the input of ");
    }

    @Test
    void whatTheRunReadsIsItsInputWhateverLiesThere() throws Exception {
        Path input = Files.createDirectories(temporary.resolve("renewed"));
        writeInput(input, "new.csv", 7, "2020-08-31T12:00:00Z");
        HandMadeOutput closed = HandMadeOutput.closed().replace(RUN, "file:/in", "file:" + input);

        assertThat(inputMismatches(closed, input))
                .containsExactly("file_read new.csv: it is in the input and was never read");
    }

    /** Those that it has read may have been removed: by its name it is known to be the input. */
    @Test
    void theFilesOfALiveInputMayAllBeUnread() throws Exception {
        Path input = Files.createDirectories(temporary.resolve("emptied-and-filled"));
        writeInput(input, "new.csv", 7, "2020-08-31T12:00:00Z");
        HandMadeOutput live = HandMadeOutput.live();

        live.in(folder);
        assertThatThrownBy(() -> reconciled(Optional.of(input), null))
                .hasMessageContaining(
                        " is not the input of %s: none of its 1 files is in the ledger", folder);

        ReconciliationReport named =
                reconciled(live.replace(RUN, "file:/in", "file:" + input), Optional.of(input));
        assertThat(named.inProgress()).contains("file new.csv is in the input and not read yet");
    }

    /** It would balance, and prove nothing. */
    @Test
    void anEmptyFolderIsNoInputToCompareWith() throws Exception {
        Path input = Files.createDirectories(temporary.resolve("empty"));
        HandMadeOutput closed = HandMadeOutput.closed();
        closed.in(folder);

        assertThatThrownBy(() -> reconciled(Optional.of(input), null))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessage(
                        "%s holds no file, and the ledger of %s has 2: name the folder that the job reads, /in, with --input, or leave --input out if its files are not kept.",
                        input, folder);
        // Also if it is the one that the run reads: nothing can be compared.
        closed.replace(RUN, "file:/in", "file:" + input).in(folder);
        assertThatThrownBy(() -> reconciled(Optional.of(input), null))
                .hasMessageContaining("holds no file, and the ledger of");
    }

    /** None of them was ever there to be read. */
    @Test
    void anEmptyFolderIsTheInputOfALedgerOfMissingFiles() throws Exception {
        Path input = Files.createDirectories(temporary.resolve("vanished"));
        HandMadeOutput closed = HandMadeOutput.closed();
        closed.replace(LEDGER, "OK", "MISSING").replace(LEDGER, "TRUNCATED", "MISSING").in(folder);

        assertThat(reconciled(Optional.of(input), null).mismatches())
                .noneMatch(found -> found.check() == Check.FILE_READ);
    }

    @Test
    void advisesToStartOnceOnlyWhereThatHelps() throws Exception {
        Path input = input();
        Files.writeString(input.resolve("c.csv"), "new");
        HandMadeOutput closed = HandMadeOutput.closed();
        assertThat(reconciled(closed, Optional.of(input)).mismatches()).hasSize(1);
        assertThat(reconciled(closed, Optional.of(input)).remarks()).isEmpty();

        closed.replace(DAILY, "155.000000", "156.000000").in(folder);
        assertThat(reconciled(Optional.empty(), null).remarks())
                .singleElement()
                .asString()
                .contains("start it once");
        // No run can be started there.
        Files.delete(folder.resolve(RUN));
        assertThat(reconciled(Optional.empty(), null).remarks())
                .isNotEmpty()
                .noneMatch(remark -> remark.contains("start it once"));
    }

    @Test
    void anInputFolderMustBeThere() throws Exception {
        HandMadeOutput.closed().in(folder);
        Path nothing = temporary.resolve("nothing");
        assertThatThrownBy(() -> reconciled(Optional.of(nothing), null))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessage(
                        nothing
                                + " is no input folder: name the one that the job reads with --input.");
    }

    @Test
    void rowsMayBeThoseOfAFileOfTheInputThatIsNotReadToItsEnd() throws Exception {
        Path input = input();
        Files.writeString(input.resolve("c.csv"), "new");

        ReconciliationReport report =
                reconciled(
                        HandMadeOutput.live().replace(COUNT, "3,100.000000", "4,100.000000"),
                        Optional.of(input));

        assertThat(report.mismatches()).isEmpty();
        assertThat(report.inProgress()).contains("2020-08-30: 1 rows of files that are being read");
    }

    @Test
    void aFileThatIsNotReadYetIsInProgressWhileTheOutputIsNotClosed() throws Exception {
        Path input = input();
        Files.writeString(input.resolve("c.csv"), "new");

        ReconciliationReport report = reconciled(HandMadeOutput.live(), Optional.of(input));

        assertThat(report.mismatches()).isEmpty();
        assertThat(report.inProgress())
                .containsExactly("file c.csv is in the input and not read yet");
    }

    @Test
    void confinesItselfToADate() throws Exception {
        HandMadeOutput output =
                HandMadeOutput.closed()
                        .replace(DAILY, "155", "156")
                        .replace(LEDGER, "OK,8,6,0,2", "OK,9,6,0,2");
        output.in(folder);

        ReconciliationReport day30 = reconciled(Optional.empty(), DAY_30);
        ReconciliationReport day31 = reconciled(Optional.empty(), DAY_31);

        assertThat(day30.days()).extracting(ReconciliationReport.Day::date).containsExactly(DAY_30);
        assertThat(checks(day30)).containsExactlyInAnyOrder(Check.FILE_ROWS, Check.DAY_TOTAL);
        assertThat(checks(day31)).containsExactly(Check.FILE_ROWS);
        assertThatThrownBy(() -> reconciled(Optional.empty(), LocalDate.of(2020, 9, 1)))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessage(
                        folder + " has no rows of 2020-09-01; it has 2020-08-30 to 2020-08-31.");
    }

    @Test
    void leavesOutWhatIsAboutAnotherDateOrAFileWithoutRowsOfTheDate() throws Exception {
        HandMadeOutput.closed()
                .replace(FILE_DAYS, "-10.000000,155.000000", "-10.000000,154.000000")
                .change(
                        LEDGER,
                        text ->
                                text
                                        + "c.csv,9,OK,1,0,0,0,0,0,0,0,0,0,0,0,0,0.000000,,,2020-09-01T00:00:06.000Z\n")
                .in(folder);

        assertThat(subjects(reconciled(Optional.empty(), null)))
                .containsExactlyInAnyOrder("FILE_ROWS c.csv", "FILE_DAY a.csv", "FILE_DAYS a.csv");
        assertThat(subjects(reconciled(Optional.empty(), DAY_30)))
                .containsExactlyInAnyOrder("FILE_DAY a.csv", "FILE_DAYS a.csv");
        assertThat(subjects(reconciled(Optional.empty(), DAY_31)))
                .containsExactly("FILE_DAYS a.csv");
    }

    @Test
    void confinesWindowsWithoutRecordsToADate() throws Exception {
        HandMadeOutput.closed().in(folder);

        assertThat(reconciled(Optional.empty(), DAY_30).windowsWithoutRecords())
                .extracting(ReconciliationReport.Gap::windows)
                .containsExactly(94L);
        assertThat(reconciled(Optional.empty(), DAY_31).windowsWithoutRecords()).isEmpty();
    }

    @Test
    void alsoReportsWhatMayBeAboutAnyDateWithADate() throws Exception {
        Path input = input();
        Files.writeString(input.resolve("c.csv"), "new");
        HandMadeOutput.closed()
                .change(REJECTED, text -> text.substring(0, text.length() - 1))
                .in(folder);

        ReconciliationReport report = reconciled(Optional.of(input), DAY_31);

        assertThat(checks(report)).containsExactlyInAnyOrder(Check.FILE_READ, Check.READABLE);
    }

    @Test
    void refusesWhileABatchIsHalfPublished() throws Exception {
        HandMadeOutput output = HandMadeOutput.closed();
        output.put(
                        "_sms-reports/publish.json",
                        """
                        {"run": {"runId": "20200902t000000-0002", "mode": "BATCH", "input": "i",
                                 "reference": "r", "checkpoints": "c", "settings": {},
                                 "createdAt": "2020-09-02T00:00:00Z", "status": "RUNNING",
                                 "fenced": true, "reports": []},
                         "dates": ["2020-08-30"], "parts": [], "changes": [], "abandoned": []}
                        """)
                .in(folder);

        assertThatThrownBy(() -> reconciled(output))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessageContaining("begun and not ended, of 2020-08-30: wait for it");
        assertThat(
                        PublishedReport.of(
                                        new ReportSource(
                                                LocalOutput.opened(folder),
                                                CoreReport.DAILY_REVENUE.definition(),
                                                Optional.of(DAY_31)))
                                .rows())
                .containsExactly(List.of("2020-08-31", "50.000000"));

        // It stays until the user has seen the end.
        output.replace(
                "_sms-reports/publish.json",
                "\"parts\": []",
                "\"parts\": [], \"carriedOut\": true");
        assertThat(reconciled(output).mismatches()).isEmpty();
    }

    @Test
    void refusesWhatIsNoOutput() throws Exception {
        Files.createDirectories(folder.resolve("notes"));

        assertThatThrownBy(() -> reconciled(Optional.empty(), null))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessage("no reports lie in %s: name their folder with --output.", folder);
    }

    @Test
    void printsTheSameAsJson() throws Exception {
        String json = reconciled(HandMadeOutput.closed().replace(DAILY, "155", "156")).json();

        assertThat(json.replace(folder.toString(), "OUT"))
                .isEqualTo(
                        """
                        {
                          "output" : "OUT",
                          "state" : "streaming run 20200901t000000-0001, closed by drain at 2020-09-01T00:01:00Z",
                          "complete" : true,
                          "balances" : false,
                          "days" : [ {
                            "date" : "2020-08-30",
                            "status" : "PUBLISHED+LATE",
                            "files" : 2,
                            "accepted" : 7,
                            "debits" : "169.000000",
                            "reversals" : "-10.000000",
                            "published" : "155.000000",
                            "late" : "4.000000",
                            "open" : "0.000000",
                            "net" : "159.000000",
                            "rejected" : {
                              "rows" : 2,
                              "rows_without_amount" : 1,
                              "amount" : "70.000000",
                              "at_risk" : "7.000000"
                            },
                            "result" : "MISMATCH"
                          }, {
                            "date" : "2020-08-31",
                            "status" : "closed by operator",
                            "files" : 2,
                            "accepted" : 3,
                            "debits" : "50.000000",
                            "reversals" : "0.000000",
                            "published" : "50.000000",
                            "late" : "0.000000",
                            "open" : "0.000000",
                            "net" : "50.000000",
                            "rejected" : {
                              "rows" : 0,
                              "rows_without_amount" : 0,
                              "amount" : "0.000000",
                              "at_risk" : "0.000000"
                            },
                            "result" : "OK"
                          } ],
                          "rejected_without_date" : {
                            "rows" : 1,
                            "rows_without_amount" : 1,
                            "amount" : "0.000000",
                            "at_risk" : "0.000000"
                          },
                          "rejected_of_other_dates" : {
                            "rows" : 1,
                            "rows_without_amount" : 0,
                            "amount" : "1234.500000",
                            "at_risk" : "123.450000"
                          },
                          "files" : {
                            "OK" : 1,
                            "TRUNCATED" : 1
                          },
                          "files_not_whole" : {
                            "b,1.csv" : "TRUNCATED"
                          },
                          "windows_without_records" : [ {
                            "from" : "2020-08-30T00:15:00Z",
                            "to" : "2020-08-30T23:45:00Z",
                            "windows" : 94
                          } ],
                          "in_progress" : [ ],
                          "remarks" : [ "if the job was killed, start it once with its own command: it completes its last commit; then reconcile again" ],
                          "mismatches" : [ {
                            "check" : "day_total",
                            "date" : "2020-08-30",
                            "subject" : "2020-08-30",
                            "detail" : "daily_revenue has 156.000000, the sum of revenue_15min is 155.000000, that of count_revenue_15min 155.000000"
                          } ]
                        }""");
    }

    @Test
    void withoutRunJsonWhatIsAtRiskIsGivenAsCharged() throws Exception {
        ReconciliationReport report = reconciled(HandMadeOutput.closed().drop(RUN));

        assertThat(report.mismatches()).isEmpty();
        assertThat(report.rejectedOfOtherDates().atRisk()).isEmpty();
        assertThat(report.rejectedOfOtherDates().amount()).isEqualByComparingTo("1234.5");
        assertThat(report.remarks()).hasSize(1);
    }

    /** From less the rows cannot be proven. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    it lacks three of the four | {"name": "daily_revenue", "columns": [{"name": "date", "type": "STRING"}, {"name": "daily_revenue", "type": "DECIMAL(38, 6)"}], "key": ["date"], "streamingOnly": false} | revenue_15min
                    a column has another name | {"name": "daily_revenue", "columns": [{"name": "date", "type": "STRING"}, {"name": "total", "type": "DECIMAL(38, 6)"}], "key": ["date"], "streamingOnly": false} | daily_revenue
                    """)
    void refusesAnOutputWhoseSqlLeftOutWhatIsProven(String how, String report, String missing)
            throws Exception {
        HandMadeOutput output =
                HandMadeOutput.closed()
                        .replace(RUN, "\"reports\": []", "\"reports\": [" + report + "]");

        assertThatThrownBy(() -> reconciled(output))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessageStartingWith(
                        "the SQL files of %s do not define %s with the columns", folder, missing);
    }

    private Path input() throws IOException {
        Path input = Files.createDirectories(temporary.resolve("in"));
        writeInput(input, "a.csv", 100, "2020-08-31T12:00:00Z");
        writeInput(input, "b,1.csv", 50, "2020-08-31T12:00:00Z");
        return input;
    }

    private static void writeInput(Path input, String name, int bytes, String modified)
            throws IOException {
        Path file = Files.writeString(input.resolve(name), "x".repeat(bytes));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(modified)));
    }

    private List<String> inputMismatches(HandMadeOutput output, Path input) throws Exception {
        List<String> texts = new ArrayList<>();
        for (Mismatch found : reconciled(output, Optional.of(input)).mismatches()) {
            texts.add(found.check().label() + " " + found.subject() + ": " + found.detail());
        }
        return texts;
    }

    private ReconciliationReport reconciled(HandMadeOutput output) throws Exception {
        return reconciled(output, Optional.empty());
    }

    private ReconciliationReport reconciled(HandMadeOutput output, Optional<Path> input)
            throws Exception {
        output.in(folder);
        return reconciled(input, null);
    }

    private ReconciliationReport reconciled(Optional<Path> input, LocalDate dateOrNull)
            throws Exception {
        return Reconciliation.of(
                LocalOutput.opened(folder),
                input.map(path -> org.apache.flink.core.fs.Path.fromLocalFile(path.toFile())),
                Optional.ofNullable(dateOrNull));
    }

    private static List<String> subjects(ReconciliationReport report) {
        return report.mismatches().stream()
                .map(found -> found.check() + " " + found.subject())
                .toList();
    }

    /** Each failed check once, in the order of the checks. */
    private static List<Check> checks(ReconciliationReport report) {
        return report.mismatches().stream().map(Mismatch::check).distinct().sorted().toList();
    }
}
