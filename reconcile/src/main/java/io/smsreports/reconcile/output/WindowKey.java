package io.smsreports.reconcile.output;

import io.smsreports.model.ReportWindow;
import io.smsreports.model.RevenueSlice;
import io.smsreports.sink.CsvLine;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;

/**
 * A 15-minute window and a paytype or its label, in the order of the reports.
 *
 * @param window the window's start
 * @param code of the paytype, or {@link RevenueSlice#NO_PAYTYPE}, which comes first
 * @param label of the paytype in report 4, which has no codes; elsewhere empty
 */
public record WindowKey(Instant window, int code, String label) implements Comparable<WindowKey> {

    private static final Comparator<WindowKey> ORDER =
            Comparator.comparing(WindowKey::window)
                    .thenComparingInt(WindowKey::code)
                    .thenComparing(WindowKey::label);

    static WindowKey ofCode(Instant window, int code) {
        return new WindowKey(window, code, "");
    }

    /** A key of report 4. */
    public static WindowKey ofLabel(Instant window, String label) {
        return new WindowKey(window, RevenueSlice.NO_PAYTYPE, label);
    }

    /** The date of a window, or of any time. */
    public static LocalDate dateOf(Instant window) {
        return window.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** A window's end, exclusive. */
    public static Instant endOf(Instant window) {
        return window.plus(ReportWindow.SIZE);
    }

    /** The window's date. */
    public LocalDate date() {
        return dateOf(window);
    }

    /** The paytype as the reports write it: its code, nothing, or its label. */
    public String paytype() {
        return code == RevenueSlice.NO_PAYTYPE ? label : Integer.toString(code);
    }

    /** The key columns of the reports. */
    public List<String> fields() {
        return List.of(CsvLine.timeText(window), paytype());
    }

    /** The key as messages name it. */
    public String describe() {
        return window
                + (label.isEmpty() ? " paytype " : " ")
                + (paytype().isEmpty() ? "(none)" : paytype());
    }

    @Override
    public int compareTo(WindowKey other) {
        return ORDER.compare(this, other);
    }
}
