package io.smsreports.reconcile;

import io.smsreports.model.Revenue;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts as the reports write them: 6 decimals, no exponent. */
public final class Money {

    private Money() {}

    /** More decimals than the reports have are a damage that must show: they are kept. */
    public static String text(BigDecimal amount) {
        return amount.scale() > Revenue.SCALE
                ? amount.toPlainString()
                : amount.setScale(Revenue.SCALE, RoundingMode.UNNECESSARY).toPlainString();
    }
}
