package io.smsreports.reconcile;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a reconciliation says, for a person to sign or a machine to read.
 *
 * @param output the output, as the user named it
 * @param state whose output it is and how it ended, in one line
 * @param complete whether nothing more is to come, so that every row must be accounted for
 * @param days ascending
 * @param undated rejected rows without a readable date
 * @param elsewhere rejected rows of dates that have no accepted row
 * @param filesByStatus how many files the ledger has of each status
 * @param filesNotWhole the files that were not read to their end, with their status
 * @param emptyWindows runs of windows without any record, between the first and the last one
 * @param inProgress what is open for now and no mismatch
 * @param remarks what else to know before signing
 * @param mismatches every check that failed
 */
public record ReconciliationReport(
        String output,
        String state,
        boolean complete,
        List<Day> days,
        Risk undated,
        Risk elsewhere,
        Map<String, Long> filesByStatus,
        Map<String, String> filesNotWhole,
        List<Gap> emptyWindows,
        List<String> inProgress,
        List<String> remarks,
        List<Mismatch> mismatches) {

    /** Whether everything that was checked holds. */
    public boolean balances() {
        return mismatches.isEmpty();
    }

    /** How the books of a day stand. */
    public enum Result {
        /** Everything adds up. */
        OK,
        /** The rows in its figures are more than those of the files that are read to their end. */
        IN_PROGRESS,
        /** A check of this day failed. */
        MISMATCH
    }

    /**
     * An event date.
     *
     * @param status as in the corrected reports
     * @param files files that are read to their end and have accepted rows of this date
     * @param accepted their rows
     * @param debits the sum of their amounts that are not negative, as revenue
     * @param reversals the sum of the negative ones
     * @param published the sum of report 2
     * @param late the sum of late_revenue
     * @param open the sum of the windows that are not published yet
     */
    public record Day(
            LocalDate date,
            CorrectedStatus status,
            long files,
            long accepted,
            BigDecimal debits,
            BigDecimal reversals,
            BigDecimal published,
            BigDecimal late,
            BigDecimal open,
            Risk rejected,
            Result result) {

        /** The day's revenue as known so far. */
        public BigDecimal net() {
            return published.add(late).add(open);
        }
    }

    /**
     * Rejected rows and the money in them.
     *
     * @param rowsWithoutAmount how many of the rows say nothing readable of their amount
     * @param amount the others' amounts as charged, before the divisor
     * @param revenue the same as revenue; empty if the divisor is not known
     */
    public record Risk(
            long rows, long rowsWithoutAmount, BigDecimal amount, Optional<BigDecimal> revenue) {}

    /**
     * Windows without any record.
     *
     * @param from the first one's start
     * @param to the last one's end
     */
    public record Gap(Instant from, Instant to, long windows) {}
}
