package io.smsreports.reconcile.check;

import io.smsreports.model.Revenue;
import io.smsreports.reconcile.output.Check;
import io.smsreports.reconcile.output.DateTotals;
import io.smsreports.reconcile.output.Findings;
import io.smsreports.reconcile.output.MinMax;
import io.smsreports.reconcile.output.Mismatch;
import io.smsreports.reconcile.output.OutputTotals;
import io.smsreports.reconcile.output.RecordSum;
import io.smsreports.reconcile.output.WindowKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether the reports and the provisional figures agree with each other. */
public final class ReportChecks {

    private final OutputTotals totals;
    private final boolean complete;
    private final boolean closed;
    private final Findings findings;

    private final Map<LocalDate, BigDecimal> openDays;
    private final Set<LocalDate> datesWithWindows = new HashSet<>();

    /**
     * @param complete whether nothing more is to come
     * @param closed whether the input has ended and every window must be published
     */
    public ReportChecks(OutputTotals totals, boolean complete, boolean closed, Findings findings) {
        this.totals = totals;
        this.complete = complete;
        this.closed = closed;
        this.findings = findings;
        this.openDays = totals.openDays();
        totals.publishedWindows()
                .forEach(window -> datesWithWindows.add(totals.localDays.dayOf(window)));
        totals.open().keySet().forEach(key -> datesWithWindows.add(key.date()));
    }

    /** Where the figures do not agree, of a date or of all. */
    public static List<Mismatch> disagreements(OutputTotals totals, Optional<LocalDate> date) {
        Findings findings = new Findings();
        new ReportChecks(totals, false, false, findings).run(totals.byDate(date));
        return findings.mismatches;
    }

    /** Checks all windows, and these days. */
    public void run(Map<LocalDate, DateTotals> dates) {
        checkSameRows();
        checkSameRevenue();
        checkBounds();
        dates.forEach(this::checkDay);
    }

    private void checkSameRows() {
        for (WindowKey key : totals.revenue.keySet()) {
            if (!totals.minMax.containsKey(key)) {
                missing(key, "revenue_15min", "minmax_15min");
            }
        }
        for (WindowKey key : totals.minMax.keySet()) {
            if (!totals.revenue.containsKey(key)) {
                missing(key, "minmax_15min", "revenue_15min");
            }
        }
    }

    private void missing(WindowKey key, String here, String there) {
        findings.addRow(
                Check.REPORTS_AGREE,
                key.date(),
                key.describe(),
                "it is in " + here + " and not in " + there);
    }

    private void checkSameRevenue() {
        Map<Instant, BigDecimal> byPaytype =
                OutputTotals.sums(
                        totals.revenue, WindowKey::window, value -> value, BigDecimal::add);
        Map<Instant, BigDecimal> byLabel =
                OutputTotals.sums(
                        totals.counted, WindowKey::window, RecordSum::revenue, BigDecimal::add);
        Set<Instant> windows = new TreeSet<>(byPaytype.keySet());
        windows.addAll(byLabel.keySet());
        for (Instant window : windows) {
            BigDecimal left = byPaytype.get(window);
            BigDecimal right = byLabel.get(window);
            if (left == null || right == null || left.compareTo(right) != 0) {
                findings.addRow(
                        Check.REPORTS_AGREE,
                        totals.localDays.dayOf(window),
                        window.toString(),
                        "revenue_15min has %s and count_revenue_15min has %s",
                        orNothing(left),
                        orNothing(right));
            }
        }
    }

    private static String orNothing(BigDecimal figure) {
        return figure == null ? "nothing" : Revenue.text(figure);
    }

    /**
     * The count of a paytype is not published, only that of its label; so the bounds are those that
     * all records of the window would allow.
     */
    private void checkBounds() {
        Map<Instant, Long> records =
                OutputTotals.sums(totals.counted, WindowKey::window, RecordSum::records, Long::sum);
        totals.minMax.forEach(
                (key, found) -> checkBounds(key, found, records.getOrDefault(key.window(), 0L)));
    }

    private void checkBounds(WindowKey key, MinMax found, long records) {
        BigDecimal revenue = totals.revenue.get(key);
        if (revenue == null || records == 0) {
            return;
        }
        BigDecimal all = BigDecimal.valueOf(records);
        BigDecimal least = found.min().min(found.min().multiply(all));
        BigDecimal most = found.max().max(found.max().multiply(all));
        if (found.min().compareTo(found.max()) > 0
                || revenue.compareTo(least) < 0
                || revenue.compareTo(most) > 0) {
            findings.addRow(
                    Check.PLAUSIBLE_BOUNDS,
                    key.date(),
                    key.describe(),
                    "min %s and max %s of at most %d records cannot make a revenue of %s",
                    Revenue.text(found.min()),
                    Revenue.text(found.max()),
                    records,
                    Revenue.text(revenue));
        }
    }

    private void checkDay(LocalDate date, DateTotals day) {
        BigDecimal byPaytype = day.revenue();
        BigDecimal byLabel = day.counted().revenue();
        BigDecimal daily = totals.daily.get(date);
        BigDecimal provisional = openDays.get(date);
        if (closed && (day.open().records() > 0 || provisional != null)) {
            findings.addDate(
                    Check.NOTHING_OPEN,
                    date,
                    "the output is closed and open_totals still holds %d rows that no report has",
                    day.open().records());
        }
        if (daily != null) {
            if (daily.compareTo(byPaytype) != 0 || daily.compareTo(byLabel) != 0) {
                findings.addDate(
                        Check.DAY_TOTAL,
                        date,
                        "daily_revenue has %s, the sum of revenue_15min is %s, that of count_revenue_15min %s",
                        Revenue.text(daily),
                        Revenue.text(byPaytype),
                        Revenue.text(byLabel));
            }
            return;
        }
        if (provisional != null) {
            BigDecimal windows = byPaytype.add(day.open().revenue());
            if (provisional.compareTo(windows) != 0) {
                findings.addDate(
                        Check.OPEN_DAY_TOTAL,
                        date,
                        "open_daily.csv has %s, published and open windows sum up to %s",
                        Revenue.text(provisional),
                        Revenue.text(windows));
            }
            return;
        }
        if (datesWithWindows.contains(date)) {
            findings.addDate(
                    Check.DAY_TOTAL,
                    date,
                    "its windows sum up to %s, and it is not in daily_revenue%s",
                    Revenue.text(byPaytype),
                    complete ? "" : " nor in open_totals/open_daily.csv");
        }
    }
}
