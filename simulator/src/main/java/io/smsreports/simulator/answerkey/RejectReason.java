package io.smsreports.simulator.answerkey;

/** Why a line does not count, in the order of the ledger's columns. */
public enum RejectReason {
    TOO_LONG,
    BAD_QUOTING,
    WRONG_COLUMN_COUNT,
    BAD_RECORD_DATE,
    BAD_AMOUNT,
    FUTURE_RECORD_DATE
}
