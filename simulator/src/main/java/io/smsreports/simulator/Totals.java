package io.smsreports.simulator;

/** What a number of rows come to; amounts are in hundredths. */
final class Totals {

    private long rows;
    private long sumMinor;
    private long reversalsMinor;
    private long minMinor = Long.MAX_VALUE;
    private long maxMinor = Long.MIN_VALUE;

    void add(long amountMinor) {
        rows++;
        sumMinor += amountMinor;
        reversalsMinor += Math.min(amountMinor, 0);
        minMinor = Math.min(minMinor, amountMinor);
        maxMinor = Math.max(maxMinor, amountMinor);
    }

    void add(Totals other) {
        rows += other.rows;
        sumMinor = Math.addExact(sumMinor, other.sumMinor);
        reversalsMinor = Math.addExact(reversalsMinor, other.reversalsMinor);
        minMinor = Math.min(minMinor, other.minMinor);
        maxMinor = Math.max(maxMinor, other.maxMinor);
    }

    long rows() {
        return rows;
    }

    long sumMinor() {
        return sumMinor;
    }

    /** The part of the sum that is below zero. */
    long reversalsMinor() {
        return reversalsMinor;
    }

    /** The least amount; there must be a row. */
    long minMinor() {
        return minMinor;
    }

    /** The greatest amount; there must be a row. */
    long maxMinor() {
        return maxMinor;
    }
}
