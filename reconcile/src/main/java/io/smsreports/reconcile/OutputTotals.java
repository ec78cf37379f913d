package io.smsreports.reconcile;

import io.smsreports.model.RejectReason;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The figures of an output, added up from its published files: as many as there are windows, files
 * and days. What is there twice counts once here and is in {@link #problems}.
 */
final class OutputTotals {

    /** A file's rejected rows of one reason. */
    record Rejected(String file, RejectReason reason) implements Comparable<Rejected> {
        @Override
        public int compareTo(Rejected other) {
            int order = file.compareTo(other.file);
            return order != 0 ? order : reason.compareTo(other.reason);
        }
    }

    /** What was found wrong while reading. */
    final List<Mismatch> problems = new ArrayList<>();

    /** Report 1. */
    final NavigableMap<LocalDate, BigDecimal> daily = new TreeMap<>();

    /** Report 2. */
    final NavigableMap<WindowKey, BigDecimal> revenue = new TreeMap<>();

    /** Report 3. */
    final NavigableMap<WindowKey, Bounds> bounds = new TreeMap<>();

    /** Report 4. */
    final NavigableMap<LabelKey, Counted> counted = new TreeMap<>();

    /** The rows of reports that are read by their definition alone. */
    final Map<String, NavigableMap<RowKey, ReportRow>> rows = new TreeMap<>();

    final NavigableMap<WindowKey, Totals> late = new TreeMap<>();
    final NavigableMap<LabelKey, Counted> lateByLabel = new TreeMap<>();

    /** Late rows by file. */
    final NavigableMap<String, Long> lateByFile = new TreeMap<>();

    /** Every row of open_15min; a window that is published meanwhile is in the reports too. */
    final NavigableMap<WindowKey, Totals> provisional = new TreeMap<>();

    /** Every row of open_daily. */
    final NavigableMap<LocalDate, BigDecimal> provisionalDays = new TreeMap<>();

    /** When the provisional figures were true, if there are any. */
    Optional<Instant> asOf = Optional.empty();

    final NavigableMap<String, LedgerEntry> ledger = new TreeMap<>();

    /** Files that the ledger says were changed after they were read. */
    final NavigableSet<String> changedAfterRead = new TreeSet<>();

    final NavigableMap<LocalDate, DayPart> days = new TreeMap<>();
    final NavigableMap<String, DayPart> daysByFile = new TreeMap<>();

    /** The files of each date. */
    final NavigableMap<LocalDate, NavigableSet<String>> filesByDay = new TreeMap<>();

    final NavigableMap<Rejected, Long> rejected = new TreeMap<>();
    final NavigableMap<LocalDate, AtRisk> atRisk = new TreeMap<>();

    /** Rejected rows without a readable date. */
    AtRisk undatedAtRisk = AtRisk.NOTHING;

    /** The windows of the reports. */
    NavigableSet<Instant> publishedWindows() {
        NavigableSet<Instant> windows = new TreeSet<>();
        revenue.keySet().forEach(key -> windows.add(key.window()));
        bounds.keySet().forEach(key -> windows.add(key.window()));
        counted.keySet().forEach(key -> windows.add(key.window()));
        return windows;
    }

    /** The provisional figures of the windows that are in no report. */
    NavigableMap<WindowKey, Totals> open() {
        NavigableSet<Instant> published = publishedWindows();
        NavigableMap<WindowKey, Totals> open = new TreeMap<>(provisional);
        open.keySet().removeIf(key -> published.contains(key.window()));
        return open;
    }

    /** The provisional figures of the days that are not in report 1. */
    NavigableMap<LocalDate, BigDecimal> openDays() {
        NavigableMap<LocalDate, BigDecimal> open = new TreeMap<>(provisionalDays);
        open.keySet().removeAll(daily.keySet());
        return open;
    }

    /** Every window that has a row in any of the figures. */
    NavigableSet<Instant> allWindows() {
        NavigableSet<Instant> windows = publishedWindows();
        provisional.keySet().forEach(key -> windows.add(key.window()));
        late.keySet().forEach(key -> windows.add(key.window()));
        return windows;
    }

    /** Every date that has accepted rows in any account. */
    NavigableSet<LocalDate> allDates() {
        NavigableSet<LocalDate> dates = new TreeSet<>(daily.keySet());
        dates.addAll(provisionalDays.keySet());
        dates.addAll(days.keySet());
        allWindows().forEach(window -> dates.add(WindowKey.dateOf(window)));
        return dates;
    }

    /** Report 2 by day. */
    Map<LocalDate, BigDecimal> revenueByDay() {
        Map<LocalDate, BigDecimal> sums = new TreeMap<>();
        revenue.forEach(
                (key, value) -> sums.merge(WindowKey.dateOf(key.window()), value, BigDecimal::add));
        return sums;
    }

    /** Report 4 by day. */
    Map<LocalDate, Counted> countedByDay() {
        Map<LocalDate, Counted> sums = new TreeMap<>();
        counted.forEach(
                (key, value) -> sums.merge(WindowKey.dateOf(key.window()), value, Counted::plus));
        return sums;
    }

    /** Sums by day. */
    static Map<LocalDate, Counted> byDay(Map<WindowKey, Totals> windows) {
        Map<LocalDate, Counted> sums = new TreeMap<>();
        windows.forEach(
                (key, totals) ->
                        sums.merge(WindowKey.dateOf(key.window()), totals.sum(), Counted::plus));
        return sums;
    }
}
