package io.smsreports.reconcile.output;

import java.math.BigDecimal;

/** The smallest and the greatest revenue of a record. */
public record MinMax(BigDecimal min, BigDecimal max) {

    /** The smallest and the greatest of both together. */
    public MinMax plus(MinMax other) {
        return new MinMax(min.min(other.min), max.max(other.max));
    }
}
