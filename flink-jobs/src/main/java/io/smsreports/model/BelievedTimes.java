package io.smsreports.model;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The times of a file's rows, and which of them are to be believed: one odd row moves nothing. A
 * time is believed if enough rows vouch for it, be they of its quarter of an hour or beyond.
 */
public final class BelievedTimes {

    /** Rows that vouch for a time, at least, and their share of all. */
    private static final long ROWS_TO_VOUCH = 2;

    private static final long SHARE_TO_VOUCH = 100;

    /** A single row so far before all others is not one of them. */
    private static final long APART_MILLIS = Duration.ofDays(1).toMillis();

    /** A few rows that far after all others are worth a word. */
    private static final long AHEAD_MILLIS = Duration.ofHours(1).toMillis();

    /** What is kept of a file in which each row is of another time: a hundred days. */
    private static final int MAX_QUARTERS = 9_600;

    private final TreeMap<Long, Quarter> quarters = new TreeMap<>();
    private long rows;

    private static final class Quarter {
        private long rows;
        private long leastMillis = Long.MAX_VALUE;
        private long greatestMillis = Long.MIN_VALUE;
    }

    /**
     * Takes in rows of one time.
     *
     * @param millis epoch milliseconds
     */
    public void add(long millis, long count) {
        rows += count;
        Quarter quarter =
                quarters.computeIfAbsent(ReportWindow.startOf(millis), start -> new Quarter());
        quarter.rows += count;
        quarter.leastMillis = Math.min(quarter.leastMillis, millis);
        quarter.greatestMillis = Math.max(quarter.greatestMillis, millis);
        if (quarters.size() > MAX_QUARTERS) {
            quarters.pollFirstEntry();
        }
    }

    /** Whether there is no row. */
    public boolean isEmpty() {
        return rows == 0;
    }

    /** Whether there are too few rows for any of them to be vouched for. */
    public boolean isDoubtful() {
        return rows < ROWS_TO_VOUCH;
    }

    /**
     * The greatest believed time: of the greatest quarter of an hour at or after which there are
     * two rows and one in a hundred. Of a single row its time. To be called if not {@link
     * #isEmpty}.
     */
    public long greatestMillis() {
        long needed = needed();
        long found = 0;
        for (Quarter quarter : quarters.descendingMap().values()) {
            found += quarter.rows;
            if (found >= needed) {
                return quarter.greatestMillis;
            }
        }
        return quarters.firstEntry().getValue().leastMillis;
    }

    /**
     * The least believed time: of too few rows to be vouched for only if they lie within a day of
     * the others. To be called if not {@link #isEmpty}.
     */
    public long leastMillis() {
        long needed = needed();
        long found = 0;
        for (Map.Entry<Long, Quarter> entry : quarters.entrySet()) {
            found += entry.getValue().rows;
            Map.Entry<Long, Quarter> next = quarters.higherEntry(entry.getKey());
            boolean isApart =
                    next != null
                            && next.getValue().leastMillis - entry.getValue().greatestMillis
                                    > APART_MILLIS;
            if (found >= needed || !isApart) {
                return entry.getValue().leastMillis;
            }
        }
        return quarters.firstEntry().getValue().leastMillis;
    }

    /**
     * How many rows are far from all others: a day before them, or an hour after them. The few rows
     * of a quiet night are not, as each is near the one before.
     */
    public long oddRows() {
        if (isEmpty()) {
            return 0;
        }
        long first = leastMillis();
        long reached = greatestMillis();
        long odd = 0;
        for (Quarter quarter : quarters.values()) {
            if (quarter.greatestMillis < first || quarter.leastMillis - reached > AHEAD_MILLIS) {
                odd += quarter.rows;
            } else {
                reached = Math.max(reached, quarter.greatestMillis);
            }
        }
        return odd;
    }

    /** The least time of any row, believed or not. To be called if not {@link #isEmpty}. */
    public long firstMillis() {
        return quarters.firstEntry().getValue().leastMillis;
    }

    /** The greatest time of any row, believed or not. To be called if not {@link #isEmpty}. */
    public long lastMillis() {
        return quarters.lastEntry().getValue().greatestMillis;
    }

    private long needed() {
        long share = (rows + SHARE_TO_VOUCH - 1) / SHARE_TO_VOUCH;
        return Math.min(rows, Math.max(ROWS_TO_VOUCH, share));
    }
}
