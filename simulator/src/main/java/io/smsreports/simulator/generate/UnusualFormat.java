package io.smsreports.simulator.generate;

import static io.smsreports.simulator.generate.RowColumns.AMOUNT;
import static io.smsreports.simulator.generate.RowColumns.PAYTYPE;
import static io.smsreports.simulator.generate.RowColumns.RECORD_DATE;

import java.math.BigDecimal;

/** Ways to write a row that readers must understand. None changes what the row says. */
enum UnusualFormat {
    QUOTED,
    PADDED,
    CARRIAGE_RETURN,
    PAYTYPE_WITH_DECIMALS,
    AMOUNT_WITH_EXPONENT,
    AMOUNT_ROUNDED_UP,
    AMOUNT_ROUNDED_DOWN,
    NOT_UTF8;

    /** Writes the row's columns anew. */
    void applyTo(RowColumns row) {
        BigDecimal amount = new BigDecimal(row.get(AMOUNT));
        switch (this) {
            case QUOTED -> row.values.replaceAll(value -> '"' + value + '"');
            case PADDED -> {
                row.set(RECORD_DATE, " " + row.get(RECORD_DATE) + "\t");
                row.set(PAYTYPE, " " + row.get(PAYTYPE));
                row.set(AMOUNT, row.get(AMOUNT) + "  ");
            }
            case CARRIAGE_RETURN -> append(row, "\r");
            case PAYTYPE_WITH_DECIMALS -> row.set(PAYTYPE, row.get(PAYTYPE) + ".0");
            case AMOUNT_WITH_EXPONENT ->
                    row.set(AMOUNT, amount.movePointRight(3).toBigInteger() + "e-3");
            case AMOUNT_ROUNDED_UP -> row.set(AMOUNT, movedFromZero(amount, "-0.005"));
            case AMOUNT_ROUNDED_DOWN -> row.set(AMOUNT, movedFromZero(amount, "0.004"));
            case NOT_UTF8 -> append(row, "\u00ff\u00c3");
        }
    }

    private static void append(RowColumns row, String text) {
        row.values.set(row.last(), row.values.get(row.last()) + text);
    }

    private static String movedFromZero(BigDecimal amount, String by) {
        BigDecimal sign = BigDecimal.valueOf(amount.signum());
        return amount.add(new BigDecimal(by).multiply(sign)).toPlainString();
    }
}
