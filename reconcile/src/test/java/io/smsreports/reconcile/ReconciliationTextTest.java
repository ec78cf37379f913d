package io.smsreports.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.reconcile.ReconciliationReport.Day;
import io.smsreports.reconcile.ReconciliationReport.Result;
import io.smsreports.reconcile.output.AtRisk;
import io.smsreports.reconcile.output.Check;
import io.smsreports.reconcile.output.Mismatch;
import io.smsreports.reconcile.report.CorrectedStatus;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reports for a person, of outputs that {@link ReconciliationTest} does not have. */
final class ReconciliationTextTest {

    private static final LocalDate DATE = LocalDate.of(2020, 8, 31);

    private static final Day DAY =
            new Day(
                    DATE,
                    CorrectedStatus.PUBLISHED,
                    1,
                    2,
                    BigDecimal.TEN,
                    BigDecimal.ZERO,
                    BigDecimal.TEN,
                    BigDecimal.ZERO,
                    BigDecimal.ZERO,
                    AtRisk.NOTHING,
                    Result.OK);

    private static final Map<String, Long> ONE_FILE = Map.of("OK", 1L);

    @Test
    void anOutputWithoutDaysAndFilesHasNothingPublishedYet() {
        assertThat(lastLine(report(true, List.of(), Map.of(), List.of(), List.of())))
                .isEqualTo("Nothing is published yet.");
        assertThat(lastLine(report(true, List.of(), ONE_FILE, List.of(), List.of())))
                .isEqualTo("Every row is accounted for.");
        assertThat(lastLine(report(true, List.of(DAY), Map.of(), List.of(), List.of())))
                .isEqualTo("Every row is accounted for.");
    }

    @Test
    void whatIsInProgressOrNotClosedIsNoProofThatEveryRowIsAccountedFor() {
        String open = "No mismatch so far: the output is not closed.";

        assertThat(lastLine(report(false, List.of(DAY), ONE_FILE, List.of(), List.of())))
                .isEqualTo(open);
        assertThat(lastLine(report(true, List.of(DAY), ONE_FILE, List.of("a file"), List.of())))
                .isEqualTo(open);
    }

    /** Of one day the sum over all days would be the same row again. */
    @Test
    void printsNoRowThatHasNothingToAdd() {
        assertThat(
                        ReconciliationText.of(
                                report(true, List.of(DAY), ONE_FILE, List.of(), List.of())))
                .noneMatch(line -> line.contains("all days") || line.contains("(no date)"))
                .noneMatch(line -> line.contains("(other dates)"));
    }

    @Test
    void printsWhatIsInProgressAndWhatElseToKnow() {
        ReconciliationReport report =
                report(
                        false,
                        List.of(DAY),
                        ONE_FILE,
                        List.of("file a.csv is being read"),
                        List.of());

        assertThat(ReconciliationText.of(report))
                .contains("in progress: file a.csv is being read", "note: what else to know");
    }

    @Test
    void namesTheDateOfAMismatchUnlessItsSubjectBeginsWithIt() {
        ReconciliationReport report =
                report(
                        true,
                        List.of(DAY),
                        ONE_FILE,
                        List.of(),
                        List.of(
                                mismatch(Check.FILE_DAY, Optional.of(DATE), "a.csv"),
                                mismatch(Check.DAY_TOTAL, Optional.of(DATE), "2020-08-31"),
                                mismatch(Check.FILE_ROWS, Optional.empty(), "a.csv")));

        assertThat(ReconciliationText.of(report))
                .contains(
                        "MISMATCH: file_day 2020-08-31 a.csv: it is wrong",
                        "MISMATCH: day_total 2020-08-31: it is wrong",
                        "MISMATCH: file_rows a.csv: it is wrong");
    }

    @Test
    void cutsALongListAndPrintsHowMuchOfIt() {
        assertThat(textOfMismatches(30))
                .endsWith(
                        "MISMATCH: file_rows 30: it is wrong\n\nReconciliation failed: 30 mismatches");
        assertThat(textOfMismatches(33))
                .endsWith(
                        """
                        MISMATCH: file_rows 30: it is wrong
                        MISMATCH: and 3 more, which --json lists

                        Reconciliation failed: 33 mismatches""");
    }

    private static String textOfMismatches(int count) {
        List<Mismatch> mismatches =
                IntStream.rangeClosed(1, count)
                        .mapToObj(
                                i ->
                                        mismatch(
                                                Check.FILE_ROWS,
                                                Optional.empty(),
                                                Integer.toString(i)))
                        .toList();
        return String.join(
                "\n",
                ReconciliationText.of(report(true, List.of(DAY), ONE_FILE, List.of(), mismatches)));
    }

    private static Mismatch mismatch(Check check, Optional<LocalDate> date, String subject) {
        return new Mismatch(check, date, subject, "it is wrong");
    }

    private static String lastLine(ReconciliationReport report) {
        List<String> lines = ReconciliationText.of(report);
        return lines.get(lines.size() - 1);
    }

    private static ReconciliationReport report(
            boolean complete,
            List<Day> days,
            Map<String, Long> files,
            List<String> inProgress,
            List<Mismatch> mismatches) {
        return new ReconciliationReport(
                "OUT",
                "streaming run a",
                complete,
                days,
                AtRisk.NOTHING,
                AtRisk.NOTHING,
                files,
                Map.of(),
                List.of(),
                inProgress,
                List.of("what else to know"),
                mismatches);
    }
}
