package io.smsreports.reconcile.output;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Rejected rows, and the money in them as far as it could be read: the money at risk.
 *
 * @param rowsWithoutAmount how many of the rows have no readable amount
 * @param amount the sum of the others as charged, before the divisor
 * @param atRisk the same as revenue; empty while or where the divisor is not known
 */
public record AtRisk(
        long rows, long rowsWithoutAmount, BigDecimal amount, Optional<BigDecimal> atRisk) {

    public static final AtRisk NOTHING = new AtRisk(0, 0, BigDecimal.ZERO, Optional.empty());

    static AtRisk ofRow(Optional<BigDecimal> amount) {
        return new AtRisk(
                1, amount.isPresent() ? 0 : 1, amount.orElse(BigDecimal.ZERO), Optional.empty());
    }

    /** Both together, as charged. */
    public AtRisk plus(AtRisk other) {
        return new AtRisk(
                rows + other.rows,
                rowsWithoutAmount + other.rowsWithoutAmount,
                amount.add(other.amount),
                Optional.empty());
    }
}
