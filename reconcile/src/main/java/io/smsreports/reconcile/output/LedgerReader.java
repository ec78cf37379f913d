package io.smsreports.reconcile.output;

import io.smsreports.model.RejectReason;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Adds rows about input files to {@link OutputTotals}: file_ledger, file_days, rejected_rows. */
final class LedgerReader {

    /** A row of this status stands beside the file's own row and reports a change since. */
    private static final String CHANGED_AFTER_READ = "CHANGED_AFTER_READ";

    private final OutputTotals totals;

    LedgerReader(OutputTotals totals) {
        this.totals = totals;
    }

    void addFile(PublishedFile ledger, PublishedRows rows) throws IOException {
        String file = rows.text("file");
        Instant readAt = rows.time("read_at");
        checkDayRead(ledger, file, readAt);
        if (rows.text("status").equals(CHANGED_AFTER_READ)) {
            totals.changedAfterRead.add(file);
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
                        readAt);
        LedgerEntry before = totals.ledger.get(file);
        boolean isNewer = before == null || (before.isUnread() && !isOlderAttempt(entry, before));
        if (isNewer) {
            totals.ledger.put(file, entry);
        } else if (!entry.isUnread()) {
            totals.findings.addFile(
                    Check.FILE_ONCE,
                    file,
                    "it was read twice: at %s, %d rows, and at %s, %d rows",
                    before.readAt(),
                    before.rows(),
                    readAt,
                    entry.rows());
        }
    }

    /** Whether both attempts came to nothing, and this one is the older of the two. */
    private static boolean isOlderAttempt(LedgerEntry entry, LedgerEntry before) {
        return entry.isUnread() && entry.readAt().isBefore(before.readAt());
    }

    private void checkDayRead(PublishedFile ledger, String file, Instant readAt) {
        LocalDate day = totals.localDays.dateOf(readAt);
        if (ledger.date().filter(day::equals).isEmpty()) {
            totals.findings.addFile(
                    Check.RIGHT_FOLDER,
                    file,
                    "its row, read at %s, belongs in dt=%s and lies in %s",
                    readAt,
                    day,
                    ledger.name());
        }
    }

    void addFileDay(PublishedFile file, PublishedRows rows) throws IOException {
        if (file.date().isEmpty()) {
            throw rows.problem("the file lies in no folder of a date");
        }
        LocalDate date = file.date().get();
        String name = rows.text("file");
        FileDayTotals part =
                new FileDayTotals(
                        1,
                        rows.number("accepted"),
                        rows.number("late"),
                        rows.amount("debits"),
                        rows.amount("reversals"),
                        rows.amount("revenue"));
        if (!totals.filesByDay.computeIfAbsent(date, day -> new TreeSet<>()).add(name)) {
            totals.findings.addRow(
                    Check.FILE_DAY,
                    date,
                    name,
                    "file_days has it twice; once more in %s",
                    file.name());
            return;
        }
        if (part.debits().add(part.reversals()).compareTo(part.revenue()) != 0) {
            totals.findings.addRow(
                    Check.FILE_DAY,
                    date,
                    name,
                    "debits %s + reversals %s are not revenue %s",
                    part.debits(),
                    part.reversals(),
                    part.revenue());
        }
        totals.days.merge(date, part, FileDayTotals::plus);
        totals.daysByFile.merge(name, part, FileDayTotals::plus);
    }

    void addRejected(PublishedRows rows) throws IOException {
        RejectReason reason;
        try {
            reason = RejectReason.valueOf(rows.text("reason"));
        } catch (IllegalArgumentException e) {
            throw rows.problem(
                    "reason is %s, which there is not", PublishedRows.quote(rows.text("reason")));
        }
        Optional<BigDecimal> amount = rows.amountIfAny("amount");
        Optional<Instant> time = rows.timeIfAny("record_date");
        AtRisk row = AtRisk.ofRow(amount);
        totals.rejected.merge(new OutputTotals.Rejected(rows.text("file"), reason), 1L, Long::sum);
        if (time.isEmpty()) {
            totals.undatedAtRisk = totals.undatedAtRisk.plus(row);
            return;
        }
        totals.atRisk.merge(totals.localDays.dayOf(time.get()), row, AtRisk::plus);
    }
}
