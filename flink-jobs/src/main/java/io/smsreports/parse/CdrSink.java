package io.smsreports.parse;

import io.smsreports.model.RejectReason;
import io.smsreports.model.RevenueSlice;

/** Receives what {@link CdrParser} finds, line by line and in the order of the lines. */
public interface CdrSink {

    /** Stands for a record date or an amount that could not be read. */
    long UNREADABLE = Long.MIN_VALUE;

    /**
     * Stands for an empty or unreadable PAYTYPE_515: one that is no whole number, or out of an
     * int's range. The code -2147483648 is the same number and so counts as unreadable.
     */
    int NO_PAYTYPE = RevenueSlice.NO_PAYTYPE;

    /**
     * A good row.
     *
     * @param epochSecond RECORD_DATE; if this local time comes twice, the first one
     * @param paytype the code, or {@link #NO_PAYTYPE}
     * @param amountMinor DEBIT_AMOUNT_42 in hundredths, rounded half up
     */
    void accept(long epochSecond, int paytype, long amountMinor);

    /**
     * A rejected line. Date and amount are given wherever they can be read at their columns'
     * places, to show what money is at risk: in a badly quoted line among the fields before the
     * broken one, in a line with the wrong number of columns if it reaches so far, in a line that
     * is too long never.
     *
     * @param from first byte of the line within the parsed array
     * @param to end of the line, without its LF and a CR before it
     * @param epochSecond RECORD_DATE where it could still be read, else {@link #UNREADABLE}
     * @param amountMinor DEBIT_AMOUNT_42 in hundredths where it could still be read, else {@link
     *     #UNREADABLE}
     */
    void reject(RejectReason reason, int from, int to, long epochSecond, long amountMinor);

    /** An empty line, or one of nothing but spaces and tabs. */
    void blankLine();

    /** The file's own header, or the default one, at the top of the file or again further down. */
    void headerLine();
}
