package io.smsreports.simulator;

import java.math.BigDecimal;

/** Ways to write a row that readers must understand. None changes what the row says. */
enum OddRow {
    QUOTED {
        @Override
        void rewrite(RowColumns row) {
            row.quoteAll();
        }
    },
    PADDED {
        @Override
        void rewrite(RowColumns row) {
            row.setRecordDate(" " + row.recordDate() + "\t");
            row.setPaytype(" " + row.paytype());
            row.setAmount(row.amount() + "  ");
        }
    },
    CARRIAGE_RETURN {
        @Override
        void rewrite(RowColumns row) {
            row.setLast(row.last() + "\r");
        }
    },
    PAYTYPE_WITH_DECIMALS {
        @Override
        void rewrite(RowColumns row) {
            row.setPaytype(row.paytype() + ".0");
        }
    },
    AMOUNT_WITH_EXPONENT {
        @Override
        void rewrite(RowColumns row) {
            row.setAmount(new BigDecimal(row.amount()).movePointRight(3).toBigInteger() + "e-3");
        }
    },
    AMOUNT_ROUNDED_UP {
        @Override
        void rewrite(RowColumns row) {
            BigDecimal amount = new BigDecimal(row.amount());
            BigDecimal half = new BigDecimal("0.005").multiply(sign(amount));
            row.setAmount(amount.subtract(half).toPlainString());
        }
    },
    AMOUNT_ROUNDED_DOWN {
        @Override
        void rewrite(RowColumns row) {
            BigDecimal amount = new BigDecimal(row.amount());
            BigDecimal some = new BigDecimal("0.004").multiply(sign(amount));
            row.setAmount(amount.add(some).toPlainString());
        }
    },
    NOT_UTF8 {
        @Override
        void rewrite(RowColumns row) {
            row.setLast(row.last() + "\u00ff\u00c3");
        }
    };

    private static final OddRow[] ALL = values();

    /** Returns one of them. */
    static OddRow draw(SeededRandom random) {
        return ALL[random.below(ALL.length)];
    }

    private static BigDecimal sign(BigDecimal amount) {
        return BigDecimal.valueOf(amount.signum());
    }

    /** Writes the row's columns anew; as ISO 8859-1, a character is a byte. */
    abstract void rewrite(RowColumns row);
}
