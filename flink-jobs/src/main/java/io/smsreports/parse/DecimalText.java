package io.smsreports.parse;

/**
 * Reads decimal numbers from bytes: an optional sign, ASCII digits with an optional point before,
 * among or after them, and an optional exponent of any size: what {@link java.math.BigDecimal}
 * reads. Time is linear in the text's length and no memory is taken, however large the number:
 * {@code 1e999999999} costs no more than its eleven bytes.
 */
final class DecimalText {

    /** Stands for a text that is no number, or one out of bounds. */
    static final long UNREADABLE = CdrSink.UNREADABLE;

    /** 10^12: far above any real charge or code, and in hundredths far below 2^63. */
    private static final long LIMIT = 1_000_000_000_000L;

    /** So many digits are always below {@link #LIMIT}. */
    private static final int LIMIT_DIGITS = 12;

    /** More than any line has digits: a greater exponent makes no difference. */
    private static final long GREATEST_EXPONENT = 10_000_000_000L;

    private DecimalText() {}

    /**
     * The number in hundredths, rounded half up (away from zero), if it is within 10^12 before
     * rounding.
     */
    static long hundredths(byte[] bytes, int from, int to) {
        boolean negative = from < to && bytes[from] == '-';
        int digits = negative ? from + 1 : from;
        // Nearly every charge is no more than a sign and digits.
        if (digits < to && to - digits <= LIMIT_DIGITS && afterDigits(bytes, digits, to) == to) {
            long whole = 0;
            for (int i = digits; i < to; i++) {
                whole = whole * 10 + bytes[i] - '0';
            }
            return whole * (negative ? -100 : 100);
        }
        return scaled(bytes, from, to, 2, LIMIT * 100, false);
    }

    /** The number, if it is whole, as {@code 1.0} and {@code 10e-1} are, and within 10^12. */
    static long integer(byte[] bytes, int from, int to) {
        return scaled(bytes, from, to, 0, LIMIT, true);
    }

    private static long scaled(
            byte[] bytes, int from, int to, int scale, long limit, boolean exact) {
        int mantissa = afterSign(bytes, from, to);
        int point = afterDigits(bytes, mantissa, to);
        boolean pointed = point < to && bytes[point] == '.';
        int end = pointed ? afterDigits(bytes, point + 1, to) : point;
        if (end - mantissa == (pointed ? 1 : 0)) {
            return UNREADABLE;
        }
        long exponent = end < to ? exponent(bytes, end, to) : 0;
        if (exponent == UNREADABLE) {
            return UNREADABLE;
        }

        // So many digits are still to be kept; the first one after them decides the rounding.
        long toKeep = point - mantissa + exponent + scale;
        long value = 0;
        boolean roundUp = false;
        for (int i = mantissa; i < end; i++) {
            if (i == point) {
                continue;
            }
            int digit = bytes[i] - '0';
            if (toKeep > 0) {
                value = value * 10 + digit;
                if (value >= limit) {
                    return UNREADABLE;
                }
            } else if (exact && digit != 0) {
                return UNREADABLE;
            } else if (toKeep == 0) {
                roundUp = digit >= 5;
            }
            toKeep--;
        }
        for (; toKeep > 0 && value > 0; toKeep--) {
            value *= 10;
            if (value >= limit) {
                return UNREADABLE;
            }
        }
        if (roundUp) {
            value++;
        }
        return bytes[from] == '-' ? -value : value;
    }

    /** Reads an {@code e} or {@code E} and the integer after it. */
    private static long exponent(byte[] bytes, int from, int to) {
        if (bytes[from] != 'e' && bytes[from] != 'E') {
            return UNREADABLE;
        }
        int digits = afterSign(bytes, from + 1, to);
        if (digits == to || afterDigits(bytes, digits, to) != to) {
            return UNREADABLE;
        }
        long exponent = 0;
        for (int i = digits; i < to; i++) {
            exponent = Math.min(exponent * 10 + bytes[i] - '0', GREATEST_EXPONENT);
        }
        return bytes[from + 1] == '-' ? -exponent : exponent;
    }

    private static int afterSign(byte[] bytes, int from, int to) {
        return from < to && (bytes[from] == '-' || bytes[from] == '+') ? from + 1 : from;
    }

    private static int afterDigits(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i;
    }
}
