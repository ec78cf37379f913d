package io.smsreports.model;

import java.time.LocalDate;

/**
 * The accepted rows of one block that share a minute and a paytype, summed up. The unit that the
 * reports are built from.
 *
 * @param epochMinute the minute of RECORD_DATE, counted from 1970 in UTC
 * @param epochDay the {@link LocalDays day} of the minute's window
 * @param paytype the code, or {@link #NO_PAYTYPE}
 * @param recordCount rows, at least 1
 * @param amountMinor sum of DEBIT_AMOUNT_42, in hundredths; a block is too small to overflow it
 * @param minMinor the smallest amount, in hundredths
 * @param maxMinor the greatest amount, in hundredths
 * @param reversalsMinor sum of the negative amounts, in hundredths: zero or less
 */
public record RevenueSlice(
        long epochMinute,
        long epochDay,
        int paytype,
        long recordCount,
        long amountMinor,
        long minMinor,
        long maxMinor,
        long reversalsMinor) {

    /** Stands for an empty or unreadable PAYTYPE_515. */
    public static final int NO_PAYTYPE = Integer.MIN_VALUE;

    private static final long MINUTES_PER_DAY = 24 * 60;

    /** A slice where days are those of UTC. */
    public RevenueSlice(
            long epochMinute,
            int paytype,
            long recordCount,
            long amountMinor,
            long minMinor,
            long maxMinor,
            long reversalsMinor) {
        this(
                epochMinute,
                Math.floorDiv(epochMinute, MINUTES_PER_DAY),
                paytype,
                recordCount,
                amountMinor,
                minMinor,
                maxMinor,
                reversalsMinor);
    }

    /** The day that the slice belongs to. */
    public LocalDate day() {
        return LocalDate.ofEpochDay(epochDay);
    }
}
