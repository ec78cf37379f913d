package io.smsreports.model;

/**
 * A rejected line, kept as it came. (A Flink POJO: hence a class with public fields, not a record.)
 */
public final class RejectedRow {
    /** The file's path below the input folder. */
    public String file = "";

    /** Where the line begins, in decompressed bytes. */
    public long byteOffset;

    public RejectReason reason = RejectReason.TOO_LONG;

    /** RECORD_DATE in epoch seconds where it could be read, else {@link Long#MIN_VALUE}. */
    public long epochSecond;

    /** DEBIT_AMOUNT_42 in hundredths where it could be read, else {@link Long#MIN_VALUE}. */
    public long amountMinor;

    /** The line's bytes, not necessarily UTF-8; the first 1,000 of a line that is too long. */
    public byte[] line = {};

    /** When it was read, in epoch milliseconds. */
    public long readAtMillis;
}
