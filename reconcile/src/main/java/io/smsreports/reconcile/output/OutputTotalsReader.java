package io.smsreports.reconcile.output;

import io.smsreports.model.LocalDays;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.SmsReportsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Adds published files up to {@link OutputTotals}, row by row: reports, late and open windows here,
 * rows about input files in {@link LedgerReader}.
 */
final class OutputTotalsReader {

    private static final List<String> OPEN_15MIN_COLUMNS =
            List.of(
                    "as_of",
                    "RECORD_DATE",
                    "paytype",
                    "record_count",
                    "revenue",
                    "min_revenue",
                    "max_revenue");

    private static final List<String> OPEN_DAILY_COLUMNS =
            List.of("as_of", "date", "daily_revenue");

    private final LocalDays days;
    private final OutputTotals totals;
    private final LedgerReader ledger;

    /** Adds one row. */
    private interface RowReader {
        void add(PublishedRows rows) throws IOException;
    }

    /**
     * @param days what days the output's dates are
     */
    OutputTotalsReader(LocalDays days) {
        this.days = days;
        this.totals = new OutputTotals(days);
        this.ledger = new LedgerReader(totals);
    }

    OutputTotals totals() {
        return totals;
    }

    /**
     * Adds a file. One that cannot be understood is a mismatch; its rows up to there count.
     *
     * @throws FileNotFoundException if it has gone meanwhile
     * @throws IOException if the storage fails
     */
    void add(PublishedFile file, InputStream in) throws IOException {
        read(file.name(), eventDate(file), in, file.folder().columns(), rows -> addRow(file, rows));
    }

    /** Notes that a file is there and must not be read. */
    void addUnopened(PublishedFile file) {
        addUnreadable(file.name(), eventDate(file), "it cannot be opened: let this user read it");
    }

    /** Adds open_15min.csv. */
    void addOpenWindows(String name, InputStream in) throws IOException {
        read(
                name,
                Optional.empty(),
                in,
                OPEN_15MIN_COLUMNS,
                rows -> {
                    rows.time("as_of");
                    WindowKey key = WindowKey.ofCode(rows.window(), days, rows.paytype());
                    putWindow(totals.provisional, key, windowTotals(rows), name);
                });
    }

    /** Adds open_daily.csv. */
    void addOpenDays(String name, InputStream in) throws IOException {
        read(
                name,
                Optional.empty(),
                in,
                OPEN_DAILY_COLUMNS,
                rows -> {
                    rows.time("as_of");
                    putDay(totals.provisionalDays, rows.date("date"), rows, name);
                });
    }

    private void read(
            String name,
            Optional<LocalDate> eventDate,
            InputStream in,
            List<String> columns,
            RowReader row)
            throws IOException {
        try (PublishedRows rows = PublishedRows.of(name, in, columns)) {
            while (rows.next()) {
                row.add(rows);
            }
        } catch (SmsReportsException e) {
            addUnreadable(name, eventDate, e.getMessage());
        }
    }

    private void addUnreadable(String name, Optional<LocalDate> eventDate, String problem) {
        totals.findings.mismatches.add(new Mismatch(Check.READABLE, eventDate, name, problem));
    }

    /** Ledger and rejects lie by the day of reading, which says nothing of their rows' dates. */
    private static Optional<LocalDate> eventDate(PublishedFile file) {
        return file.folder().isByDayRead() ? Optional.empty() : file.date();
    }

