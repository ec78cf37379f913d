package io.smsreports.reconcile;

import java.math.BigDecimal;

/**
 * Rejected rows, and the money in them as far as it could be read.
 *
 * @param withoutAmount how many of the rows say nothing readable of their amount
 * @param amount the sum of the others as charged, before the divisor
 */
record AtRisk(long rows, long withoutAmount, BigDecimal amount) {

    static final AtRisk NOTHING = new AtRisk(0, 0, BigDecimal.ZERO);

    AtRisk plus(AtRisk other) {
        return new AtRisk(
                rows + other.rows, withoutAmount + other.withoutAmount, amount.add(other.amount));
    }
}
