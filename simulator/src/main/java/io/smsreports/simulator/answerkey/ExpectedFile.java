package io.smsreports.simulator.answerkey;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What a reader must find in one file. */
public final class ExpectedFile {

    /** Stands for a paytype that is empty or no number; it sorts first. */
    public static final int NO_PAYTYPE = -1;

    /** A power of two: rows go to a few cells at a time, so that nearly each is found at once. */
    private static final int RECENT_CELLS = 64;

    final Map<ReportCell, Totals> cells = new HashMap<>();
    final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
    final Totals duplicateRows = new Totals();
    final Totals lostRows = new Totals();
    long unknownPaytype;
    long blankLines;
    long headerLines;

    /** The least and the greatest accepted event time, if there is one. */
    long firstSecond = Long.MAX_VALUE;

    long lastSecond = Long.MIN_VALUE;

    private final ReportCell[] recentCells = new ReportCell[RECENT_CELLS];
    private final Totals[] recentTotals = new Totals[RECENT_CELLS];

    /**
     * A row that counts.
     *
     * @param paytype the code or {@link #NO_PAYTYPE}
     */
    public void accept(long second, int paytype, long amountMinor) {
        totals(ReportCell.windowOf(second), paytype).accept(amountMinor);
        firstSecond = Math.min(firstSecond, second);
        lastSecond = Math.max(lastSecond, second);
        if (paytype == NO_PAYTYPE) {
            unknownPaytype++;
        }
    }

    private Totals totals(long window, int paytype) {
        int slot = (int) (window * 31 + paytype) & (RECENT_CELLS - 1);
        ReportCell recent = recentCells[slot];
        if (recent != null && recent.window() == window && recent.paytype() == paytype) {
            return recentTotals[slot];
        }
        ReportCell cell = new ReportCell(window, paytype);
        Totals totals = cells.computeIfAbsent(cell, unused -> new Totals());
        recentCells[slot] = cell;
        recentTotals[slot] = totals;
        return totals;
    }

    /** A line that does not count. */
    public void reject(RejectReason reason) {
        rejected.merge(reason, 1L, Long::sum);
    }

    /** A line of blanks. */
    public void blankLine() {
        blankLines++;
    }

    /** A line of column names. */
    public void headerLine() {
        headerLines++;
    }

    /** A row that stands there a second time; it has been accepted, too. */
    public void duplicateRow(long amountMinor) {
        duplicateRows.accept(amountMinor);
    }

    /** A row that was made and is not in the file. */
    public void loseRow(long amountMinor) {
        lostRows.accept(amountMinor);
    }

    /** How many rows there are, counting or not. */
    public long rows() {
        return accepted().getCount() + rejectedRows();
    }

    Totals accepted() {
        Totals all = new Totals();
        cells.values().forEach(all::add);
        return all;
    }

    long rejectedRows() {
        return rejected.values().stream().mapToLong(Long::longValue).sum();
    }
}
