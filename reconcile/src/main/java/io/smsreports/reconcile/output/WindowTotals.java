package io.smsreports.reconcile.output;

/** All that is known of some records of one window and paytype. */
public record WindowTotals(RecordSum sum, MinMax minMax) {

    WindowTotals plus(WindowTotals other) {
        return new WindowTotals(sum.plus(other.sum), minMax.plus(other.minMax));
    }
}
