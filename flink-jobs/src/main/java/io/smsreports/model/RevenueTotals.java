package io.smsreports.model;

import java.math.BigInteger;

/**
 * A running sum of slices. Exact at any size: 92,234 amounts near 10^12 pass 2^63 hundredths. (A
 * Flink POJO: hence a class with public fields, not a record.)
 */
public final class RevenueTotals {
    public long recordCount;

    /** Sum, minimum and maximum of DEBIT_AMOUNT_42, in hundredths. */
    public BigInteger amountMinor = BigInteger.ZERO;

    public long minMinor = Long.MAX_VALUE;
    public long maxMinor = Long.MIN_VALUE;

    /** Adds a slice. */
    public void add(RevenueSlice slice) {
        recordCount += slice.recordCount();
        amountMinor = amountMinor.add(BigInteger.valueOf(slice.amountMinor()));
        minMinor = Math.min(minMinor, slice.minMinor());
        maxMinor = Math.max(maxMinor, slice.maxMinor());
    }
}
