package io.smsreports.simulator;

/**
 * The ways in which a line is no row. None reaches over its line: what follows is read as if it
 * were not there.
 */
enum MalformedLine {
    UNCLOSED_QUOTE(Reason.BAD_QUOTING, true, true),
    TEXT_BEHIND_QUOTE(Reason.BAD_QUOTING, false, false),
    TORN(Reason.WRONG_COLUMN_COUNT, false, false),
    COLUMN_MISSING(Reason.WRONG_COLUMN_COUNT, true, true),
    COLUMN_TOO_MANY(Reason.WRONG_COLUMN_COUNT, true, true),
    NO_SUCH_DAY(Reason.BAD_RECORD_DATE, false, true),
    OTHER_DATE_FORMAT(Reason.BAD_RECORD_DATE, false, true),
    NO_DATE(Reason.BAD_RECORD_DATE, false, true),
    NO_AMOUNT(Reason.BAD_AMOUNT, true, false),
    AMOUNT_IS_TEXT(Reason.BAD_AMOUNT, true, false),
    AMOUNT_OUT_OF_BOUNDS(Reason.BAD_AMOUNT, true, false);

    private static final MalformedLine[] ALL = values();

    private final Reason reason;
    private final boolean dateReadable;
    private final boolean amountReadable;

    MalformedLine(Reason reason, boolean dateReadable, boolean amountReadable) {
        this.reason = reason;
        this.dateReadable = dateReadable;
        this.amountReadable = amountReadable;
    }

    /** Returns one of them. */
    static MalformedLine draw(SeededRandom random) {
        return ALL[random.below(ALL.length)];
    }

    /** Spoils a row. */
    void spoil(RowColumns row) {
        switch (this) {
            case UNCLOSED_QUOTE -> row.setLast('"' + row.last());
            case TEXT_BEHIND_QUOTE -> row.setFirst("\"0\"1");
            case TORN -> row.keepFirst(3);
            case COLUMN_MISSING -> row.dropLast();
            case COLUMN_TOO_MANY -> row.append("1");
            case NO_SUCH_DAY -> row.setRecordDate("2020/02/30 12:00:00");
            case OTHER_DATE_FORMAT -> row.setRecordDate(row.recordDate().replace('/', '-'));
            case NO_DATE -> row.setRecordDate("");
            case NO_AMOUNT -> row.setAmount("");
            case AMOUNT_IS_TEXT -> row.setAmount("free");
            case AMOUNT_OUT_OF_BOUNDS -> row.setAmount("1000000000000");
        }
    }

    Reason reason() {
        return reason;
    }

    /** Whether RECORD_DATE can still be read in its place. */
    boolean dateReadable() {
        return dateReadable;
    }

    /** Whether DEBIT_AMOUNT_42 can still be read in its place. */
    boolean amountReadable() {
        return amountReadable;
    }
}
