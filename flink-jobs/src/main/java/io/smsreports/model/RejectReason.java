package io.smsreports.model;

/** Why a line of an input file is rejected. A line has one reason: the first that applies. */
public enum RejectReason {
    /** The line is longer than 1 MiB. */
    TOO_LONG,
    /** A quote is not closed on its line, or text follows a closing quote. */
    BAD_QUOTING,
    /** Not as many columns as the file's header: most often a torn line. */
    WRONG_COLUMN_COUNT,
    /** RECORD_DATE is not a real {@code yyyy/MM/dd HH:mm:ss}. */
    BAD_RECORD_DATE,
    /** DEBIT_AMOUNT_42 is not a decimal number below 10^12. */
    BAD_AMOUNT,
    /** RECORD_DATE is further after the file's modification time than {@code --max-future}. */
    FUTURE_RECORD_DATE
}
