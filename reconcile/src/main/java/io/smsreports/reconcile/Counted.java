package io.smsreports.reconcile;

import java.math.BigDecimal;

/** A number of records and their revenue. */
record Counted(long records, BigDecimal revenue) {

    static final Counted NOTHING = new Counted(0, BigDecimal.ZERO);

    Counted plus(Counted other) {
        return new Counted(Math.addExact(records, other.records), revenue.add(other.revenue));
    }
}
