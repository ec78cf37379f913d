package io.smsreports.reconcile;

import io.smsreports.model.ReportWindow;
import io.smsreports.model.RevenueSlice;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;

/**
 * A 15-minute window and a paytype, in the order of the reports.
 *
 * @param window the window's start
 * @param paytype the code, or {@link RevenueSlice#NO_PAYTYPE}, which comes first
 */
record WindowKey(Instant window, int paytype) implements Comparable<WindowKey> {

    private static final Comparator<WindowKey> ORDER =
            Comparator.comparing(WindowKey::window).thenComparingInt(WindowKey::paytype);

    /** A window's date. */
    static LocalDate dateOf(Instant window) {
        return window.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** A window's end, exclusive. */
    static Instant endOf(Instant window) {
        return window.plus(ReportWindow.SIZE);
    }

    /** The paytype as the reports write it. */
    String paytypeText() {
        return paytype == RevenueSlice.NO_PAYTYPE ? "" : Integer.toString(paytype);
    }

    /** The key as messages name it. */
    String describe() {
        return window + " paytype " + (paytypeText().isEmpty() ? "(none)" : paytypeText());
    }

    @Override
    public int compareTo(WindowKey other) {
        return ORDER.compare(this, other);
    }
}
