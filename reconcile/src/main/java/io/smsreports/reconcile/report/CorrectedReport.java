package io.smsreports.reconcile.report;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.Revenue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.check.ReportChecks;
import io.smsreports.reconcile.output.CoreReport;
import io.smsreports.reconcile.output.MinMax;
import io.smsreports.reconcile.output.OutputTotals;
import io.smsreports.reconcile.output.PublishedFolder;
import io.smsreports.reconcile.output.RecordSum;
import io.smsreports.reconcile.output.WindowKey;
import io.smsreports.reconcile.output.WindowTotals;
import io.smsreports.sql.ReferenceFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.core.fs.Path;

/**
 * A report corrected by what came late and what is still open, with each of the three parts in
 * columns of its own and how final the row is.
 */
public final class CorrectedReport {

    private static final String STATUS = "status";

    private final ReportSource source;
    private final CoreReport report;
    private final OutputTotals totals;
    private final CorrectedStatuses statuses;

    private CorrectedReport(
            ReportSource source,
            CoreReport report,
            OutputTotals totals,
            CorrectedStatuses statuses) {
        this.source = source;
        this.report = report;
        this.totals = totals;
        this.statuses = statuses;
    }

    /** What a row is about, and how final it is. */
    private record RowHead(LocalDate date, List<String> key, CorrectedStatus status) {}

    /** The same figures from three places, by the key of their row. */
    private record Parts<K, V>(Map<K, V> published, Map<K, V> late, Map<K, V> open) {

        NavigableMap<K, V> all(BinaryOperator<V> plus) {
            NavigableMap<K, V> all = new TreeMap<>(published);
            late.forEach((key, value) -> all.merge(key, value, plus));
            open.forEach((key, value) -> all.merge(key, value, plus));
            return all;
        }

        Stream<Optional<V>> of(K key) {
            return Stream.of(published, late, open).map(part -> Optional.ofNullable(part.get(key)));
        }
    }

    /**
     * What is published, with what came late and what is open.
     *
     * @param reference the paytypes' labels, for open windows of report 4
     * @throws SmsReportsException if there is no such output or date, or if a file is damaged, a
     *     row is there twice, or what is published and what is open do not add up
     */
    public static ReportTable of(ReportSource source, Path reference)
            throws IOException, InterruptedException {
        CoreReport report = core(source.report().name());
        ReportCatalogue catalogue = source.output().catalogue();
        CoreReport.requireAll(catalogue, source.output().name());
        OutputTotals totals =
                source.read(
                        PublishedFolder.figures(catalogue),
                        read ->
                                read.findings.mismatches.isEmpty()
                                        ? ReportChecks.disagreements(read, source.date())
                                        : read.findings.mismatches);
        CorrectedStatuses statuses = new CorrectedStatuses(totals, source.output().state());
        return new CorrectedReport(source, report, totals, statuses).table(reference);
    }

    private static CoreReport core(String report) throws SmsReportsException {
        return CoreReport.ofLabel(report)
                .orElseThrow(
                        () ->
                                new SmsReportsException(
                                        ErrorCode.OUTPUT_UNUSABLE,
                                        "--corrected is for %s: of %s nothing is known but what is published."
                                                .formatted(
                                                        Arrays.stream(CoreReport.values())
                                                                .map(CoreReport::label)
                                                                .collect(Collectors.joining(", ")),
                                                        report)));
    }

    private ReportTable table(Path reference) throws IOException {
        return switch (report) {
            case DAILY_REVENUE ->
                    revenues(
                            new Parts<>(totals.daily, lateDays(), totals.openDays()),
                            this::dayHead);
            case REVENUE_15MIN -> {
                Parts<WindowKey, BigDecimal> parts =
                        new Parts<>(
                                totals.revenue,
                                mapped(totals.late, late -> late.sum().revenue()),
                                mapped(totals.open(), open -> open.sum().revenue()));
                yield revenues(parts, windowHead(parts));
            }
            case MINMAX_15MIN ->
                    minMaxes(
                            new Parts<>(
                                    totals.minMax,
                                    mapped(totals.late, WindowTotals::minMax),
                                    mapped(totals.open(), WindowTotals::minMax)));
            case COUNT_REVENUE_15MIN ->
                    counts(
                            new Parts<>(
                                    totals.counted,
                                    totals.lateByLabel,
                                    labelled(totals.open(), reference)));
        };
    }

    private Map<LocalDate, BigDecimal> lateDays() {
        return OutputTotals.sums(
                totals.late, WindowKey::date, late -> late.sum().revenue(), BigDecimal::add);
    }

