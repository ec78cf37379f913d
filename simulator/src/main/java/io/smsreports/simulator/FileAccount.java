package io.smsreports.simulator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a reader must find in one file. Takes memory for cells and rejected lines only. */
final class FileAccount {

    /** A power of two: rows go to a few cells at a time, so that nearly each is found at once. */
    private static final int RECENT_CELLS = 64;

    private final Map<Cell, Totals> cells = new HashMap<>();
    private final Map<Reason, Long> rejectedByReason = new EnumMap<>(Reason.class);
    private final List<RejectedLine> rejectedLines = new ArrayList<>();
    private final Cell[] recentCells = new Cell[RECENT_CELLS];
    private final Totals[] recentTotals = new Totals[RECENT_CELLS];

    private long unknownPaytype;
    private long blankLines;
    private long headerLines;
    private long firstSecond = Long.MAX_VALUE;
    private long lastSecond = Long.MIN_VALUE;
    private final Totals duplicateRows = new Totals();
    private final Totals lostRows = new Totals();

    /**
     * A line that does not count.
     *
     * @param byteOffset where it begins, in the uncompressed file
     * @param recordDate in epoch seconds, {@link #UNREADABLE} if it is not to be read
     * @param amountMinor in hundredths, {@link #UNREADABLE} if it is not to be read
     * @param text the line without its line end, a character a byte; of one too long the first
     *     1,000
     */
    record RejectedLine(
            long byteOffset, Reason reason, long recordDate, long amountMinor, String text) {

        static final long UNREADABLE = Long.MIN_VALUE;
    }

    /**
     * A row that counts.
     *
     * @param paytype the code or {@link Cell#NO_PAYTYPE}
     */
    void accept(long second, int paytype, long amountMinor) {
        totals(Cell.windowOf(second), paytype).add(amountMinor);
        firstSecond = Math.min(firstSecond, second);
        lastSecond = Math.max(lastSecond, second);
        if (paytype == Cell.NO_PAYTYPE) {
            unknownPaytype++;
        }
    }

    private Totals totals(long window, int paytype) {
        int slot = (int) (window * 31 + paytype) & (RECENT_CELLS - 1);
        Cell recent = recentCells[slot];
        if (recent != null && recent.window() == window && recent.paytype() == paytype) {
            return recentTotals[slot];
        }
        Cell cell = new Cell(window, paytype);
        Totals totals = cells.computeIfAbsent(cell, unused -> new Totals());
        recentCells[slot] = cell;
        recentTotals[slot] = totals;
        return totals;
    }

    void reject(RejectedLine line) {
        rejectedByReason.merge(line.reason(), 1L, Long::sum);
        rejectedLines.add(line);
    }

    void blankLine() {
        blankLines++;
    }

    void headerLine() {
        headerLines++;
    }

    /** A row that stands there a second time; it has been accepted, too. */
    void duplicateRow(long amountMinor) {
        duplicateRows.add(amountMinor);
    }

    /** A row that was made and is not in the file. */
    void lose(long amountMinor) {
        lostRows.add(amountMinor);
    }

    Map<Cell, Totals> cells() {
        return cells;
    }

    Map<Reason, Long> rejectedByReason() {
        return rejectedByReason;
    }

    List<RejectedLine> rejectedLines() {
        return rejectedLines;
    }

    /** Drops the lines that have been written down; they stay counted. */
    void forgetRejectedLines() {
        rejectedLines.clear();
    }

    long unknownPaytype() {
        return unknownPaytype;
    }

    long blankLines() {
        return blankLines;
    }

    long headerLines() {
        return headerLines;
    }

    /** The least accepted event time; without one, the greatest number. */
    long firstSecond() {
        return firstSecond;
    }

    /** The greatest accepted event time; without one, the least number. */
    long lastSecond() {
        return lastSecond;
    }

    Totals duplicateRows() {
        return duplicateRows;
    }

    Totals lostRows() {
        return lostRows;
    }
}
