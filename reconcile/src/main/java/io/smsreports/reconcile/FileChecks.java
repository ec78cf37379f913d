package io.smsreports.reconcile;

import io.smsreports.model.RejectReason;
import java.util.Set;
import java.util.TreeSet;

/** Whether the accounts of each file agree with each other. */
final class FileChecks {

    private final OutputTotals books;
    private final boolean complete;
    private final Findings findings;

    FileChecks(OutputTotals books, boolean complete, Findings findings) {
        this.books = books;
        this.complete = complete;
        this.findings = findings;
    }

    /** Checks all files. */
    void run() {
        books.ledger.forEach(this::check);
        checkFilesOutsideTheLedger();
        for (String file : books.changedAfterRead) {
            findings.add(
                    Check.FILE_UNCHANGED,
                    file,
                    "it was changed after it was read; its new content does not count");
        }
    }

    /** Checks the accounts of one file. */
    void check(String file, LedgerEntry entry) {
        if (entry.rows() != entry.accepted() + entry.rejected()) {
            findings.add(
                    Check.FILE_ROWS,
                    file,
                    "rows %d are not accepted %d + rejected %d"
                            .formatted(entry.rows(), entry.accepted(), entry.rejected()));
        }
        long byReason = entry.rejectedByReason().values().stream().mapToLong(Long::longValue).sum();
        if (entry.rejected() != byReason) {
            findings.add(
                    Check.FILE_REASONS,
                    file,
                    "rejected is %d, its reasons sum up to %d"
                            .formatted(entry.rejected(), byReason));
        }
        checkDays(file, entry);
        long late = books.lateByFile.getOrDefault(file, 0L);
        if (entry.late() != late) {
            findings.add(
                    Check.LATE_ROWS,
                    file,
                    "the ledger has %d late rows, late_revenue has %d"
                            .formatted(entry.late(), late));
        }
        for (RejectReason reason : RejectReason.values()) {
            long inLedger = entry.rejectedByReason().getOrDefault(reason, 0L);
            long kept = books.rejected.getOrDefault(new OutputTotals.Rejected(file, reason), 0L);
            if (inLedger != kept) {
                findings.add(
                        Check.REJECTED_ROWS,
                        file,
                        "%s: the ledger has %d rows, rejected_rows has %d"
                                .formatted(reason, inLedger, kept));
            }
        }
    }

    private void checkDays(String file, LedgerEntry entry) {
        DayPart days = books.daysByFile.getOrDefault(file, DayPart.NOTHING);
        if (entry.accepted() != days.accepted()
                || entry.late() != days.late()
                || entry.revenue().compareTo(days.revenue()) != 0) {
            findings.add(
                    Check.FILE_DAYS,
                    file,
                    "the ledger has %d accepted, %d late, revenue %s; its days in file_days sum up to %d, %d, %s"
                            .formatted(
                                    entry.accepted(),
                                    entry.late(),
                                    Money.text(entry.revenue()),
                                    days.accepted(),
                                    days.late(),
                                    Money.text(days.revenue())));
        }
    }

    private void checkFilesOutsideTheLedger() {
        Set<String> withDays = new TreeSet<>(books.daysByFile.keySet());
        withDays.removeAll(books.ledger.keySet());
        for (String file : withDays) {
            findings.add(Check.FILE_IN_LEDGER, file, "it is in file_days and not in the ledger");
        }
        Set<String> inWork = new TreeSet<>(books.lateByFile.keySet());
        books.rejected.keySet().forEach(key -> inWork.add(key.file()));
        inWork.removeAll(books.ledger.keySet());
        inWork.removeAll(withDays);
        for (String file : inWork) {
            if (complete) {
                findings.add(
                        Check.FILE_IN_LEDGER,
                        file,
                        "it has late or rejected rows and is not in the ledger");
            } else {
                findings.inProgress.add("file " + file + " is being read");
            }
        }
    }
}
