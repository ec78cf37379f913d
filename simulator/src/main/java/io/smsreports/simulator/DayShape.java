package io.smsreports.simulator;

/** How a day's rows spread over its minutes: few at night, most in the evening. */
final class DayShape {

    static final int MINUTES = 24 * 60;

    /** At the beginning of each hour; in between it is a straight line. */
    private static final int[] WEIGHT_BY_HOUR = {
        30, 18, 10, 7, 6, 9, 20, 42, 62, 74, 80, 84, 90, 84, 78, 80, 86, 94, 108, 122, 128, 116, 88,
        54
    };

    private static final long[] WEIGHT_BEFORE_MINUTE = weightBeforeMinute();

    private DayShape() {}

    /**
     * Returns how many of a day's rows come before a minute of it.
     *
     * @param rowsOfDay up to 10^11
     * @param minute 0 to {@link #MINUTES}, where all do
     */
    static long rowsBefore(long rowsOfDay, int minute) {
        return rowsOfDay * WEIGHT_BEFORE_MINUTE[minute] / WEIGHT_BEFORE_MINUTE[MINUTES];
    }

    private static long[] weightBeforeMinute() {
        long[] before = new long[MINUTES + 1];
        for (int minute = 0; minute < MINUTES; minute++) {
            int hour = minute / 60;
            int intoHour = minute % 60;
            int weight =
                    WEIGHT_BY_HOUR[hour] * (60 - intoHour)
                            + WEIGHT_BY_HOUR[(hour + 1) % 24] * intoHour;
            before[minute + 1] = before[minute] + weight;
        }
        return before;
    }
}