    private static <V> Map<WindowKey, V> mapped(
            Map<WindowKey, WindowTotals> windows, Function<WindowTotals, V> figures) {
        Map<WindowKey, V> mapped = new TreeMap<>();
        windows.forEach((key, totals) -> mapped.put(key, figures.apply(totals)));
        return mapped;
    }

    private RowHead dayHead(LocalDate day) {
        return new RowHead(day, List.of(day.toString()), statuses.of(day));
    }

    private Function<WindowKey, RowHead> windowHead(Parts<WindowKey, ?> parts) {
        return key ->
                new RowHead(
                        key.date(),
                        key.fields(),
                        statuses.of(key.window(), parts.late().containsKey(key)));
    }

    private <K> ReportTable revenues(Parts<K, BigDecimal> parts, Function<K, RowHead> head)
            throws SmsReportsException {
        return table(
                parts,
                BigDecimal::add,
                head,
                (sum, three) ->
                        Stream.concat(
                                Stream.of(Revenue.text(sum)),
                                three.map(part -> Revenue.text(part.orElse(BigDecimal.ZERO)))),
                List.of("published", "late", "open", STATUS));
    }

    private ReportTable minMaxes(Parts<WindowKey, MinMax> parts) throws SmsReportsException {
        return table(
                parts,
                MinMax::plus,
                windowHead(parts),
                (all, three) ->
                        Stream.concat(Stream.of(Optional.of(all)), three)
                                .flatMap(CorrectedReport::texts),
                List.of(
                        "published_min",
                        "published_max",
                        "late_min",
                        "late_max",
                        "open_min",
                        "open_max",
                        STATUS));
    }

    private static Stream<String> texts(Optional<MinMax> minMax) {
        return minMax.map(found -> Stream.of(Revenue.text(found.min()), Revenue.text(found.max())))
                .orElse(Stream.of("", ""));
    }

    private ReportTable counts(Parts<WindowKey, RecordSum> parts) throws SmsReportsException {
        return table(
                parts,
                RecordSum::plus,
                windowHead(parts),
                (sum, three) -> {
                    List<RecordSum> sums =
                            three.map(part -> part.orElse(RecordSum.NOTHING)).toList();
                    return Stream.of(
                                    Stream.of(Long.toString(sum.records())),
                                    Stream.concat(Stream.of(sum), sums.stream())
                                            .map(part -> Revenue.text(part.revenue())),
                                    sums.stream().map(part -> Long.toString(part.records())))
                            .flatMap(texts -> texts);
                },
                List.of(
                        "published",
                        "late",
                        "open",
                        STATUS,
                        "published_records",
                        "late_records",
                        "open_records"));
    }

    /**
     * @param figures the figures of a row, of all parts together and of the three
     * @param added the columns behind the report's own
     */
    private <K, V> ReportTable table(
            Parts<K, V> parts,
            BinaryOperator<V> plus,
            Function<K, RowHead> head,
            BiFunction<V, Stream<Optional<V>>, Stream<String>> figures,
            List<String> added)
            throws SmsReportsException {
        List<String> columns = new ArrayList<>(source.report().columnNames());
        columns.addAll(added);
        List<List<String>> rows = new ArrayList<>();
        parts.all(plus)
                .forEach(
                        (key, all) -> {
                            RowHead of = head.apply(key);
                            if (source.date().filter(day -> !day.equals(of.date())).isPresent()) {
                                return;
                            }
                            List<String> row = new ArrayList<>(of.key());
                            row.addAll(figures.apply(all, parts.of(key)).toList());
                            row.add(columns.indexOf(STATUS), of.status().label());
                            rows.add(row);
                        });
        return source.table(columns, rows, "");
    }

    private static NavigableMap<WindowKey, RecordSum> labelled(
            NavigableMap<WindowKey, WindowTotals> open, Path reference) throws IOException {
        // Without open windows no label is needed, and no reference file.
        Map<Integer, String> labels = open.isEmpty() ? Map.of() : ReferenceFile.read(reference);
        return OutputTotals.sums(
                open, key -> key.withLabel(label(key, labels)), WindowTotals::sum, RecordSum::plus);
    }

    /** As the job's SQL labels a paytype. */
    private static String label(WindowKey key, Map<Integer, String> labels) {
        if (key.paytype().isEmpty()) {
            return "Unknown";
        }
        return labels.getOrDefault(key.code(), "Unknown (" + key.paytype() + ")");
    }
}
