package io.smsreports.simulator;

import java.util.Comparator;

/**
 * What the reports have one row for: a 15-minute window and a paytype.
 *
 * @param window its number since 1970, UTC
 * @param paytype the code, or {@link #NO_PAYTYPE}
 */
record Cell(long window, int paytype) implements Comparable<Cell> {

    /** Rows whose paytype is empty or no number; it sorts first. */
    static final int NO_PAYTYPE = -1;

    static final int WINDOW_SECONDS = 15 * 60;

    private static final int WINDOWS_PER_DAY = 24 * 60 * 60 / WINDOW_SECONDS;

    private static final Comparator<Cell> ORDER =
            Comparator.comparingLong(Cell::window).thenComparingInt(Cell::paytype);

    static long windowOf(long second) {
        return Math.floorDiv(second, WINDOW_SECONDS);
    }

    long startSecond() {
        return window * WINDOW_SECONDS;
    }

    long epochDay() {
        return Math.floorDiv(window, WINDOWS_PER_DAY);
    }

    @Override
    public int compareTo(Cell other) {
        return ORDER.compare(this, other);
    }
}
