package io.smsreports.reconcile.output;

import java.math.BigDecimal;

/** A number of records and their revenue. */
public record RecordSum(long records, BigDecimal revenue) {

    public static final RecordSum NOTHING = new RecordSum(0, BigDecimal.ZERO);

    /** Both together. */
    public RecordSum plus(RecordSum other) {
        return new RecordSum(Math.addExact(records, other.records), revenue.add(other.revenue));
    }
}
