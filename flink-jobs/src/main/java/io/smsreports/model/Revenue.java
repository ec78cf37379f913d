package io.smsreports.model;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Turns amounts into revenue: DEBIT_AMOUNT_42 divided by the divisor, always with 6 decimals,
 * always exact.
 *
 * @param divisor a divisor of 10,000, so that hundredths divided by it fit 6 decimals
 */
public record Revenue(int divisor) implements Serializable {

    /** The decimals of every amount in the outputs. */
    public static final int SCALE = 6;

    /** What hundredths are multiplied with, before the divisor, to become millionths. */
    private static final int MILLIONTHS_PER_HUNDREDTH = 10_000;

    /** Checks the divisor. */
    public Revenue {
        if (divisor < 1 || MILLIONTHS_PER_HUNDREDTH % divisor != 0) {
            throw new IllegalArgumentException(
                    "The amount divisor must be a divisor of 10,000, not " + divisor);
        }
    }

    /** The revenue of an amount in hundredths. */
    public BigDecimal of(BigInteger amountMinor) {
        BigInteger millionthsPerHundredth = BigInteger.valueOf(MILLIONTHS_PER_HUNDREDTH / divisor);
        return new BigDecimal(amountMinor.multiply(millionthsPerHundredth), SCALE);
    }

    /** The revenue of an amount in hundredths. */
    public BigDecimal of(long amountMinor) {
        return of(BigInteger.valueOf(amountMinor));
    }

    /**
     * An amount as the outputs write it: 6 decimals, no exponent. Of a damaged output it may have
     * more decimals, which must show: they are kept.
     */
    public static String text(BigDecimal amount) {
        return amount.scale() > SCALE
                ? amount.toPlainString()
                : amount.setScale(SCALE, RoundingMode.UNNECESSARY).toPlainString();
    }
}
