package io.smsreports.simulator;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Any number of rows over whole days, as many on each, few at night and most in the evening, in
 * event-time order with some jitter. Takes the same memory for any number of rows. The same
 * settings make the same rows.
 *
 * @param rows 1 to 10^10
 * @param start the first day, in UTC, from 1970 on
 * @param days 1 to 3,660, the last one before the year 10000
 * @param paytypes which codes there are
 * @param jitter how long rows take to arrive
 */
record DailyTraffic(long rows, LocalDate start, int days, PaytypeShares paytypes, Jitter jitter) {

    /** Its products with {@link #MAX_DAYS} and with a day's weights fit a long. */
    static final long MAX_ROWS = 10_000_000_000L;

    private static final int MAX_DAYS = 3_660;
    private static final int MAX_METERED_MINOR = 5_000_000;
    private static final int SECONDS_PER_MINUTE = 60;

    /** Refuses what lies outside the limits, naming the flag that set it. */
    DailyTraffic {
        requireWithin("--rows", rows, MAX_ROWS);
        requireWithin("--days", days, MAX_DAYS);
        if (start.getYear() < 1970 || start.plusDays(days - 1L).getYear() > 9999) {
            throw new IllegalArgumentException(
                    "--start " + start + ": all days must lie in the years 1970 to 9999");
        }
    }

    /** Refuses a number outside its limits, naming the flag that set it. */
    static void requireWithin(String flag, long value, long max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(flag + " " + value + ": must be 1 to " + max);
        }
    }

    /** The day after the last one. */
    LocalDate end() {
        return start.plusDays(days);
    }

    /** Hands all rows to a delivery, in the order of their arrival. */
    void deliver(Delivery delivery, SeededRandom random) throws IOException {
        long firstSecond = firstSecond();
        for (int day = 0; day < days; day++) {
            long rowsOfDay = rows * (day + 1) / days - rows * day / days;
            for (int minute = 0; minute < DayShape.MINUTES; minute++) {
                long rowsOfMinute =
                        DayShape.rowsBefore(rowsOfDay, minute + 1)
                                - DayShape.rowsBefore(rowsOfDay, minute);
                long minuteOfAll = (long) day * DayShape.MINUTES + minute;
                deliverMinute(
                        firstSecond + minuteOfAll * SECONDS_PER_MINUTE,
                        rowsOfMinute,
                        delivery,
                        random);
            }
        }
    }

    private void deliverMinute(
            long minuteStart, long rowsOfMinute, Delivery delivery, SeededRandom random)
            throws IOException {
        long firstSecond = firstSecond();
        for (long row = 0; row < rowsOfMinute; row++) {
            long arrival = minuteStart + row * SECONDS_PER_MINUTE / rowsOfMinute;
            long delay = Math.min(arrival - firstSecond, jitter.delaySeconds(random));
            int paytype = paytypes.draw(random);
            delivery.row(arrival - delay, paytype, amountMinor(random));
        }
    }

    private long firstSecond() {
        return start.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
    }

    private static long amountMinor(SeededRandom random) {
        return switch (ChargeKind.draw(random)) {
            case LISTED -> PriceList.drawMinor(random);
            case METERED -> 1 + random.below(MAX_METERED_MINOR);
            case FREE -> 0;
            case REVERSAL -> -PriceList.drawMinor(random);
        };
    }
}
