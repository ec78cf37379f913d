package io.smsreports.model;

import java.time.Duration;

/** The reports' windows: 15 minutes of event time, aligned to the hour, in UTC. */
public final class ReportWindow {

    /** Must be the size that {@code sql/pipeline} tumbles by; a test compares the two. */
    public static final Duration SIZE = Duration.ofMinutes(15);

    private static final long SIZE_MILLIS = SIZE.toMillis();

    private static final long MILLIS_PER_MINUTE = 60_000L;

    private ReportWindow() {}

    /** The start of a slice's window, in epoch milliseconds. */
    public static long startOf(RevenueSlice slice) {
        return startOf(slice.epochMinute() * MILLIS_PER_MINUTE);
    }

    /** The start of the window that an event time is in, in epoch milliseconds. */
    public static long startOf(long eventMillis) {
        return eventMillis - Math.floorMod(eventMillis, SIZE_MILLIS);
    }

    /**
     * Whether a watermark has closed the window that starts at a time: none of its rows may come.
     */
    public static boolean isClosed(long startMillis, long watermark) {
        return startMillis + SIZE_MILLIS - 1 <= watermark;
    }
}
