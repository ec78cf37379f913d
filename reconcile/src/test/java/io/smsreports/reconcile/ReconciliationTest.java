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
import static io.smsreports.testing.HandMadeOutput.REVENUE_2;
import static io.smsreports.testing.HandMadeOutput.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.ReconciliationReport.Result;
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
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The account of outputs that are right, and of ones that are spoilt in one place each. */
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
        ReconciliationReport account = account(HandMadeOutput.closed());

        assertThat(account.mismatches()).isEmpty();
        assertThat(account.inProgress()).isEmpty();
        assertThat(account.complete()).isTrue();
        assertThat(
                        String.join("\n", ReconciliationText.of(account))
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
        ReconciliationReport account = account(HandMadeOutput.live());

        assertThat(account.mismatches()).isEmpty();
        assertThat(account.inProgress()).isEmpty();
        assertThat(account.complete()).isFalse();
        assertThat(account.days())
                .extracting(ReconciliationReport.Day::status)
                .containsExactly(CorrectedStatus.PUBLISHED_AND_LATE, CorrectedStatus.OPEN);
        assertThat(account.days().get(1).open()).isEqualByComparingTo("30");
        assertThat(account.days().get(1).net()).isEqualByComparingTo("50");
    }

    private record Spoilt(String how, Consumer<HandMadeOutput> change, List<Check> found) {
        @Override
        public String toString() {
            return how;
        }
    }

    private static Spoilt spoilt(String how, Consumer<HandMadeOutput> change, Check... found) {
        return new Spoilt(how, change, List.of(found));
    }

    private static Stream<Spoilt> everyWayToSpoilAClosedOutput() {
        return Stream.of(
                spoilt(
                        "a row of report 2 is gone",
                        out -> out.drop(REVENUE_2),
                        Check.REPORTS_AGREE,
                        Check.DAY_TOTAL,
                        Check.DAY_REVENUE),
                spoilt(
                        "an amount of report 2 is another one",
                        out -> out.replace(REVENUE, "0,100.000000", "0,100.000001"),
                        Check.REPORTS_AGREE,
                        Check.DAY_TOTAL,
                        Check.DAY_REVENUE),
                spoilt(
                        "a row of report 3 is gone",
                        out ->
                                out.replace(
                                        MINMAX,
                                        "2020-08-30T00:00:00.000Z,,5.000000,5.000000\n",
                                        ""),
                        Check.REPORTS_AGREE),
                spoilt(
                        "a row of report 3 is of another paytype",
                        out -> out.replace(MINMAX, "Z,,5.0", "Z,3,5.0"),
                        Check.REPORTS_AGREE),
                spoilt(
                        "a minimum of report 3 is above its maximum",
                        out -> out.replace(MINMAX, "-10.000000", "61.000000"),
                        Check.PLAUSIBLE_BOUNDS),
                spoilt(
                        "a maximum of report 3 cannot make the revenue",
                        out -> out.replace(MINMAX, "60.000000", "6.000000"),
                        Check.PLAUSIBLE_BOUNDS),
                spoilt(
                        "an amount of report 4 is another one",
                        out -> out.replace(COUNT, "3,100.000000", "3,99.000000"),
                        Check.REPORTS_AGREE,
                        Check.DAY_TOTAL),
                spoilt(
                        "a count of report 4 is another one",
                        out -> out.replace(COUNT, "3,100.000000", "4,100.000000"),
                        Check.DAY_ROWS),
                spoilt(
                        "a row of report 4 is gone",
                        out ->
                                out.replace(
                                        COUNT,
                                        "2020-08-30T23:45:00.000Z,Prepaid,1,50.000000\n",
                                        ""),
                        Check.REPORTS_AGREE,
                        Check.DAY_TOTAL,
                        Check.DAY_ROWS),
                spoilt(
                        "the amount of a day is another one",
                        out -> out.replace(DAILY, "155", "156"),
                        Check.DAY_TOTAL),
                spoilt("a day is gone", out -> out.drop(DAILY), Check.DAY_TOTAL),
                spoilt(
                        "report 1 is published twice",
                        out -> out.copy(DAILY, DAILY + "-again.csv"),
                        Check.PUBLISHED_ONCE),
                spoilt(
                        "report 2 is published twice",
                        out -> out.copy(REVENUE, REVENUE + "-again.csv"),
                        Check.PUBLISHED_ONCE),
                spoilt(
                        "report 3 is published twice",
                        out -> out.copy(MINMAX, MINMAX + "-again.csv"),
                        Check.PUBLISHED_ONCE),
                spoilt(
                        "report 4 is published twice",
                        out -> out.copy(COUNT, COUNT + "-again.csv"),
                        Check.PUBLISHED_ONCE),
                spoilt(
                        "a file lies in another date's folder",
                        out ->
                                out.copy(REVENUE_2, "revenue_15min/dt=2020-08-31/moved.csv")
                                        .drop(REVENUE_2),
                        Check.RIGHT_FOLDER),
                spoilt(
                        "a file lies in no date's folder",
                        out -> out.copy(REVENUE_2, "revenue_15min/moved.csv").drop(REVENUE_2),
                        Check.RIGHT_FOLDER),
                spoilt(
                        "a file is cut off within its last number",
                        out -> out.change(DAILY, text -> text.substring(0, text.length() - 2)),
                        Check.READABLE),
                spoilt(
                        "a number is none",
                        out -> out.replace(DAILY, "155.000000", "155,000000"),
                        Check.READABLE,
                        Check.DAY_TOTAL),
                spoilt(
                        "another program's file lies in a report",
                        out -> out.put("daily_revenue/dt=2020-08-30/notes.txt", "to do\n"),
                        Check.READABLE),
                spoilt(
                        "a window begins at another minute",
                        out -> out.replace(REVENUE_2, "23:45", "23:44"),
                        Check.READABLE,
                        Check.REPORTS_AGREE,
                        Check.DAY_TOTAL,
                        Check.DAY_REVENUE),
                spoilt(
                        "a file is in the ledger twice",
                        out -> out.copy(LEDGER, LEDGER.replace(".csv", "-again.csv")),
                        Check.FILE_ONCE),
                spoilt(
                        "a ledger file lies in another day's folder",
                        out -> out.copy(LEDGER, "file_ledger/dt=2020-09-02/a.csv").drop(LEDGER),
                        Check.RIGHT_FOLDER),
                spoilt(
                        "a file is in no ledger",
                        out -> out.change(LEDGER, text -> text.replaceAll("\"b,1.csv\".*\n", "")),
                        Check.FILE_IN_LEDGER),
                spoilt(
                        "a file with late and rejected rows has no account at all",
                        out ->
                                out.change(LEDGER, text -> text.replaceAll("\"b,1.csv\".*\n", ""))
                                        .change(
                                                FILE_DAYS,
                                                text -> text.replaceAll("\"b,1.csv\".*\n", ""))
                                        .change(
                                                HandMadeOutput.FILE_DAYS_31,
                                                text -> text.replaceAll("\"b,1.csv\".*\n", "")),
                        Check.FILE_IN_LEDGER,
                        Check.DAY_ROWS,
                        Check.DAY_REVENUE),
                spoilt(
                        "rows of a file are not accepted + rejected",
                        out -> out.replace(LEDGER, "OK,8,6,0,2", "OK,9,6,0,2"),
                        Check.FILE_ROWS),
                spoilt(
                        "accepted rows of a file are others than by day",
                        out -> out.replace(LEDGER, "OK,8,6,0,2", "OK,9,7,0,2"),
                        Check.FILE_DAYS),
                spoilt(
                        "late rows of a file are others than booked",
                        out -> out.replace(LEDGER, "6,4,2,2", "6,4,1,2"),
                        Check.FILE_DAYS,
                        Check.LATE_ROWS),
                spoilt(
                        "rejected rows of a file are not those of its reasons",
                        out -> out.replace(LEDGER, "OK,8,6,0,2", "OK,9,6,0,3"),
                        Check.FILE_REASONS),
                spoilt(
                        "a reason is another one",
                        out -> out.replace(LEDGER, "6,0,2,0,0,0,0,1,1", "6,0,2,0,0,0,1,0,1"),
                        Check.REJECTED_ROWS),
                spoilt(
                        "the revenue of a file is another one",
                        out -> out.replace(LEDGER, "167.000000", "167.100000"),
                        Check.FILE_DAYS),
                spoilt(
                        "accepted rows of a file's day are others",
                        out -> out.replace(FILE_DAYS, "a.csv,5,0", "a.csv,6,0"),
                        Check.FILE_DAYS,
                        Check.DAY_ROWS),
                spoilt(
                        "debits of a file's day are others",
                        out -> out.replace(FILE_DAYS, "165.000000", "166.000000"),
                        Check.FILE_DAY,
                        Check.DAY_REVENUE),
                spoilt(
                        "revenue of a file's day is another one",
                        out -> out.replace(FILE_DAYS, "155.000000", "154.000000"),
                        Check.FILE_DAY,
                        Check.FILE_DAYS),
                spoilt(
                        "a file's day is there twice",
                        out -> out.copy(FILE_DAYS, FILE_DAYS + "-again.csv"),
                        Check.FILE_DAY),
                spoilt(
                        "the days of a file are gone",
                        out -> out.drop(FILE_DAYS),
                        Check.FILE_DAYS,
                        Check.DAY_ROWS,
                        Check.DAY_REVENUE),
                spoilt(
                        "a rejected row is gone",
                        out -> out.change(REJECTED, text -> text.replaceAll("a.csv,17,.*\n", "")),
                        Check.REJECTED_ROWS),
                spoilt(
                        "rejected rows are there twice",
                        out -> out.copy(REJECTED, REJECTED + "-again.csv"),
                        Check.REJECTED_ROWS),
                spoilt(
                        "late money is gone",
                        out -> out.drop(LATE),
                        Check.LATE_ROWS,
                        Check.DAY_ROWS,
                        Check.DAY_REVENUE),
                spoilt(
                        "late money is there twice",
                        out -> out.copy(LATE, LATE + "-again.csv"),
                        Check.LATE_ROWS,
                        Check.DAY_ROWS,
                        Check.DAY_REVENUE),
                spoilt(
                        "late money is another amount",
                        out -> out.replace(LATE, ",4.000000,", ",4.000001,"),
                        Check.DAY_REVENUE),
                spoilt(
                        "a window is still open",
                        out ->
                                out.change(
                                        OPEN,
                                        text ->
                                                text
                                                        + "2020-09-01T00:00:10.000Z,2020-08-31T00:30:00.000Z,0,1,3.0,3.0,3.0\n"),
                        Check.NOTHING_OPEN,
                        Check.DAY_ROWS,
                        Check.DAY_REVENUE),
                spoilt(
                        "the ledger tells of a file that was changed after it was read",
                        out ->
                                out.change(
                                        LEDGER,
                                        text ->
                                                text
                                                        + "a.csv,120,CHANGED_AFTER_READ,0,0,0,0,0,0,0,0,0,0,0,0,0,0.000000,,,2020-09-01T01:00:00.000Z\n"),
                        Check.FILE_UNCHANGED));
    }

    @ParameterizedTest
    @MethodSource("everyWayToSpoilAClosedOutput")
    void findsAndNamesWhatIsWrong(Spoilt spoilt) throws Exception {
        HandMadeOutput output = HandMadeOutput.closed();
        spoilt.change().accept(output);

        assertThat(checks(account(output))).containsExactlyInAnyOrderElementsOf(spoilt.found());
    }

    @Test
    void saysOfAMismatchWhereAndHowMuch() throws Exception {
        ReconciliationReport account =
                account(HandMadeOutput.closed().replace(REVENUE, "0,100.000000", "0,90.000000"));

        assertThat(ReconciliationText.of(account))
                .contains(
                        "MISMATCH: reports_agree 2020-08-30T00:00:00Z: revenue_15min has 95.000000 and count_revenue_15min has 105.000000",
                        "MISMATCH: day_total 2020-08-30: daily_revenue has 155.000000, the sum of revenue_15min is 145.000000, that of count_revenue_15min 155.000000",
                        "MISMATCH: day_revenue 2020-08-30: debits and reversals of the files sum up to 159.000000, published, late and open to 149.000000: -10.000000",
                        "3 mismatches: do not sign.");
        assertThat(account.days())
                .extracting(ReconciliationReport.Day::result)
                .containsExactly(Result.MISMATCH, Result.OK);
    }

    private static Stream<Spoilt> everyWayToSpoilWhatIsOpen() {
        return Stream.of(
                spoilt(
                        "an open window has another amount",
                        out -> out.replace(OPEN, "1,30.000000", "1,31.000000"),
                        Check.OPEN_DAY_TOTAL,
                        Check.DAY_REVENUE),
                spoilt(
                        "an open window is gone",
                        out -> out.change(OPEN, text -> text.replaceAll("2020-09.*\n", "")),
                        Check.OPEN_DAY_TOTAL,
                        Check.DAY_ROWS,
                        Check.DAY_REVENUE),
                spoilt(
                        "an open day has another amount",
                        out -> out.replace(OPEN_DAILY, "50.000000", "51.000000"),
                        Check.OPEN_DAY_TOTAL),
                spoilt(
                        "an open day is gone",
                        out -> out.change(OPEN_DAILY, text -> text.replaceAll("2020-09.*\n", "")),
                        Check.DAY_TOTAL),
                spoilt(
                        "fewer rows are published than were read",
                        out -> out.replace(COUNT, "3,100.000000", "2,100.000000"),
                        Check.DAY_ROWS));
    }

    @ParameterizedTest
    @MethodSource("everyWayToSpoilWhatIsOpen")
    void findsWhatIsWrongInALiveOutput(Spoilt spoilt) throws Exception {
        HandMadeOutput output = HandMadeOutput.live();
        spoilt.change().accept(output);

        assertThat(checks(account(output))).containsExactlyInAnyOrderElementsOf(spoilt.found());
    }

    @Test
    void aFileThatIsBeingReadIsInProgressWhileTheOutputIsNotClosed() throws Exception {
        HandMadeOutput output = HandMadeOutput.live();
        for (String file : List.of(LEDGER, FILE_DAYS, HandMadeOutput.FILE_DAYS_31)) {
            output.change(file, text -> text.replaceAll("\"b,1.csv\".*\n", ""));
        }

        ReconciliationReport account = account(output);

        assertThat(account.mismatches()).isEmpty();
        assertThat(account.inProgress())
                .containsExactly(
                        "file b,1.csv is being read",
                        "2020-08-30: 2 rows of files that are being read",
                        "2020-08-31: 2 rows of files that are being read");
        assertThat(account.days())
                .extracting(ReconciliationReport.Day::result)
                .containsOnly(Result.IN_PROGRESS);
    }

    @Test
    void rowsOfNoFileAreAMismatchOnceEveryFileOfTheInputIsRead() throws Exception {
        HandMadeOutput output =
                HandMadeOutput.live().replace(COUNT, "3,100.000000", "4,100.000000");

        assertThat(account(output).mismatches()).isEmpty();
        assertThat(checks(account(output, Optional.of(input())))).containsExactly(Check.DAY_ROWS);
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

        ReconciliationReport account = account(output);

        assertThat(account.mismatches()).isEmpty();
        assertThat(account.days().get(1).open()).isEqualByComparingTo("0");
        assertThat(account.days().get(1).net()).isEqualByComparingTo("50");
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
                        {"token": "t", "runId": "20200901t000000-0001", "host": "elsewhere",
                         "pid": 1, "jobId": "j", "at": "2020-09-01T00:00:10Z",
                         "interval": "PT5S", "committedCheckpoint": 7}
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

            assertThat(account(LocalOutput.opened(folder)).mismatches()).isEmpty();
            commit.get();
        } finally {
            job.shutdownNow();
        }
    }

    @Test
    void holdsTheLedgerAgainstTheInputFolder() throws Exception {
        Path input = input();
        HandMadeOutput closed = HandMadeOutput.closed();
        assertThat(account(closed, Optional.of(input)).mismatches()).isEmpty();

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
        writeInput(input, "a.csv", 100, "2020-08-31T12:00:00Z");

        closed.replace(LEDGER, "50,TRUNCATED", "50,MISSING");
        assertThat(inputMismatches(closed, input))
                .containsExactly(
                        "file_read b,1.csv: it was missing when its turn came, and is there now; it was never read");

        Files.delete(input.resolve("b,1.csv"));
        ReconciliationReport account = account(closed, Optional.of(input));
        assertThat(account.mismatches()).isEmpty();
        assertThat(account.remarks())
                .containsExactly("1 of 2 files of the ledger are not in " + input + " any more");
    }

    @Test
    void aFileThatIsNotReadYetIsInProgressWhileTheOutputIsNotClosed() throws Exception {
        Path input = input();
        Files.writeString(input.resolve("c.csv"), "new");

        ReconciliationReport account = account(HandMadeOutput.live(), Optional.of(input));

        assertThat(account.mismatches()).isEmpty();
        assertThat(account.inProgress())
                .containsExactly("file c.csv is in the input and not read yet");
    }

    @Test
    void confinesTheAccountToADate() throws Exception {
        HandMadeOutput output =
                HandMadeOutput.closed()
                        .replace(DAILY, "155", "156")
                        .replace(LEDGER, "OK,8,6,0,2", "OK,9,6,0,2");
        output.in(folder);

        ReconciliationReport day30 =
                Reconciliation.of(
                        LocalOutput.opened(folder), Optional.empty(), Optional.of(DAY_30));
        ReconciliationReport day31 =
                Reconciliation.of(
                        LocalOutput.opened(folder), Optional.empty(), Optional.of(DAY_31));

        assertThat(day30.days()).extracting(ReconciliationReport.Day::date).containsExactly(DAY_30);
        assertThat(checks(day30)).containsExactlyInAnyOrder(Check.FILE_ROWS, Check.DAY_TOTAL);
        assertThat(checks(day31)).containsExactly(Check.FILE_ROWS);
        assertThatThrownBy(
                        () ->
                                Reconciliation.of(
                                        LocalOutput.opened(folder),
                                        Optional.empty(),
                                        Optional.of(LocalDate.of(2020, 9, 1))))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessage(
                        folder + " has no rows of 2020-09-01; it has 2020-08-30 to 2020-08-31.");
    }

    @Test
    void tellsOfWhatMayBeAboutAnyDateAlsoWithADate() throws Exception {
        Path input = input();
        Files.writeString(input.resolve("c.csv"), "new");
        HandMadeOutput.closed()
                .change(REJECTED, text -> text.substring(0, text.length() - 1))
                .in(folder);

        ReconciliationReport account =
                Reconciliation.of(
                        LocalOutput.opened(folder),
                        Optional.of(org.apache.flink.core.fs.Path.fromLocalFile(input.toFile())),
                        Optional.of(DAY_31));

        assertThat(checks(account)).containsExactlyInAnyOrder(Check.FILE_READ, Check.READABLE);
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
                                 "committedCheckpoint": 0},
                         "dates": ["2020-08-30"], "parts": []}
                        """)
                .in(folder);

        assertThatThrownBy(() -> account(output))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessageContaining("begun and not ended, of 2020-08-30: wait for it");
        assertThat(
                        new SingleReport(
                                        LocalOutput.opened(folder),
                                        CoreReport.DAILY_REVENUE.definition(),
                                        Optional.of(DAY_31))
                                .published()
                                .rows())
                .containsExactly(List.of("2020-08-31", "50.000000"));

        // It stays until the user has been told.
        output.replace(
                "_sms-reports/publish.json",
                "\"parts\": []",
                "\"parts\": [], \"carriedOut\": true");
        assertThat(account(output).mismatches()).isEmpty();
    }

    @Test
    void refusesWhatIsNoOutput() throws Exception {
        Files.createDirectories(folder.resolve("notes"));

        assertThatThrownBy(() -> account(LocalOutput.opened(folder)))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_UNUSABLE)
                .hasMessage("no reports lie in %s: name their folder with --output.", folder);
    }

    @Test
    void tellsMachinesTheSame() throws Exception {
        String json =
                ReconciliationJson.of(
                        account(HandMadeOutput.closed().replace(DAILY, "155", "156")));

        assertThat(json)
                .contains(
                        "\"complete\" : true",
                        "\"balances\" : false",
                        "\"date\" : \"2020-08-30\"",
                        "\"status\" : \"PUBLISHED+LATE\"",
                        "\"accepted\" : 7",
                        "\"debits\" : \"169.000000\"",
                        "\"reversals\" : \"-10.000000\"",
                        "\"published\" : \"155.000000\"",
                        "\"late\" : \"4.000000\"",
                        "\"net\" : \"159.000000\"",
                        "\"at_risk\" : \"123.450000\"",
                        "\"result\" : \"MISMATCH\"",
                        "\"check\" : \"day_total\"",
                        "\"windows\" : 94");
    }

    @Test
    void withoutRunJsonWhatIsAtRiskIsGivenAsCharged() throws Exception {
        ReconciliationReport account = account(HandMadeOutput.closed().drop(RUN));

        assertThat(account.mismatches()).isEmpty();
        assertThat(account.elsewhere().revenue()).isEmpty();
        assertThat(account.elsewhere().amount()).isEqualByComparingTo("1234.5");
        assertThat(account.remarks()).hasSize(1);
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
        for (Mismatch found : account(output, Optional.of(input)).mismatches()) {
            texts.add(found.check().label() + " " + found.subject() + ": " + found.detail());
        }
        return texts;
    }

    private ReconciliationReport account(HandMadeOutput output) throws Exception {
        return account(output, Optional.empty());
    }

    private ReconciliationReport account(HandMadeOutput output, Optional<Path> input)
            throws Exception {
        output.in(folder);
        return Reconciliation.of(
                LocalOutput.opened(folder),
                input.map(path -> org.apache.flink.core.fs.Path.fromLocalFile(path.toFile())),
                Optional.empty());
    }

    private static ReconciliationReport account(PublishedOutput output) throws Exception {
        return Reconciliation.of(output, Optional.empty(), Optional.empty());
    }

    /** Each failed check once, in the order of the checks. */
    private static List<Check> checks(ReconciliationReport account) {
        return account.mismatches().stream().map(Mismatch::check).distinct().sorted().toList();
    }
}