    private void addRow(PublishedFile file, PublishedRows rows) throws IOException {
        switch (file.folder().content()) {
            case FILE_LEDGER -> ledger.addFile(file, rows);
            case FILE_DAYS -> ledger.addFileDay(file, rows);
            case REJECTED_ROWS -> ledger.addRejected(rows);
            case LATE_REVENUE -> addLate(file, rows);
            case DAILY_REVENUE -> {
                LocalDate date = rows.date("date");
                checkFolder(file, date);
                putDay(totals.daily, date, rows, file.name());
            }
            case REVENUE_15MIN -> {
                WindowKey key = windowKey(file, rows);
                putWindow(totals.revenue, key, rows.amount("revenue"), file.name());
            }
            case MINMAX_15MIN ->
                    putWindow(totals.minMax, windowKey(file, rows), minMax(rows), file.name());
            case COUNT_REVENUE_15MIN -> {
                WindowKey key = WindowKey.ofLabel(rows.window(), days, rows.text("Pay_type"));
                RecordSum sum = recordSum(rows);
                checkFolder(file, key.date());
                putWindow(totals.counted, key, sum, file.name());
            }
            case ROWS -> addRowOf(file.folder().report().orElseThrow(), file, rows);
            case OPEN_TOTALS -> throw new IllegalArgumentException(file.name());
        }
    }

    /** Of a report that is not one of the four nothing is known but its keys. */
    private void addRowOf(ReportDefinition report, PublishedFile file, PublishedRows rows)
            throws IOException {
        ReportRow row = ReportRow.of(report, days, rows);
        boolean core = CoreReport.ofLabel(report.name()).isPresent();
        if (core && row.date().isPresent()) {
            checkFolder(file, row.date().get());
        }
        NavigableMap<RowKey, ReportRow> known =
                totals.rows.computeIfAbsent(report.name(), name -> new TreeMap<>());
        if (known.putIfAbsent(row.key(), row) != null) {
            totals.findings.mismatches.add(
                    new Mismatch(
                            Check.PUBLISHED_ONCE,
                            row.date().or(file::date),
                            (core ? "" : report.name() + " ") + row.key().description(),
                            "it is there once more in " + file.name()));
        }
    }

    private WindowKey windowKey(PublishedFile file, PublishedRows rows) throws IOException {
        WindowKey key = WindowKey.ofCode(rows.window(), days, rows.paytype());
        checkFolder(file, key.date());
        return key;
    }

    private static RecordSum recordSum(PublishedRows rows) throws IOException {
        return new RecordSum(rows.number("record_count"), rows.amount("revenue"));
    }

    private static MinMax minMax(PublishedRows rows) throws IOException {
        return new MinMax(rows.amount("min_revenue"), rows.amount("max_revenue"));
    }

    private static WindowTotals windowTotals(PublishedRows rows) throws IOException {
        return new WindowTotals(recordSum(rows), minMax(rows));
    }

    private void checkFolder(PublishedFile file, LocalDate date) {
        if (file.date().filter(date::equals).isEmpty()) {
            totals.findings.addRow(
                    Check.RIGHT_FOLDER,
                    date,
                    file.name(),
                    "it holds a row of %s, which belongs in dt=%s",
                    date,
                    date);
        }
    }

    private void putDay(
            Map<LocalDate, BigDecimal> days, LocalDate date, PublishedRows rows, String file)
            throws IOException {
        putOnce(days, date, rows.amount("daily_revenue"), file, date, date.toString());
    }

    private <V> void putWindow(Map<WindowKey, V> windows, WindowKey key, V value, String file) {
        putOnce(windows, key, value, file, key.date(), key.describe());
    }

    private <K, V> void putOnce(
            Map<K, V> rows, K key, V value, String file, LocalDate date, String subject) {
        if (rows.putIfAbsent(key, value) != null) {
            totals.findings.addRow(
                    Check.PUBLISHED_ONCE, date, subject, "it is there once more in %s", file);
        }
    }

    private void addLate(PublishedFile file, PublishedRows rows) throws IOException {
        WindowKey key = windowKey(file, rows);
        WindowTotals late = windowTotals(rows);
        WindowKey label = key.withLabel(rows.text("Pay_type"));
        totals.late.merge(key, late, WindowTotals::plus);
        totals.lateByLabel.merge(label, late.sum(), RecordSum::plus);
        totals.lateByFile.merge(rows.text("file"), late.sum().records(), Long::sum);
    }
}
