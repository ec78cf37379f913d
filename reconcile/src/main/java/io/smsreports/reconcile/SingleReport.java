package io.smsreports.reconcile;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.SmsReportsException;
import io.smsreports.sql.ReferenceFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.Path;

/**
 * One report out of all of its part files: as it was published, or corrected by what came late and
 * what is still open.
 *
 * <p>A report that cannot be told truly is refused: one with a row that is published twice, or with
 * a file that is damaged.
 */
public final class SingleReport {

    private static final String NONE = "";

    private final PublishedOutput output;
    private final ReportDefinition report;
    private final Optional<LocalDate> date;

    /**
     * @param report one of the output's own
     * @param date the only date to tell of, or empty for all
     */
    public SingleReport(PublishedOutput output, ReportDefinition report, Optional<LocalDate> date) {
        this.output = output;
        this.report = report;
        this.date = date;
    }

    /**
     * What is published, in the report's own columns.
     *
     * @throws SmsReportsException if there is no such output or date
     * @throws SmsReportsException if a file is damaged or a row is there twice
     */
    public ReportTable published() throws IOException, InterruptedException {
        OutputTotals books =
                output.read(
                        List.of(PublishedFolder.rowsOf(report)),
                        date,
                        read -> read.problems.isEmpty());
        refuse(books.problems);
        ReportTable table =
                new ReportTable(
                        report.columnNames(),
                        books.rows.getOrDefault(report.name(), new TreeMap<>()).values().stream()
                                .map(ReportRow::fields)
                                .toList());
        if (table.rows().isEmpty() && date.isPresent()) {
            throw noSuchDate(
                    " is published"
                            + (CoreReport.ofLabel(report.name()).isPresent()
                                    ? "; --corrected shows what is open"
                                    : ""));
        }
        return table;
    }

    private SmsReportsException noSuchDate(String what) {
        return new SmsReportsException(
                ErrorCode.OUTPUT_UNUSABLE,
                "nothing of %s in %s of %s%s."
                        .formatted(date.orElseThrow(), report.name(), output.name(), what));
    }

