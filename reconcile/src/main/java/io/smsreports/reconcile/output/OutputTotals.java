package io.smsreports.reconcile.output;

import io.smsreports.model.LocalDays;
import io.smsreports.model.RejectReason;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * The figures of an output, added up from its published files: as many as there are windows, files
 * and days. What is there twice counts once here and is in {@link #findings}.
 */
public final class OutputTotals {

    /** A file's rejected rows of one reason. */
    public record Rejected(String file, RejectReason reason) implements Comparable<Rejected> {
        @Override
        public int compareTo(Rejected other) {
            int order = file.compareTo(other.file);
            return order != 0 ? order : reason.compareTo(other.reason);
        }
    }

    /** What days the dates are. */
    public final LocalDays localDays;

    /** What was found wrong while reading. */
    public final Findings findings = new Findings();

    /** Report 1. */
    public final NavigableMap<LocalDate, BigDecimal> daily = new TreeMap<>();

    /** Report 2. */
    public final NavigableMap<WindowKey, BigDecimal> revenue = new TreeMap<>();

    /** Report 3. */
    public final NavigableMap<WindowKey, MinMax> minMax = new TreeMap<>();

    /** Report 4. */
    public final NavigableMap<WindowKey, RecordSum> counted = new TreeMap<>();

    /** The rows of reports that are read by their definition alone. */
    public final Map<String, NavigableMap<RowKey, ReportRow>> rows = new TreeMap<>();

    public final NavigableMap<WindowKey, WindowTotals> late = new TreeMap<>();
    public final NavigableMap<WindowKey, RecordSum> lateByLabel = new TreeMap<>();

    /** Late rows by file. */
    public final NavigableMap<String, Long> lateByFile = new TreeMap<>();

    /** Every row of open_15min; a window that is published meanwhile is in the reports too. */
    public final NavigableMap<WindowKey, WindowTotals> provisional = new TreeMap<>();

    /** Every row of open_daily. */
    public final NavigableMap<LocalDate, BigDecimal> provisionalDays = new TreeMap<>();

    public final NavigableMap<String, LedgerEntry> ledger = new TreeMap<>();

    /** Files that the ledger says were changed after they were read. */
    public final NavigableSet<String> changedAfterRead = new TreeSet<>();

    public final NavigableMap<LocalDate, FileDayTotals> days = new TreeMap<>();
    public final NavigableMap<String, FileDayTotals> daysByFile = new TreeMap<>();

    /** The files of each date. */
    public final NavigableMap<LocalDate, NavigableSet<String>> filesByDay = new TreeMap<>();

    public final NavigableMap<Rejected, Long> rejected = new TreeMap<>();
    public final NavigableMap<LocalDate, AtRisk> atRisk = new TreeMap<>();

    /** Rejected rows without a readable date. */
    public AtRisk undatedAtRisk = AtRisk.NOTHING;

    /** Nothing yet, of an output whose dates are such days. */
    public OutputTotals(LocalDays localDays) {
        this.localDays = localDays;
    }

    /** The windows of the reports. */
    public NavigableSet<Instant> publishedWindows() {
        NavigableSet<Instant> windows = new TreeSet<>();
        revenue.keySet().forEach(key -> windows.add(key.window()));
        minMax.keySet().forEach(key -> windows.add(key.window()));
        counted.keySet().forEach(key -> windows.add(key.window()));
        return windows;
    }

    /** The provisional figures of the windows that are in no report. */
    public NavigableMap<WindowKey, WindowTotals> open() {
        NavigableSet<Instant> published = publishedWindows();
        NavigableMap<WindowKey, WindowTotals> open = new TreeMap<>(provisional);
        open.keySet().removeIf(key -> published.contains(key.window()));
        return open;
    }

    /** The provisional figures of the days that are not in report 1. */
    public NavigableMap<LocalDate, BigDecimal> openDays() {
        NavigableMap<LocalDate, BigDecimal> open = new TreeMap<>(provisionalDays);
        open.keySet().removeAll(daily.keySet());
        return open;
    }

    /** Every window that has a row in any of the figures. */
    public NavigableSet<Instant> allWindows() {
        NavigableSet<Instant> windows = publishedWindows();
        provisional.keySet().forEach(key -> windows.add(key.window()));
        late.keySet().forEach(key -> windows.add(key.window()));
        return windows;
    }

    /** Every date that has accepted rows in any folder. */
    public NavigableSet<LocalDate> allDates() {
        NavigableSet<LocalDate> dates = new TreeSet<>(daily.keySet());
        dates.addAll(provisionalDays.keySet());
        dates.addAll(days.keySet());
        allWindows().forEach(window -> dates.add(localDays.dayOf(window)));
        return dates;
    }

    /**
     * The figures by event date.
     *
     * @param date this one only, or empty for every date that has accepted rows in any folder
     */
    public NavigableMap<LocalDate, DateTotals> byDate(Optional<LocalDate> date) {
        Map<LocalDate, BigDecimal> revenues =
                sums(revenue, WindowKey::date, value -> value, BigDecimal::add);
        Map<LocalDate, RecordSum> counts =
                sums(counted, WindowKey::date, value -> value, RecordSum::plus);
        Map<LocalDate, RecordSum> lateSums = sumsByDate(late);
        Map<LocalDate, RecordSum> openSums = sumsByDate(open());
        NavigableMap<LocalDate, DateTotals> totals = new TreeMap<>();
        for (LocalDate day : date.<Set<LocalDate>>map(Set::of).orElseGet(this::allDates)) {
            totals.put(
                    day,
                    new DateTotals(
                            days.getOrDefault(day, FileDayTotals.NOTHING),
                            revenues.getOrDefault(day, BigDecimal.ZERO),
                            counts.getOrDefault(day, RecordSum.NOTHING),
                            lateSums.getOrDefault(day, RecordSum.NOTHING),
                            openSums.getOrDefault(day, RecordSum.NOTHING)));
        }
        return totals;
    }

    private static Map<LocalDate, RecordSum> sumsByDate(Map<WindowKey, WindowTotals> windows) {
        return sums(windows, WindowKey::date, WindowTotals::sum, RecordSum::plus);
    }

    /** Adds rows up by what their keys have in common. */
    public static <K, G extends Comparable<? super G>, V, S> NavigableMap<G, S> sums(
            Map<K, V> rows, Function<K, G> group, Function<V, S> value, BinaryOperator<S> plus) {
        NavigableMap<G, S> sums = new TreeMap<>();
        rows.forEach((key, row) -> sums.merge(group.apply(key), value.apply(row), plus));
        return sums;
    }
}
