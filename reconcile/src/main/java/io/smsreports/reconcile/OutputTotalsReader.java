package io.smsreports.reconcile;

import io.smsreports.model.RejectReason;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.SmsReportsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Adds published files up to {@link OutputTotals}, row by row. */
final class OutputTotalsReader {

    /** A row of this status stands beside the file's own row and tells of a change since. */
    private static final String CHANGED_AFTER_READ = "CHANGED_AFTER_READ";

    static final List<String> OPEN_15MIN_COLUMNS =
            List.of(
                    "as_of",
                    "RECORD_DATE",
                    "paytype",
                    "record_count",
                    "revenue",
                    "min_revenue",
                    "max_revenue");

    static final List<String> OPEN_DAILY_COLUMNS = List.of("as_of", "date", "daily_revenue");

    private final OutputTotals books = new OutputTotals();

    OutputTotals books() {
        return books;
    }

    /**
     * Adds a file. One that cannot be understood is a problem of the books; its rows up to there
     * count.
     *
     * @throws FileNotFoundException if it has gone meanwhile
     * @throws IOException if the storage fails
     */
    void add(PublishedFile file, InputStream in) throws IOException {
        try (PublishedRows rows = new PublishedRows(file.name(), in, file.folder().columns())) {
            while (rows.next()) {
                addRow(file, rows);
            }
        } catch (SmsReportsException e) {
            books.problems.add(
                    new Mismatch(Check.READABLE, eventDate(file), file.name(), e.getMessage()));
        }
    }

    /** Notes that a file is there and must not be read. */
    void addUnopened(PublishedFile file) {
        books.problems.add(
                new Mismatch(
                        Check.READABLE,
                        eventDate(file),
                        file.name(),
                        "it cannot be opened: let this user read it"));
    }

    /** Ledger and rejects lie by the day of reading, which says nothing of their rows' dates. */
    private static Optional<LocalDate> eventDate(PublishedFile file) {
        return file.folder().isByDayRead() ? Optional.empty() : file.date();
    }

    /** Adds open_15min.csv. */
    void addOpenWindows(String name, InputStream in) throws IOException {
        try (PublishedRows rows = new PublishedRows(name, in, OPEN_15MIN_COLUMNS)) {
            while (rows.next()) {
                books.asOf = Optional.of(rows.time("as_of"));
                WindowKey key = new WindowKey(rows.window(), rows.paytype());
                putOnce(
                        books.provisional,
                        key,
                        totals(rows),
                        name,
                        dateOf(key.window()),
                        key.describe());
            }
        } catch (SmsReportsException e) {
            books.problems.add(Mismatch.ofFile(Check.READABLE, name, e.getMessage()));
        }
    }

    /** Adds open_daily.csv. */
    void addOpenDays(String name, InputStream in) throws IOException {
        try (PublishedRows rows = new PublishedRows(name, in, OPEN_DAILY_COLUMNS)) {
            while (rows.next()) {
                LocalDate date = rows.date("date");
                putOnce(
                        books.provisionalDays,
                        date,
                        rows.amount("daily_revenue"),
                        name,
                        date,
                        date.toString());
            }
        } catch (SmsReportsException e) {
            books.problems.add(Mismatch.ofFile(Check.READABLE, name, e.getMessage()));
        }
    }

