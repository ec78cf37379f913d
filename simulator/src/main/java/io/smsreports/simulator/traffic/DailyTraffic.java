package io.smsreports.simulator.traffic;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * Any number of rows over whole days, as many on each, few at night and most in the evening, in
 * event-time order with some jitter. Takes the same memory for any number of rows. The same
 * settings make the same rows.
 *
 * @param rows 1 to {@link #MAX_ROWS}
 * @param start the first day, from 1970 on
 * @param days 1 to {@link #MAX_DAYS}, the last one before the year 10000
 * @param zone where the first day begins; each is of 24 hours
 * @param paytypes which codes there are
 * @param jitter how long rows take to arrive
 */
public record DailyTraffic(
        long rows, LocalDate start, int days, ZoneId zone, PaytypeShares paytypes, Jitter jitter) {

    /** Its products with {@link #MAX_DAYS} and with a day's weights fit a long. */
    public static final long MAX_ROWS = 10_000_000_000L;

    /** Ten years. */
    public static final int MAX_DAYS = 3_660;

    private static final int MAX_METERED_MINOR = 5_000_000;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int MINUTES_PER_DAY = 24 * 60;

    /** At the beginning of each hour; in between it is a straight line. */
    private static final int[] WEIGHT_BY_HOUR = {
        30, 18, 10, 7, 6, 9, 20, 42, 62, 74, 80, 84, 90, 84, 78, 80, 86, 94, 108, 122, 128, 116, 88,
        54
    };

    private static final long[] WEIGHT_BEFORE_MINUTE = weightBeforeMinute();

    private static long[] weightBeforeMinute() {
        long[] before = new long[MINUTES_PER_DAY + 1];
        for (int minute = 0; minute < MINUTES_PER_DAY; minute++) {
            int hour = minute / 60;
            int intoHour = minute % 60;
            int weight =
                    WEIGHT_BY_HOUR[hour] * (60 - intoHour)
                            + WEIGHT_BY_HOUR[(hour + 1) % 24] * intoHour;
            before[minute + 1] = before[minute] + weight;
        }
        return before;
    }

    /** Hands all rows to a sink, in the order of their arrival. */
    public void generate(RowSink sink, SeededRandom random) throws IOException {
        long firstSecond = start.atStartOfDay(zone).toEpochSecond();
        long minuteStart = firstSecond;
        for (int day = 0; day < days; day++) {
            long rowsOfDay = rows * (day + 1) / days - rows * day / days;
            for (int minute = 0; minute < MINUTES_PER_DAY; minute++) {
                long rowsOfMinute =
                        rowsBefore(minute + 1, rowsOfDay) - rowsBefore(minute, rowsOfDay);
                for (long row = 0; row < rowsOfMinute; row++) {
                    long arrival = minuteStart + row * SECONDS_PER_MINUTE / rowsOfMinute;
                    long delay = Math.min(arrival - firstSecond, jitter.delaySeconds(random));
                    int paytype = paytypes.draw(random);
                    sink.row(arrival - delay, paytype, amountMinor(random));
                }
                minuteStart += SECONDS_PER_MINUTE;
            }
        }
    }

    private static long rowsBefore(int minute, long rowsOfDay) {
        return rowsOfDay * WEIGHT_BEFORE_MINUTE[minute] / WEIGHT_BEFORE_MINUTE[MINUTES_PER_DAY];
    }

    private static long amountMinor(SeededRandom random) {
        return switch (Charges.drawKind(random)) {
            case LISTED -> Charges.drawPriceMinor(random);
            case METERED -> 1 + random.below(MAX_METERED_MINOR);
            case FREE -> 0;
            case REVERSAL -> -Charges.drawPriceMinor(random);
        };
    }
}
