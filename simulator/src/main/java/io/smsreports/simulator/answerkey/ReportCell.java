package io.smsreports.simulator.answerkey;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the reports have one row for: a 15-minute window and a paytype.
 *
 * @param window its number since 1970, UTC
 * @param paytype the code, or {@link ExpectedFile#NO_PAYTYPE}
 */
record ReportCell(long window, int paytype) implements Comparable<ReportCell> {

    /** The reference that a run over the delivery needs. */
    static final SortedMap<Integer, String> LABELS =
            new TreeMap<>(Map.of(0, "Prepaid", 1, "Postpaid"));

    private static final int WINDOW_SECONDS = 15 * 60;

    private static final Comparator<ReportCell> ORDER =
            Comparator.comparingLong(ReportCell::window).thenComparingInt(ReportCell::paytype);

    static long windowOf(long second) {
        return Math.floorDiv(second, WINDOW_SECONDS);
    }

    long startSecond() {
        return window * WINDOW_SECONDS;
    }

    long endSecond() {
        return startSecond() + WINDOW_SECONDS;
    }

    /** The day that the window's start is on. */
    long epochDay(ZoneId zone) {
        return Instant.ofEpochSecond(startSecond()).atZone(zone).toLocalDate().toEpochDay();
    }

    /** What a report calls the paytype, also one that the reference lacks, or none. */
    String label() {
        return paytype == ExpectedFile.NO_PAYTYPE
                ? "Unknown"
                : LABELS.getOrDefault(paytype, "Unknown (" + paytype + ")");
    }

    @Override
    public int compareTo(ReportCell other) {
        return ORDER.compare(this, other);
    }
}