    private void addRow(PublishedFile file, PublishedRows rows) throws IOException {
        switch (file.folder().content()) {
            case FILE_LEDGER -> addLedger(file, rows);
            case FILE_DAYS -> addFileDay(file, rows);
            case REJECTED_ROWS -> addRejected(rows);
            case LATE_REVENUE -> addLate(file, rows);
            case DAILY_REVENUE -> {
                LocalDate date = rows.date("date");
                BigDecimal revenue = rows.amount("daily_revenue");
                checkFolder(file, date);
                putOnce(books.daily, date, revenue, file.name(), date, date.toString());
            }
            case REVENUE_15MIN -> {
                WindowKey key = windowKey(file, rows);
                putOnce(
                        books.revenue,
                        key,
                        rows.amount("revenue"),
                        file.name(),
                        dateOf(key),
                        key.describe());
            }
            case MINMAX_15MIN -> {
                WindowKey key = windowKey(file, rows);
                putOnce(books.bounds, key, bounds(rows), file.name(), dateOf(key), key.describe());
            }
            case COUNT_REVENUE_15MIN -> {
                LabelKey key = new LabelKey(rows.window(), rows.text("Pay_type"));
                Counted sum = counted(rows);
                checkFolder(file, dateOf(key.window()));
                putOnce(books.counted, key, sum, file.name(), dateOf(key.window()), key.describe());
            }
            case ROWS -> addRowOf(file.folder().report().orElseThrow(), file, rows);
            case OPEN_TOTALS -> throw new IllegalArgumentException(file.name());
        }
    }

    /** Of a report that is not one of the four nothing is known but its keys. */
    private void addRowOf(ReportDefinition report, PublishedFile file, PublishedRows rows)
            throws IOException {
        ReportRow row = ReportRow.of(report, rows);
        boolean core = CoreReport.ofLabel(report.name()).isPresent();
        if (core && row.date().isPresent()) {
            checkFolder(file, row.date().get());
        }
        NavigableMap<RowKey, ReportRow> known =
                books.rows.computeIfAbsent(report.name(), name -> new TreeMap<>());
        if (known.putIfAbsent(row.key(), row) != null) {
            books.problems.add(
                    new Mismatch(
                            Check.PUBLISHED_ONCE,
                            row.date().or(file::date),
                            (core ? "" : report.name() + " ") + row.key().description(),
                            "it is there once more in " + file.name()));
        }
    }

    private static LocalDate dateOf(Instant window) {
        return WindowKey.dateOf(window);
    }

    private static LocalDate dateOf(WindowKey key) {
        return WindowKey.dateOf(key.window());
    }

    private WindowKey windowKey(PublishedFile file, PublishedRows rows) throws IOException {
        WindowKey key = new WindowKey(rows.window(), rows.paytype());
        checkFolder(file, dateOf(key));
        return key;
    }

    private static Counted counted(PublishedRows rows) throws IOException {
        return new Counted(rows.number("record_count"), rows.amount("revenue"));
    }

    private static Bounds bounds(PublishedRows rows) throws IOException {
        return new Bounds(rows.amount("min_revenue"), rows.amount("max_revenue"));
    }

    private static Totals totals(PublishedRows rows) throws IOException {
        return new Totals(counted(rows), bounds(rows));
    }

    private void checkFolder(PublishedFile file, LocalDate date) {
        if (file.date().filter(date::equals).isEmpty()) {
            books.problems.add(
                    Mismatch.ofDate(
                            Check.RIGHT_FOLDER,
                            date,
                            file.name(),
                            "it holds a row of " + date + ", which belongs in dt=" + date));
        }
    }

    private void checkDayRead(PublishedFile ledger, String file, Instant readAt) {
        LocalDate day = readAt.atZone(ZoneOffset.UTC).toLocalDate();
        if (ledger.date().filter(day::equals).isEmpty()) {
            books.problems.add(
                    Mismatch.ofFile(
                            Check.RIGHT_FOLDER,
                            file,
                            "its row, read at %s, belongs in dt=%s and lies in %s"
                                    .formatted(readAt, day, ledger.name())));
        }
    }

    private <K, V> void putOnce(
            Map<K, V> rows, K key, V value, String file, LocalDate date, String subject) {
        if (rows.putIfAbsent(key, value) != null) {
            books.problems.add(
                    Mismatch.ofDate(
                            Check.PUBLISHED_ONCE,
                            date,
                            subject,
                            "it is there once more in " + file));
        }
    }

