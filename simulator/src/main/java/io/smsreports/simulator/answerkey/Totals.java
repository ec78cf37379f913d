package io.smsreports.simulator.answerkey;

import java.util.LongSummaryStatistics;

/** What a number of rows come to: count, sum, minimum and maximum of amounts in hundredths. */
final class Totals extends LongSummaryStatistics {

    private long reversalsMinor;

    @Override
    public void accept(long amountMinor) {
        super.accept(amountMinor);
        reversalsMinor += Math.min(amountMinor, 0);
    }

    void add(Totals other) {
        Math.addExact(getSum(), other.getSum());
        combine(other);
        reversalsMinor = Math.addExact(reversalsMinor, other.reversalsMinor);
    }

    /** The part of the sum that is below zero. */
    long reversalsMinor() {
        return reversalsMinor;
    }
}