    private void refuse(List<Mismatch> problems) throws SmsReportsException {
        if (!problems.isEmpty()) {
            Mismatch first = problems.get(0);
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_DAMAGED,
                    "%s of %s cannot be told: %s: %s; ./sms-reports reconcile tells more"
                            .formatted(
                                    report.name(), output.name(), first.subject(), first.detail()));
        }
    }

    private static List<String> row(LocalDate day, String... values) {
        return withKey(List.of(day.toString()), values);
    }

    private static List<String> row(WindowKey key, String... values) {
        return withKey(List.of(text(key.window()), key.paytypeText()), values);
    }

    private static List<String> row(LabelKey key, String... values) {
        return withKey(List.of(text(key.window()), key.label()), values);
    }

    private static List<String> withKey(List<String> key, String... values) {
        List<String> row = new ArrayList<>(key);
        row.addAll(List.of(values));
        return row;
    }

    private static String text(Instant window) {
        return Times.text(window);
    }

    // ------------------------------------------------------------------ corrected

    /**
     * What is published, with what came late and what is open.
     *
     * @param reference the paytypes' labels, for open windows of report 4
     * @throws SmsReportsException if there is no such output or date
     * @throws SmsReportsException if a file is damaged, a row is there twice, or what is published
     *     and what is open do not add up
     */
    public ReportTable corrected(Path reference) throws IOException, InterruptedException {
        CoreReport core = core();
        ReportCatalogue catalogue = output.catalogue();
        CoreReport.requireAll(catalogue, output.name());
        OutputTotals books =
                output.read(
                        PublishedFolder.figures(catalogue),
                        date,
                        read ->
                                read.problems.isEmpty()
                                        && ReportChecks.disagreements(read, date).isEmpty());
        refuse(books.problems);
        refuse(ReportChecks.disagreements(books, date));
        CorrectedStatuses statuses = new CorrectedStatuses(books, output.state());
        ReportTable table =
                switch (core) {
                    case DAILY_REVENUE -> correctedDays(books, statuses);
                    case REVENUE_15MIN -> correctedRevenue(books, statuses);
                    case MINMAX_15MIN -> correctedBounds(books, statuses);
                    case COUNT_REVENUE_15MIN -> correctedCounts(books, statuses, reference);
                };
        if (table.rows().isEmpty() && date.isPresent()) {
            throw noSuchDate("");
        }
        return table;
    }

    private CoreReport core() throws SmsReportsException {
        return CoreReport.ofLabel(report.name())
                .orElseThrow(
                        () ->
                                new SmsReportsException(
                                        ErrorCode.OUTPUT_UNUSABLE,
                                        "--corrected is for %s: of %s nothing is known but what is published."
                                                .formatted(
                                                        Arrays.stream(CoreReport.values())
                                                                .map(CoreReport::label)
                                                                .collect(Collectors.joining(", ")),
                                                        report.name())));
    }

    private boolean isAsked(LocalDate day) {
        return date.isEmpty() || date.get().equals(day);
    }

    private boolean isAsked(Instant window) {
        return isAsked(WindowKey.dateOf(window));
    }

    private ReportTable table(List<List<String>> rows, String... added) {
        List<String> columns = new ArrayList<>(report.columnNames());
        columns.addAll(List.of(added));
        return new ReportTable(columns, rows);
    }

    private ReportTable correctedDays(OutputTotals books, CorrectedStatuses statuses) {
        NavigableMap<LocalDate, BigDecimal> open = books.openDays();
        Map<LocalDate, Counted> late = OutputTotals.byDay(books.late);
        TreeSet<LocalDate> days = new TreeSet<>(books.daily.keySet());
        days.addAll(open.keySet());
        days.addAll(late.keySet());
        days.removeIf(day -> !isAsked(day));
        List<List<String>> rows = new ArrayList<>();
        for (LocalDate day : days) {
            Parts parts =
                    new Parts(
                            books.daily.getOrDefault(day, BigDecimal.ZERO),
                            late.getOrDefault(day, Counted.NOTHING).revenue(),
                            open.getOrDefault(day, BigDecimal.ZERO));
            rows.add(
                    row(
                            day,
                            parts.sum(),
                            parts.publishedText(),
                            parts.lateText(),
                            parts.openText(),
                            statuses.of(day).label()));
        }
        return table(rows, "published", "late", "open", "status");
    }

    private ReportTable correctedRevenue(OutputTotals books, CorrectedStatuses statuses) {
        NavigableMap<WindowKey, Totals> open = books.open();
        TreeSet<WindowKey> keys = new TreeSet<>(books.revenue.keySet());
        keys.addAll(open.keySet());
        keys.addAll(books.late.keySet());
        keys.removeIf(key -> !isAsked(key.window()));
        List<List<String>> rows = new ArrayList<>();
        for (WindowKey key : keys) {
            Parts parts =
                    new Parts(
                            books.revenue.getOrDefault(key, BigDecimal.ZERO),
                            revenue(books.late.get(key)),
                            revenue(open.get(key)));
            rows.add(
                    row(
                            key,
                            parts.sum(),
                            parts.publishedText(),
                            parts.lateText(),
                            parts.openText(),
                            statuses.of(key.window(), books.late.containsKey(key)).label()));
        }
        return table(rows, "published", "late", "open", "status");
    }

    private static BigDecimal revenue(Totals totals) {
        return totals == null ? BigDecimal.ZERO : totals.sum().revenue();
    }

    private ReportTable correctedBounds(OutputTotals books, CorrectedStatuses statuses) {
        NavigableMap<WindowKey, Totals> open = books.open();
        NavigableMap<WindowKey, Bounds> all = new TreeMap<>(books.bounds);
        books.late.forEach((key, totals) -> all.merge(key, totals.bounds(), Bounds::with));
        open.forEach((key, totals) -> all.merge(key, totals.bounds(), Bounds::with));
        all.keySet().removeIf(key -> !isAsked(key.window()));
        List<List<String>> rows = new ArrayList<>();
        all.forEach(
                (key, bounds) -> {
                    List<String> row = new ArrayList<>(row(key));
                    row.addAll(texts(Optional.of(bounds)));
                    row.addAll(texts(Optional.ofNullable(books.bounds.get(key))));
                    row.addAll(texts(Optional.ofNullable(books.late.get(key)).map(Totals::bounds)));
                    row.addAll(texts(Optional.ofNullable(open.get(key)).map(Totals::bounds)));
                    row.add(statuses.of(key.window(), books.late.containsKey(key)).label());
                    rows.add(row);
                });
        return table(
                rows,
                "published_min",
                "published_max",
                "late_min",
                "late_max",
                "open_min",
                "open_max",
                "status");
    }

    private static List<String> texts(Optional<Bounds> bounds) {
        return bounds.map(found -> List.of(Money.text(found.min()), Money.text(found.max())))
                .orElse(List.of(NONE, NONE));
    }

    private ReportTable correctedCounts(
            OutputTotals books, CorrectedStatuses statuses, Path reference) throws IOException {
        NavigableMap<LabelKey, Counted> open = labelled(books.open(), reference);
        TreeSet<LabelKey> keys = new TreeSet<>(books.counted.keySet());
        keys.addAll(open.keySet());
        keys.addAll(books.lateByLabel.keySet());
        keys.removeIf(key -> !isAsked(key.window()));
        List<List<String>> rows = new ArrayList<>();
        for (LabelKey key : keys) {
            Counted published = books.counted.getOrDefault(key, Counted.NOTHING);
            Counted late = books.lateByLabel.getOrDefault(key, Counted.NOTHING);
            Counted stillOpen = open.getOrDefault(key, Counted.NOTHING);
            Counted all = published.plus(late).plus(stillOpen);
            rows.add(
                    row(
                            key,
                            Long.toString(all.records()),
                            Money.text(all.revenue()),
                            Money.text(published.revenue()),
                            Money.text(late.revenue()),
                            Money.text(stillOpen.revenue()),
                            statuses.of(key.window(), books.lateByLabel.containsKey(key)).label(),
                            Long.toString(published.records()),
                            Long.toString(late.records()),
                            Long.toString(stillOpen.records())));
        }
        return table(
                rows,
                "published",
                "late",
                "open",
                "status",
                "published_records",
                "late_records",
                "open_records");
    }

    private static NavigableMap<LabelKey, Counted> labelled(
            NavigableMap<WindowKey, Totals> open, Path reference) throws IOException {
        NavigableMap<LabelKey, Counted> sums = new TreeMap<>();
        if (open.isEmpty()) {
            return sums;
        }
        Map<Integer, String> labels = ReferenceFile.read(reference);
        open.forEach(
                (key, totals) ->
                        sums.merge(
                                new LabelKey(key.window(), label(key, labels)),
                                totals.sum(),
                                Counted::plus));
        return sums;
    }

    /** As the job's SQL labels a paytype. */
    private static String label(WindowKey key, Map<Integer, String> labels) {
        if (key.paytypeText().isEmpty()) {
            return "Unknown";
        }
        return labels.getOrDefault(key.paytype(), "Unknown (" + key.paytypeText() + ")");
    }

    /** The parts of a sum. */
    private record Parts(BigDecimal published, BigDecimal late, BigDecimal open) {

        String sum() {
            return Money.text(published.add(late).add(open));
        }

        String publishedText() {
            return Money.text(published);
        }

        String lateText() {
            return Money.text(late);
        }

        String openText() {
            return Money.text(open);
        }
    }
}