    private void addLedger(PublishedFile ledger, PublishedRows rows) throws IOException {
        String file = rows.text("file");
        checkDayRead(ledger, file, rows.time("read_at"));
        if (rows.text("status").equals(CHANGED_AFTER_READ)) {
            books.changedAfterRead.add(file);
            return;
        }
        Map<RejectReason, Long> reasons = new EnumMap<>(RejectReason.class);
        for (RejectReason reason : RejectReason.values()) {
            reasons.put(reason, rows.number(reason.name().toLowerCase(Locale.ROOT)));
        }
        LedgerEntry entry =
                new LedgerEntry(
                        rows.number("size_bytes"),
                        rows.text("status"),
                        rows.number("rows"),
                        rows.number("accepted"),
                        rows.number("late"),
                        rows.number("rejected"),
                        reasons,
                        rows.amount("revenue"),
                        rows.timeIfAny("last_record"),
                        rows.time("read_at"));
        LedgerEntry before = books.ledger.putIfAbsent(file, entry);
        if (before != null) {
            books.problems.add(
                    Mismatch.ofFile(
                            Check.FILE_ONCE,
                            file,
                            "it was read twice: at %s, %d rows, and at %s, %d rows"
                                    .formatted(
                                            before.readAt(),
                                            before.rows(),
                                            entry.readAt(),
                                            entry.rows())));
        }
    }

    private void addFileDay(PublishedFile file, PublishedRows rows) throws IOException {
        if (file.date().isEmpty()) {
            throw rows.problem("the file lies in no folder of a date");
        }
        LocalDate date = file.date().get();
        String name = rows.text("file");
        DayPart part =
                new DayPart(
                        1,
                        rows.number("accepted"),
                        rows.number("late"),
                        rows.amount("debits"),
                        rows.amount("reversals"),
                        rows.amount("revenue"));
        if (!books.filesByDay.computeIfAbsent(date, day -> new TreeSet<>()).add(name)) {
            books.problems.add(
                    Mismatch.ofDate(
                            Check.FILE_DAY,
                            date,
                            name,
                            "file_days has it twice; once more in " + file.name()));
            return;
        }
        if (part.debits().add(part.reversals()).compareTo(part.revenue()) != 0) {
            books.problems.add(
                    Mismatch.ofDate(
                            Check.FILE_DAY,
                            date,
                            name,
                            "debits %s + reversals %s are not revenue %s"
                                    .formatted(part.debits(), part.reversals(), part.revenue())));
        }
        books.days.merge(date, part, DayPart::plus);
        books.daysByFile.merge(name, part, DayPart::plus);
    }

    private void addRejected(PublishedRows rows) throws IOException {
        RejectReason reason;
        try {
            reason = RejectReason.valueOf(rows.text("reason"));
        } catch (IllegalArgumentException e) {
            throw rows.problem(
                    "reason is "
                            + PublishedRows.quote(rows.text("reason"))
                            + ", which there is not");
        }
        Optional<BigDecimal> amount = rows.amountIfAny("amount");
        Optional<Instant> time = rows.timeIfAny("record_date");
        AtRisk row = new AtRisk(1, amount.isPresent() ? 0 : 1, amount.orElse(BigDecimal.ZERO));
        books.rejected.merge(new OutputTotals.Rejected(rows.text("file"), reason), 1L, Long::sum);
        if (time.isEmpty()) {
            books.undatedAtRisk = books.undatedAtRisk.plus(row);
            return;
        }
        books.atRisk.merge(time.get().atZone(ZoneOffset.UTC).toLocalDate(), row, AtRisk::plus);
    }

    private void addLate(PublishedFile file, PublishedRows rows) throws IOException {
        WindowKey key = windowKey(file, rows);
        Totals totals = totals(rows);
        LabelKey label = new LabelKey(key.window(), rows.text("Pay_type"));
        books.late.merge(key, totals, Totals::plus);
        books.lateByLabel.merge(label, totals.sum(), Counted::plus);
        books.lateByFile.merge(rows.text("file"), totals.sum().records(), Long::sum);
    }
}
