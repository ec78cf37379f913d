package io.smsreports.simulator.traffic;

import java.io.IOException;
import java.util.List;

/**
 * The rows of the reference hour, which make up the published tables to the digit: in event-time
 * order with up to 5 minutes of jitter.
 */
public final class ReferenceTraffic {

    private static final int WINDOW_SECONDS = 15 * 60;

    /** Fine enough that rows of different cells mix within a second. */
    private static final int SLOTS_PER_SECOND = 256;

    private final long firstSecond;
    private final int seconds;
    private final int[] secondOfRow;
    private final byte[] paytypeOfRow;
    private final long[] amountMinorOfRow;
    private final int[] arrivalSlotOfRow;

    /** Draws the rows. */
    public ReferenceTraffic(SeededRandom random) {
        List<PublishedCell> cells = PublishedCell.ofReferenceHour();
        firstSecond = cells.get(0).windowStartSecond();
        long lastWindow = cells.get(cells.size() - 1).windowStartSecond();
        seconds = (int) (lastWindow - firstSecond) + WINDOW_SECONDS;
        int rows = cells.stream().mapToInt(PublishedCell::rows).sum();
        secondOfRow = new int[rows];
        paytypeOfRow = new byte[rows];
        amountMinorOfRow = new long[rows];
        arrivalSlotOfRow = new int[rows];
        int row = 0;
        for (PublishedCell cell : cells) {
            draw(row, cell, random);
            row += cell.rows();
        }
    }

    private void draw(int from, PublishedCell cell, SeededRandom random) {
        long[] amountsMinor = CellAmounts.draw(cell, random);
        System.arraycopy(amountsMinor, 0, amountMinorOfRow, from, amountsMinor.length);
        int windowStart = (int) (cell.windowStartSecond() - firstSecond);
        for (int row = from; row < from + cell.rows(); row++) {
            int second = windowStart + random.below(WINDOW_SECONDS);
            int arrival = second + Jitter.FIVE_MINUTES.delaySeconds(random);
            secondOfRow[row] = second;
            paytypeOfRow[row] = (byte) cell.paytype();
            arrivalSlotOfRow[row] = arrival * SLOTS_PER_SECOND + random.below(SLOTS_PER_SECOND);
        }
    }

    /** Returns how many rows there are. */
    public int rows() {
        return secondOfRow.length;
    }

    /** Hands all rows to a sink, in the order of their arrival. */
    public void generate(RowSink sink) throws IOException {
        for (int row : rowsByArrival()) {
            sink.row(firstSecond + secondOfRow[row], paytypeOfRow[row], amountMinorOfRow[row]);
        }
    }

    /** A counting sort: the rows' numbers by arrival slot, and as drawn within one. */
    private int[] rowsByArrival() {
        int slots = (seconds + Jitter.FIVE_MINUTES.maxSeconds()) * SLOTS_PER_SECOND;
        int[] nextPlace = new int[slots + 1];
        for (int slot : arrivalSlotOfRow) {
            nextPlace[slot + 1]++;
        }
        for (int slot = 0; slot < slots; slot++) {
            nextPlace[slot + 1] += nextPlace[slot];
        }
        int[] order = new int[arrivalSlotOfRow.length];
        for (int row = 0; row < order.length; row++) {
            order[nextPlace[arrivalSlotOfRow[row]]++] = row;
        }
        return order;
    }
}
