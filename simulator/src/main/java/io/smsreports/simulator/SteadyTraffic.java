package io.smsreports.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Any number of rows, spread evenly over whole days and over files of equal row counts, in
 * event-time order with up to 5 minutes of jitter; 72 % are of paytype 0, the others of 1. Takes
 * the same memory for any number of rows. The same settings write the same bytes.
 *
 * @param rows 1 to 10^10
 * @param files 1 to 100,000, at most one a row
 * @param start the first day, in UTC, from 1970 on
 * @param days 1 to 3,660, the last one before the year 10000
 * @param seed what the drawn columns, amounts and delays come from
 */
record SteadyTraffic(long rows, int files, LocalDate start, int days, long seed) {

    /** Its product with {@link #MAX_DAYS} in seconds fits a long. */
    private static final long MAX_ROWS = 10_000_000_000L;

    private static final int MAX_FILES = 100_000;
    private static final int MAX_DAYS = 3_660;
    private static final int PREPAID_PERCENT = 72;
    private static final int MAX_METERED_MINOR = 5_000_000;

    /** Refuses what lies outside the limits, naming the flag that set it. */
    SteadyTraffic {
        requireWithin("--rows", rows, MAX_ROWS);
        requireWithin("--files", files, Math.min(rows, MAX_FILES));
        requireWithin("--days", days, MAX_DAYS);
        if (start.getYear() < 1970 || start.plusDays(days - 1L).getYear() > 9999) {
            throw new IllegalArgumentException(
                    "--start " + start + ": all days must lie in the years 1970 to 9999");
        }
    }

    /**
     * Writes the files into a folder, which is made if it is missing.
     *
     * @throws IOException if the folder cannot be written to or holds one of the files already;
     *     then it is left as it was
     */
    WrittenFiles write(Path folder) throws IOException {
        try (ChunkFiles chunks = ChunkFiles.in(folder, Cut.evenly(rows, files))) {
            writeRows(chunks);
            return chunks.publish();
        }
    }

    private void writeRows(ChunkFiles chunks) throws IOException {
        SeededRandom random = new SeededRandom(seed);
        RowWriter writer = new RowWriter(random.next());
        byte[] line = writer.line();
        long firstSecond = start.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        long spanSeconds = days * 86_400L;
        for (long row = 0; row < rows; row++) {
            long arrival = row * spanSeconds / rows;
            long delay = Math.min(arrival, Jitter.FIVE_MINUTES.delaySeconds(random));
            int paytype = random.below(100) < PREPAID_PERCENT ? 0 : 1;
            int length = writer.write(firstSecond + arrival - delay, paytype, amountMinor(random));
            chunks.add(line, length);
        }
    }

    private static long amountMinor(SeededRandom random) {
        return switch (ChargeKind.draw(random)) {
            case LISTED -> PriceList.drawMinor(random);
            case METERED -> 1 + random.below(MAX_METERED_MINOR);
            case FREE -> 0;
            case REVERSAL -> -PriceList.drawMinor(random);
        };
    }

    private static void requireWithin(String flag, long value, long max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(flag + " " + value + ": must be 1 to " + max);
        }
    }
}
