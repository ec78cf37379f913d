package io.smsreports.reconcile.output;

import java.math.BigDecimal;

/** What file_days says of some files or days: rows, and revenue before and after reversals. */
public record FileDayTotals(
        long files,
        long accepted,
        long late,
        BigDecimal debits,
        BigDecimal reversals,
        BigDecimal revenue) {

    public static final FileDayTotals NOTHING =
            new FileDayTotals(0, 0, 0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    FileDayTotals plus(FileDayTotals other) {
        return new FileDayTotals(
                files + other.files,
                Math.addExact(accepted, other.accepted),
                Math.addExact(late, other.late),
                debits.add(other.debits),
                reversals.add(other.reversals),
                revenue.add(other.revenue));
    }
}
