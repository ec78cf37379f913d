package io.smsreports.reconcile.check;

import io.smsreports.model.RejectReason;
import io.smsreports.model.Revenue;
import io.smsreports.reconcile.output.Check;
import io.smsreports.reconcile.output.FileDayTotals;
import io.smsreports.reconcile.output.Findings;
import io.smsreports.reconcile.output.LedgerEntry;
import io.smsreports.reconcile.output.OutputTotals;
import java.util.Set;
import java.util.TreeSet;

/** Whether ledger, file_days, late and rejected rows of each file agree with each other. */
public final class FileChecks {

    private final OutputTotals totals;
    private final boolean complete;
    private final Findings findings;

    public FileChecks(OutputTotals totals, boolean complete, Findings findings) {
        this.totals = totals;
        this.complete = complete;
        this.findings = findings;
    }

    /** Checks all files. */
    public void run() {
        totals.ledger.forEach(this::check);
        checkFilesOutsideTheLedger();
        for (String file : totals.changedAfterRead) {
            findings.addFile(
                    Check.FILE_UNCHANGED,
                    file,
                    "it was changed after it was read; its new content does not count");
        }
    }

    private void check(String file, LedgerEntry entry) {
        if (entry.rows() != entry.accepted() + entry.rejected()) {
            findings.addFile(
                    Check.FILE_ROWS,
                    file,
                    "rows %d are not accepted %d + rejected %d",
                    entry.rows(),
                    entry.accepted(),
                    entry.rejected());
        }
        long byReason = entry.rejectedByReason().values().stream().mapToLong(Long::longValue).sum();
        if (entry.rejected() != byReason) {
            findings.addFile(
                    Check.FILE_REASONS,
                    file,
                    "rejected is %d, its reasons sum up to %d",
                    entry.rejected(),
                    byReason);
        }
        checkDays(file, entry);
        long late = totals.lateByFile.getOrDefault(file, 0L);
        if (entry.late() != late) {
            findings.addFile(
                    Check.LATE_ROWS,
                    file,
                    "the ledger has %d late rows, late_revenue has %d",
                    entry.late(),
                    late);
        }
        for (RejectReason reason : RejectReason.values()) {
            long inLedger = entry.rejectedByReason().getOrDefault(reason, 0L);
            long kept = totals.rejected.getOrDefault(new OutputTotals.Rejected(file, reason), 0L);
            if (inLedger != kept) {
                findings.addFile(
                        Check.REJECTED_ROWS,
                        file,
                        "%s: the ledger has %d rows, rejected_rows has %d",
                        reason,
                        inLedger,
                        kept);
            }
        }
    }

    private void checkDays(String file, LedgerEntry entry) {
        FileDayTotals days = totals.daysByFile.getOrDefault(file, FileDayTotals.NOTHING);
        if (entry.accepted() != days.accepted()
                || entry.late() != days.late()
                || entry.revenue().compareTo(days.revenue()) != 0) {
            findings.addFile(
                    Check.FILE_DAYS,
                    file,
                    "the ledger has %d accepted, %d late, revenue %s; its days in file_days sum up to %d, %d, %s",
                    entry.accepted(),
                    entry.late(),
                    Revenue.text(entry.revenue()),
                    days.accepted(),
                    days.late(),
                    Revenue.text(days.revenue()));
        }
    }

    private void checkFilesOutsideTheLedger() {
        Set<String> withDays = new TreeSet<>(totals.daysByFile.keySet());
        withDays.removeAll(totals.ledger.keySet());
        for (String file : withDays) {
            findings.addFile(
                    Check.FILE_IN_LEDGER, file, "it is in file_days and not in the ledger");
        }
        Set<String> inWork = new TreeSet<>(totals.lateByFile.keySet());
        totals.rejected.keySet().forEach(key -> inWork.add(key.file()));
        inWork.removeAll(totals.ledger.keySet());
        inWork.removeAll(withDays);
        for (String file : inWork) {
            if (complete) {
                findings.addFile(
                        Check.FILE_IN_LEDGER,
                        file,
                        "it has late or rejected rows and is not in the ledger");
            } else {
                findings.inProgress.add("file " + file + " is being read");
            }
        }
    }
}
