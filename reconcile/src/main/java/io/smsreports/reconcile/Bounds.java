package io.smsreports.reconcile;

import java.math.BigDecimal;

/** The smallest and the greatest revenue of a record. */
record Bounds(BigDecimal min, BigDecimal max) {

    /** The bounds of both together. */
    Bounds with(Bounds other) {
        return new Bounds(min.min(other.min), max.max(other.max));
    }
}
