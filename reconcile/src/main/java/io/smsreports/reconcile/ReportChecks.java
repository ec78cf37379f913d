package io.smsreports.reconcile;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether the reports and the provisional figures agree with each other. */
final class ReportChecks {

    private final OutputTotals books;
    private final boolean complete;
    private final boolean closed;
    private final Findings findings;

    private final Map<LocalDate, BigDecimal> revenueByDay;
    private final Map<LocalDate, Counted> countedByDay;
    private final Map<LocalDate, Counted> openByDay;
    private final Map<LocalDate, BigDecimal> openDays;
    private final Set<LocalDate> datesWithWindows = new TreeSet<>();

    /**
     * @param complete whether nothing more is to come
     * @param closed whether the input has ended and every window must be published
     */
    ReportChecks(OutputTotals books, boolean complete, boolean closed, Findings findings) {
        this.books = books;
        this.complete = complete;
        this.closed = closed;
        this.findings = findings;
        this.revenueByDay = books.revenueByDay();
        this.countedByDay = books.countedByDay();
        this.openByDay = OutputTotals.byDay(books.open());
        this.openDays = books.openDays();
        books.publishedWindows().forEach(window -> datesWithWindows.add(WindowKey.dateOf(window)));
        datesWithWindows.addAll(openByDay.keySet());
    }

    /** Where the figures do not agree, of a date or of all. */
    static List<Mismatch> disagreements(OutputTotals books, Optional<LocalDate> date) {
        Findings findings = new Findings();
        new ReportChecks(books, false, false, findings)
                .run(date.<Set<LocalDate>>map(Set::of).orElseGet(books::allDates));
        return findings.mismatches;
    }

    /** Checks the windows and days of these dates. */
    void run(Set<LocalDate> dates) {
        checkSameRows();
        checkSameRevenue();
        checkBounds();
        dates.forEach(this::checkDay);
    }

    private void checkSameRows() {
        for (WindowKey key : books.revenue.keySet()) {
            if (!books.bounds.containsKey(key)) {
                missing(key, "revenue_15min", "minmax_15min");
            }
        }
        for (WindowKey key : books.bounds.keySet()) {
            if (!books.revenue.containsKey(key)) {
                missing(key, "minmax_15min", "revenue_15min");
            }
        }
    }

    private void missing(WindowKey key, String here, String there) {
        findings.add(
                Check.REPORTS_AGREE,
                WindowKey.dateOf(key.window()),
                key.describe(),
                "it is in " + here + " and not in " + there);
    }

    private void checkSameRevenue() {
        NavigableMap<Instant, BigDecimal> byPaytype = new TreeMap<>();
        books.revenue.forEach(
                (key, value) -> byPaytype.merge(key.window(), value, BigDecimal::add));
        NavigableMap<Instant, BigDecimal> byLabel = new TreeMap<>();
        books.counted.forEach(
                (key, value) -> byLabel.merge(key.window(), value.revenue(), BigDecimal::add));
        Set<Instant> windows = new TreeSet<>(byPaytype.keySet());
        windows.addAll(byLabel.keySet());
        for (Instant window : windows) {
            BigDecimal left = byPaytype.get(window);
            BigDecimal right = byLabel.get(window);
            if (left == null || right == null || left.compareTo(right) != 0) {
                findings.add(
                        Check.REPORTS_AGREE,
                        WindowKey.dateOf(window),
                        window.toString(),
                        "revenue_15min has %s and count_revenue_15min has %s"
                                .formatted(orNothing(left), orNothing(right)));
            }
        }
    }

    private static String orNothing(BigDecimal figure) {
        return figure == null ? "nothing" : Money.text(figure);
    }

    /**
     * The count of a paytype is not published, only that of its label; so the bounds are those that
     * all records of the window would allow.
     */
    private void checkBounds() {
        Map<Instant, Long> records = new TreeMap<>();
        books.counted.forEach(
                (key, value) -> records.merge(key.window(), value.records(), Long::sum));
        books.bounds.forEach(
                (key, found) -> {
                    BigDecimal revenue = books.revenue.get(key);
                    long count = records.getOrDefault(key.window(), 0L);
                    if (revenue == null || count == 0) {
                        return;
                    }
                    BigDecimal all = BigDecimal.valueOf(count);
                    BigDecimal least = found.min().min(found.min().multiply(all));
                    BigDecimal most = found.max().max(found.max().multiply(all));
                    if (found.min().compareTo(found.max()) > 0
                            || revenue.compareTo(least) < 0
                            || revenue.compareTo(most) > 0) {
                        findings.add(
                                Check.PLAUSIBLE_BOUNDS,
                                WindowKey.dateOf(key.window()),
                                key.describe(),
                                "min %s and max %s of at most %d records cannot make a revenue of %s"
                                        .formatted(
                                                Money.text(found.min()),
                                                Money.text(found.max()),
                                                count,
                                                Money.text(revenue)));
                    }
                });
    }

    private void checkDay(LocalDate date) {
        BigDecimal byPaytype = revenueByDay.getOrDefault(date, BigDecimal.ZERO);
        BigDecimal byLabel = countedByDay.getOrDefault(date, Counted.NOTHING).revenue();
        Counted open = openByDay.getOrDefault(date, Counted.NOTHING);
        BigDecimal daily = books.daily.get(date);
        BigDecimal provisional = openDays.get(date);
        if (closed && (open.records() > 0 || provisional != null)) {
            findings.add(
                    Check.NOTHING_OPEN,
                    date,
                    date.toString(),
                    "the output is closed and open_totals still holds %d rows that no report has"
                            .formatted(open.records()));
        }
        if (daily != null) {
            if (daily.compareTo(byPaytype) != 0 || daily.compareTo(byLabel) != 0) {
                findings.add(
                        Check.DAY_TOTAL,
                        date,
                        date.toString(),
                        "daily_revenue has %s, the sum of revenue_15min is %s, that of count_revenue_15min %s"
                                .formatted(
                                        Money.text(daily),
                                        Money.text(byPaytype),
                                        Money.text(byLabel)));
            }
            return;
        }
        if (provisional != null) {
            checkOpenDay(date, provisional, byPaytype.add(open.revenue()));
            return;
        }
        if (datesWithWindows.contains(date)) {
            findings.add(
                    Check.DAY_TOTAL,
                    date,
                    date.toString(),
                    "its windows sum up to %s, and it is not in daily_revenue%s"
                            .formatted(
                                    Money.text(byPaytype),
                                    complete ? "" : " nor in open_totals/open_daily.csv"));
        }
    }

    private void checkOpenDay(LocalDate date, BigDecimal provisional, BigDecimal windows) {
        if (provisional.compareTo(windows) != 0) {
            findings.add(
                    Check.OPEN_DAY_TOTAL,
                    date,
                    date.toString(),
                    "open_daily.csv has %s, published and open windows sum up to %s"
                            .formatted(Money.text(provisional), Money.text(windows)));
        }
    }
}
