package io.smsreports.simulator.generate;

import static io.smsreports.simulator.generate.RowColumns.AMOUNT;
import static io.smsreports.simulator.generate.RowColumns.RECORD_DATE;

import io.smsreports.simulator.answerkey.RejectReason;

/**
 * The ways in which a line is no row. None reaches over its line: what follows is read as if it
 * were not there.
 */
enum MalformedLine {
    UNCLOSED_QUOTE(RejectReason.BAD_QUOTING, true, true),
    TEXT_BEHIND_QUOTE(RejectReason.BAD_QUOTING, false, false),
    TORN(RejectReason.WRONG_COLUMN_COUNT, false, false),
    COLUMN_MISSING(RejectReason.WRONG_COLUMN_COUNT, true, true),
    COLUMN_TOO_MANY(RejectReason.WRONG_COLUMN_COUNT, true, true),
    NO_SUCH_DAY(RejectReason.BAD_RECORD_DATE, false, true),
    OTHER_DATE_FORMAT(RejectReason.BAD_RECORD_DATE, false, true),
    NO_DATE(RejectReason.BAD_RECORD_DATE, false, true),
    NO_AMOUNT(RejectReason.BAD_AMOUNT, true, false),
    AMOUNT_IS_TEXT(RejectReason.BAD_AMOUNT, true, false),
    AMOUNT_OUT_OF_BOUNDS(RejectReason.BAD_AMOUNT, true, false);

    /** A torn row ends within its third column: no reader takes it for a row. */
    private static final int TORN_COLUMNS = 3;

    final RejectReason reason;

    /** Whether RECORD_DATE and DEBIT_AMOUNT_42 can still be read in their places. */
    final boolean dateReadable;

    final boolean amountReadable;

    MalformedLine(RejectReason reason, boolean dateReadable, boolean amountReadable) {
        this.reason = reason;
        this.dateReadable = dateReadable;
        this.amountReadable = amountReadable;
    }

    /** Spoils a row. */
    void spoil(RowColumns row) {
        switch (this) {
            case UNCLOSED_QUOTE -> row.values.set(row.last(), '"' + row.values.get(row.last()));
            case TEXT_BEHIND_QUOTE -> row.values.set(0, "\"0\"1");
            case TORN -> row.values.subList(TORN_COLUMNS, row.values.size()).clear();
            case COLUMN_MISSING -> row.values.remove(row.last());
            case COLUMN_TOO_MANY -> row.values.add("1");
            case NO_SUCH_DAY -> row.set(RECORD_DATE, "2020/02/30 12:00:00");
            case OTHER_DATE_FORMAT -> row.set(RECORD_DATE, row.get(RECORD_DATE).replace('/', '-'));
            case NO_DATE -> row.set(RECORD_DATE, "");
            case NO_AMOUNT -> row.set(AMOUNT, "");
            case AMOUNT_IS_TEXT -> row.set(AMOUNT, "free");
            case AMOUNT_OUT_OF_BOUNDS -> row.set(AMOUNT, "1000000000000");
        }
    }
}
