package io.smsreports.reconcile.output;

import io.smsreports.model.LocalDays;
import io.smsreports.model.ReportWindow;
import io.smsreports.model.RevenueSlice;
import io.smsreports.sink.CsvLine;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;

/**
 * A 15-minute window and a paytype or its label, in the order of the reports.
 *
 * @param window the window's start
 * @param date the day that the window is of
 * @param code of the paytype, or {@link RevenueSlice#NO_PAYTYPE}, which comes first
 * @param label of the paytype in report 4, which has no codes; elsewhere empty
 */
public record WindowKey(Instant window, LocalDate date, int code, String label)
        implements Comparable<WindowKey> {

    private static final Comparator<WindowKey> ORDER =
            Comparator.comparing(WindowKey::window)
                    .thenComparingInt(WindowKey::code)
                    .thenComparing(WindowKey::label);

    static WindowKey ofCode(Instant window, LocalDays days, int code) {
        return new WindowKey(window, days.dayOf(window), code, "");
    }

    /** A key of report 4. */
    static WindowKey ofLabel(Instant window, LocalDays days, String label) {
        return new WindowKey(window, days.dayOf(window), RevenueSlice.NO_PAYTYPE, label);
    }

    /** The key of the same window by a label, as report 4 has it. */
    public WindowKey withLabel(String otherLabel) {
        return new WindowKey(window, date, RevenueSlice.NO_PAYTYPE, otherLabel);
    }

    /** A window's end, exclusive. */
    public static Instant endOf(Instant window) {
        return window.plus(ReportWindow.SIZE);
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
