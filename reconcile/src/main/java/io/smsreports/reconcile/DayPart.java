package io.smsreports.reconcile;

import java.math.BigDecimal;

/** What file_days says of some files or days: rows, and revenue before and after reversals. */
record DayPart(
        long files,
        long accepted,
        long late,
        BigDecimal debits,
        BigDecimal reversals,
        BigDecimal revenue) {

    static final DayPart NOTHING =
            new DayPart(0, 0, 0, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    DayPart plus(DayPart other) {
        return new DayPart(
                files + other.files,
                Math.addExact(accepted, other.accepted),
                Math.addExact(late, other.late),
                debits.add(other.debits),
                reversals.add(other.reversals),
                revenue.add(other.revenue));
    }
}
