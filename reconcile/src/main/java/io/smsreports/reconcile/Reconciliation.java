package io.smsreports.reconcile;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportWindow;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.ReconciliationReport.Day;
import io.smsreports.reconcile.ReconciliationReport.Gap;
import io.smsreports.reconcile.ReconciliationReport.Result;
import io.smsreports.reconcile.ReconciliationReport.Risk;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.fs.Path;

/**
 * Proves from the published files alone that every row is accounted for: rows = accepted + rejected
 * for each file, accepted = published + late + open for each event date, and that the reports
 * agree.
 *
 * <p>A file has its rows in the figures as soon as they are read, and its row in the ledger when it
 * is done. So the figures of a live output may hold more rows than the files of its ledger: that is
 * in progress. Fewer are a mismatch at any time, and in a complete output more are, too.
 */
public final class Reconciliation {

    private final OutputTotals books;
    private final OutputState state;
    private final boolean complete;
    private final Optional<LocalDate> date;
    private final Findings findings = new Findings();

    private Reconciliation(OutputTotals books, OutputState state, Optional<LocalDate> date) {
        this.books = books;
        this.state = state;
        this.complete = state.isComplete(books);
        this.date = date;
    }

    /**
     * Reconciles an output.
     *
     * @param input the folder to hold the ledger against, or empty
     * @param date what to confine the account to: this event date, and the files with rows of it
     * @throws SmsReportsException if there is no such output, date or input, or a batch is being
     *     published on it
     * @throws IOException if the storage fails
     */
    public static ReconciliationReport of(
            PublishedOutput output, Optional<Path> input, Optional<LocalDate> date)
            throws IOException, InterruptedException {
        Reconciliation reconciliation = read(output, date);
        reconciliation.requireDate(output);
        Optional<InputChecks> files = Optional.empty();
        if (input.isPresent()) {
            files = Optional.of(InputChecks.of(input.get()));
        }
        return reconciliation.account(output.name(), files);
    }

    /**
     * An output that is closed while it is read is read again: what was read before its last commit
     * is not what must hold after it.
     */
    private static Reconciliation read(PublishedOutput output, Optional<LocalDate> date)
            throws IOException, InterruptedException {
        ReportCatalogue catalogue = output.catalogue();
        CoreReport.requireAll(catalogue, output.name());
        while (true) {
            OutputState state = output.state();
            OutputTotals books =
                    output.read(
                            PublishedFolder.all(catalogue),
                            date,
                            read -> new Reconciliation(read, state, date).addsUp());
            if (state.isClosed() || !output.state().isClosed()) {
                return new Reconciliation(books, state, date);
            }
        }
    }

