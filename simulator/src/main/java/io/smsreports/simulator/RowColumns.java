package io.smsreports.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One row by columns, to be written in another way than {@link RowWriter} does. Where the three
 * that count lie depends on the file.
 */
final class RowColumns {

    /** The column that only {@link #inOwnOrder} has. */
    private static final String EXTRA_COLUMN = "SIMULATED_NOTE";

    private static final int RECORD_DATE = 6;
    private static final int PAYTYPE = 7;
    private static final int AMOUNT = 8;

    private final List<String> values;
    private final int recordDate;
    private final int paytype;
    private final int amount;

    private RowColumns(List<String> values, int recordDate, int paytype, int amount) {
        this.values = values;
        this.recordDate = recordDate;
        this.paytype = paytype;
        this.amount = amount;
    }

    /** Takes a line of {@link RowWriter} apart. */
    static RowColumns of(byte[] line, int length) {
        return inDefaultOrder(new String(line, 0, length - 1, StandardCharsets.US_ASCII));
    }

    private static RowColumns inDefaultOrder(String line) {
        List<String> values = new ArrayList<>(List.of(line.split(",", -1)));
        return new RowColumns(values, RECORD_DATE, PAYTYPE, AMOUNT);
    }

    /** The header of files in their own order, without its line end. */
    static String ownHeader() {
        RowColumns header = inDefaultOrder(RowWriter.HEADER).inOwnOrder();
        header.values.set(0, EXTRA_COLUMN);
        return header.line();
    }

    /** Returns the same row, last column first, behind one column more. */
    RowColumns inOwnOrder() {
        List<String> turned = new ArrayList<>(values);
        turned.add("");
        Collections.reverse(turned);
        int last = values.size();
        return new RowColumns(turned, last - recordDate, last - paytype, last - amount);
    }

    /** The row as text, without a line end. */
    String line() {
        return String.join(",", values);
    }

    String recordDate() {
        return values.get(recordDate);
    }

    String paytype() {
        return values.get(paytype);
    }

    String amount() {
        return values.get(amount);
    }

    String last() {
        return values.get(values.size() - 1);
    }

    void setRecordDate(String text) {
        values.set(recordDate, text);
    }

    void setPaytype(String text) {
        values.set(paytype, text);
    }

    void setAmount(String text) {
        values.set(amount, text);
    }

    void setFirst(String text) {
        values.set(0, text);
    }

    void setLast(String text) {
        values.set(values.size() - 1, text);
    }

    void dropLast() {
        values.remove(values.size() - 1);
    }

    void append(String text) {
        values.add(text);
    }

    /** Keeps the first columns only: a torn line. */
    void keepFirst(int columns) {
        values.subList(columns, values.size()).clear();
    }

    void quoteAll() {
        values.replaceAll(value -> '"' + value + '"');
    }
}
