package io.smsreports.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The reference hour, 2020-08-30 00:00:00 to 00:59:59: 749,413 rows in 15 files whose four reports
 * equal the published tables to the digit. Every run writes the same bytes.
 *
 * <p>The rows stand in event-time order with up to 5 minutes of jitter, also across file borders,
 * and are cut as {@code split -l 50000} cut the real ones: the header is the first line of the
 * first file.
 */
public final class ReferenceHour {

    /** The size of all files: what else lies in a folder of the same names shows by it. */
    public static final long BYTES = 75_366_199;

    private static final long SEED = 20200830;

    private static final int LINES_PER_FILE = 50_000;
    private static final int WINDOW_SECONDS = 15 * 60;

    /** Fine enough that rows of different cells mix within a second. */
    private static final int SLOTS_PER_SECOND = 256;

    private final long firstSecond;
    private final int seconds;
    private final int[] secondOfRow;
    private final byte[] paytypeOfRow;
    private final long[] amountMinorOfRow;
    private final int[] arrivalSlotOfRow;

    private ReferenceHour(List<PublishedCell> cells, SeededRandom random) {
        firstSecond =
                cells.stream().mapToLong(PublishedCell::windowStartSecond).min().orElseThrow();
        long lastWindow =
                cells.stream().mapToLong(PublishedCell::windowStartSecond).max().orElseThrow();
        seconds = (int) (lastWindow - firstSecond) + WINDOW_SECONDS;
        int rows = cells.stream().mapToInt(PublishedCell::rows).sum();
        secondOfRow = new int[rows];
        paytypeOfRow = new byte[rows];
        amountMinorOfRow = new long[rows];
        arrivalSlotOfRow = new int[rows];
        int row = 0;
        for (PublishedCell cell : cells) {
            fill(row, cell, random);
            row += cell.rows();
        }
    }

    /**
     * Writes chunk_aa.csv to chunk_ao.csv into a folder, which is made if it is missing, and
     * returns them in name order: the order of their rows and of their modification times, which
     * are one second apart and end now.
     *
     * @throws IOException if the folder cannot be written to or holds one of the files already;
     *     then it is left as it was
     */
    public static List<Path> write(Path folder) throws IOException {
        return writeSet(folder).files();
    }

    static WrittenFiles writeSet(Path folder) throws IOException {
        List<PublishedCell> cells = PublishedTables.cells();
        long rows = cells.stream().mapToLong(PublishedCell::rows).sum();
        Delivery.Settings settings = Delivery.Settings.plain(Cut.likeSplit(rows, LINES_PER_FILE));
        SeededRandom random = new SeededRandom(SEED);
        ReferenceHour hour = new ReferenceHour(cells, random);
        RowWriter writer = new RowWriter(random.next());
        try (Delivery delivery = Delivery.into(folder, settings, writer, random, Progress.none())) {
            hour.deliver(delivery);
            return delivery.publish();
        }
    }

    private void fill(int from, PublishedCell cell, SeededRandom random) {
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

    private void deliver(Delivery delivery) throws IOException {
        for (int row : rowsByArrival()) {
            delivery.row(firstSecond + secondOfRow[row], paytypeOfRow[row], amountMinorOfRow[row]);
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
