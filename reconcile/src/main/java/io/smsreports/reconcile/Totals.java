package io.smsreports.reconcile;

/** All that is known of some records of one window and paytype. */
record Totals(Counted sum, Bounds bounds) {

    Totals plus(Totals other) {
        return new Totals(sum.plus(other.sum), bounds.with(other.bounds));
    }
}