    private void requireDate(PublishedOutput output) throws SmsReportsException {
        NavigableSet<LocalDate> dates = books.allDates();
        if (date.isPresent() && !dates.contains(date.get())) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_UNUSABLE,
                    dates.isEmpty()
                            ? output.name() + " has no rows of any date yet."
                            : "%s has no rows of %s; it has %s to %s."
                                    .formatted(
                                            output.name(),
                                            date.get(),
                                            dates.first(),
                                            dates.last()));
        }
    }

    private boolean addsUp() {
        check(Optional.empty());
        return findings.mismatches.isEmpty();
    }

    private void check(Optional<InputChecks> files) {
        Set<LocalDate> dates = dates();
        findings.mismatches.addAll(books.problems);
        new FileChecks(books, complete, findings).run();
        boolean someUnread = files.map(input -> input.run(books, complete, findings)).orElse(true);
        new ReportChecks(books, complete, state.isClosed(), findings).run(dates);
        checkDays(dates, complete || !someUnread);
        date.ifPresent(this::keepOnly);
    }

    private Set<LocalDate> dates() {
        return date.<Set<LocalDate>>map(Set::of).orElseGet(books::allDates);
    }

    private void keepOnly(LocalDate day) {
        NavigableSet<String> files = books.filesByDay.getOrDefault(day, new TreeSet<>());
        findings.mismatches.removeIf(found -> !mayBeAbout(day, files, found));
    }

    /** A file that nobody has read, and an account that cannot be read, may be about any date. */
    private static boolean mayBeAbout(LocalDate day, Set<String> filesOfDay, Mismatch found) {
        if (found.check() == Check.FILE_READ) {
            return true;
        }
        if (found.date().isPresent()) {
            return found.date().get().equals(day);
        }
        return found.check() == Check.READABLE || filesOfDay.contains(found.subject());
    }

    private void checkDays(Set<LocalDate> dates, boolean everyFileIsDone) {
        Map<LocalDate, Counted> published = books.countedByDay();
        Map<LocalDate, BigDecimal> publishedRevenue = books.revenueByDay();
        Map<LocalDate, Counted> late = OutputTotals.byDay(books.late);
        Map<LocalDate, Counted> open = OutputTotals.byDay(books.open());
        for (LocalDate day : dates) {
            DayPart read = books.days.getOrDefault(day, DayPart.NOTHING);
            Counted beside =
                    late.getOrDefault(day, Counted.NOTHING)
                            .plus(open.getOrDefault(day, Counted.NOTHING));
            long rows = published.getOrDefault(day, Counted.NOTHING).records() + beside.records();
            BigDecimal revenue =
                    publishedRevenue.getOrDefault(day, BigDecimal.ZERO).add(beside.revenue());
            checkDay(day, read, rows, revenue, everyFileIsDone);
        }
    }

    private void checkDay(
            LocalDate day, DayPart read, long rows, BigDecimal revenue, boolean everyFileIsDone) {
        long more = rows - read.accepted();
        if (more > 0 && !everyFileIsDone) {
            findings.datesInProgress.add(day);
            findings.inProgress.add(day + ": " + more + " rows of files that are being read");
            return;
        }
        if (more != 0) {
            findings.add(
                    Check.DAY_ROWS,
                    day,
                    day.toString(),
                    "the files of the ledger have %d accepted rows, published, late and open are %d: %+d"
                            .formatted(read.accepted(), rows, more));
        }
        BigDecimal gross = read.debits().add(read.reversals());
        if (gross.compareTo(revenue) != 0) {
            findings.add(
                    Check.DAY_REVENUE,
                    day,
                    day.toString(),
                    "debits and reversals of the files sum up to %s, published, late and open to %s: %s"
                            .formatted(
                                    Money.text(gross),
                                    Money.text(revenue),
                                    Money.text(revenue.subtract(gross))));
        }
    }

    private ReconciliationReport account(String output, Optional<InputChecks> files) {
        check(files);
        remarks();
        return new ReconciliationReport(
                output,
                state.description(),
                complete,
                days(),
                risk(books.undatedAtRisk),
                risk(elsewhere()),
                filesByStatus(),
                filesNotWhole(),
                gaps(),
                List.copyOf(findings.inProgress),
                List.copyOf(findings.remarks),
                List.copyOf(findings.mismatches));
    }

    private void remarks() {
        if (state.run().isEmpty()) {
            findings.remarks.add(
                    "without run.json the amount divisor is not known: what is at risk is given as charged");
        }
        if (!findings.mismatches.isEmpty() && state.mayHaveLeftACommit()) {
            findings.remarks.add(
                    "if the job was killed, start it once with its own command: it completes its last commit; then reconcile again");
        }
    }

    private List<Day> days() {
        Map<LocalDate, BigDecimal> published = books.revenueByDay();
        Map<LocalDate, Counted> late = OutputTotals.byDay(books.late);
        Map<LocalDate, Counted> open = OutputTotals.byDay(books.open());
        Set<LocalDate> wrong = new HashSet<>();
        findings.mismatches.forEach(found -> found.date().ifPresent(wrong::add));
        CorrectedStatuses statuses = new CorrectedStatuses(books, state);
        List<Day> days = new ArrayList<>();
        for (LocalDate day : dates()) {
            DayPart read = books.days.getOrDefault(day, DayPart.NOTHING);
            days.add(
                    new Day(
                            day,
                            statuses.of(day),
                            read.files(),
                            read.accepted(),
                            read.debits(),
                            read.reversals(),
                            published.getOrDefault(day, BigDecimal.ZERO),
                            late.getOrDefault(day, Counted.NOTHING).revenue(),
                            open.getOrDefault(day, Counted.NOTHING).revenue(),
                            risk(books.atRisk.getOrDefault(day, AtRisk.NOTHING)),
                            result(day, wrong)));
        }
        return days;
    }

    private Result result(LocalDate day, Set<LocalDate> wrong) {
        if (wrong.contains(day)) {
            return Result.MISMATCH;
        }
        return findings.datesInProgress.contains(day) ? Result.IN_PROGRESS : Result.OK;
    }

    private AtRisk elsewhere() {
        if (date.isPresent()) {
            return AtRisk.NOTHING;
        }
        Set<LocalDate> dates = books.allDates();
        AtRisk sum = AtRisk.NOTHING;
        for (Map.Entry<LocalDate, AtRisk> day : books.atRisk.entrySet()) {
            if (!dates.contains(day.getKey())) {
                sum = sum.plus(day.getValue());
            }
        }
        return sum;
    }

    private Risk risk(AtRisk rows) {
        return new Risk(
                rows.rows(), rows.withoutAmount(), rows.amount(), state.revenueOf(rows.amount()));
    }

    private Map<String, Long> filesByStatus() {
        Map<String, Long> counts = new TreeMap<>();
        books.ledger.values().forEach(entry -> counts.merge(entry.status(), 1L, Long::sum));
        return counts;
    }

    private Map<String, String> filesNotWhole() {
        Map<String, String> files = new TreeMap<>();
        books.ledger.forEach(
                (file, entry) -> {
                    if (!entry.status().equals("OK")) {
                        files.put(file, entry.status());
                    }
                });
        return files;
    }

    private List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        Instant end = null;
        for (Instant window : books.allWindows()) {
            if (date.isPresent() && !WindowKey.dateOf(window).equals(date.get())) {
                continue;
            }
            if (end != null && end.isBefore(window)) {
                long windows = Duration.between(end, window).dividedBy(ReportWindow.SIZE);
                gaps.add(new Gap(end, window, windows));
            }
            end = WindowKey.endOf(window);
        }
        return gaps;
    }
}
