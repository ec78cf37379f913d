package io.smsreports.reconcile.check;

import io.smsreports.model.Revenue;
import io.smsreports.reconcile.output.Check;
import io.smsreports.reconcile.output.DateTotals;
import io.smsreports.reconcile.output.Findings;
import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * Whether the rows and the money of the files of a date are published, late or open.
 *
 * <p>A file has its rows in the figures as soon as they are read, and its row in the ledger when it
 * is done. So the figures of a live output may hold more rows than the files of its ledger: that is
 * in progress. Fewer are a mismatch at any time, and in a complete output more are, too.
 */
public final class DayChecks {

    private final boolean everyFileIsDone;
    private final Findings findings;

    /**
     * @param everyFileIsDone whether no file can be in progress
     */
    public DayChecks(boolean everyFileIsDone, Findings findings) {
        this.everyFileIsDone = everyFileIsDone;
        this.findings = findings;
    }

    /** Checks a date. */
    public void check(LocalDate date, DateTotals totals) {
        long accepted = totals.read().accepted();
        long more = totals.records() - accepted;
        if (more > 0 && !everyFileIsDone) {
            findings.datesInProgress.add(date);
            findings.inProgress.add(date + ": " + more + " rows of files that are being read");
            return;
        }
        if (more != 0) {
            findings.addDate(
                    Check.DAY_ROWS,
                    date,
                    "the files of the ledger have %d accepted rows, published, late and open are %d: %+d",
                    accepted,
                    totals.records(),
                    more);
        }
        BigDecimal gross = totals.read().debits().add(totals.read().reversals());
        if (gross.compareTo(totals.net()) != 0) {
            findings.addDate(
                    Check.DAY_REVENUE,
                    date,
                    "debits and reversals of the files sum up to %s, published, late and open to %s: %s",
                    Revenue.text(gross),
                    Revenue.text(totals.net()),
                    Revenue.text(totals.net().subtract(gross)));
        }
    }
}
