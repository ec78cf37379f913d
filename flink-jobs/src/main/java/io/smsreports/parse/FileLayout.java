package io.smsreports.parse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The columns of one file, by name and in order, and where the three that are read lie. The reader
 * finds a file's layout once and hands it on with every block; {@link CdrParser} reads by it.
 *
 * @param columns the names, in the file's order
 * @param recordDate index of RECORD_DATE
 * @param paytype index of PAYTYPE_515
 * @param amount index of DEBIT_AMOUNT_42
 */
public record FileLayout(List<String> columns, int recordDate, int paytype, int amount) {

    /**
     * A line's greatest length in bytes, without its line end; longer ones are never held whole.
     */
    public static final int MAX_LINE_BYTES = 1 << 20;

    /** The column that holds a record's event time. */
    private static final String RECORD_DATE = "RECORD_DATE";

    /** The column that holds the paytype: a code of the way of paying. */
    private static final String PAYTYPE = "PAYTYPE_515";

    /** The column that holds the charge. */
    private static final String AMOUNT = "DEBIT_AMOUNT_42";

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** The layout of a file without a header. */
    public static final FileLayout DEFAULT =
            ofColumns(
                    List.of(
                            "ROAMSTATE_519",
                            "CUST_LOCAL_START_DATE_15",
                            "CDR_ID_1",
                            "CDR_SUB_ID_2",
                            "CDR_TYPE_3",
                            "SPLIT_CDR_REASON_4",
                            RECORD_DATE,
                            PAYTYPE,
                            AMOUNT,
                            "SERVICEFLOW_498",
                            "EVENTSOURCE_CATE_17",
                            "USAGE_SERVICE_TYPE_19",
                            "SPECIALNUMBERINDICATOR_534",
                            "BE_ID_30",
                            "CALLEDPARTYIMSI_495",
                            "CALLINGPARTYIMSI_494"));

    /** Copies the names and checks that the three indexes are among them, each its own. */
    public FileLayout {
        columns = List.copyOf(columns);
        Objects.checkIndex(recordDate, columns.size());
        Objects.checkIndex(paytype, columns.size());
        Objects.checkIndex(amount, columns.size());
        if (recordDate == paytype || paytype == amount || amount == recordDate) {
            throw new IllegalArgumentException(
                    "one column cannot be two of RECORD_DATE, PAYTYPE_515 and DEBIT_AMOUNT_42: "
                            + List.of(recordDate, paytype, amount));
        }
    }

    /**
     * The layout that the first line with any text gives, if it is a header: a line that names
     * RECORD_DATE, PAYTYPE_515 and DEBIT_AMOUNT_42, in any order and among any others. Names are
     * trimmed of spaces and tabs and may be quoted; of a name that repeats the first counts. Any
     * other line is a row, and {@link #DEFAULT} holds.
     *
     * @param from where a file's text begins
     * @param to the end of what is read of it
     * @param complete whether the file ends there; else a line without its end is no header, since
     *     it would lack columns
     */
    public static FileLayout ofBeginning(byte[] bytes, int from, int to, boolean complete) {
        int line = from;
        while (line < to) {
            int end = line;
            boolean blank = true;
            for (; end < to && bytes[end] != '\n'; end++) {
                blank &= CsvFields.isBlank(bytes[end]) || bytes[end] == '\r';
            }
            if (end == to && !complete) {
                return DEFAULT;
            }
            if (!blank) {
                return ofLine(bytes, line, end).orElse(DEFAULT);
            }
            line = end + 1;
        }
        return DEFAULT;
    }

    /** The layout that a line with any text gives, if it is a header. */
    private static Optional<FileLayout> ofLine(byte[] bytes, int from, int to) {
        int end = bytes[to - 1] == '\r' ? to - 1 : to;
        if (end - from > MAX_LINE_BYTES) {
            return Optional.empty();
        }
        List<String> columns = new ArrayList<>();
        CsvFields fields = new CsvFields(bytes, from, end);
        while (fields.next()) {
            columns.add(fields.text());
        }
        if (fields.broken() || !columns.containsAll(List.of(RECORD_DATE, PAYTYPE, AMOUNT))) {
            return Optional.empty();
        }
        return Optional.of(ofColumns(columns));
    }

    /**
     * Whether a line is this file's header or the default one, with or without a BOM: what
     * concatenated files hold further down.
     *
     * @param from first byte of the line
     * @param end end of the line, without its line end
     */
    boolean isHeader(byte[] bytes, int from, int end) {
        int text = afterByteOrderMark(bytes, from, end);
        return isLineOf(columns, bytes, text, end) || isLineOf(DEFAULT.columns, bytes, text, end);
    }

    /** Where text begins that may have UTF-8's byte order mark before it. */
    public static int afterByteOrderMark(byte[] bytes, int from, int end) {
        int after = from + BYTE_ORDER_MARK.length;
        boolean found =
                after <= end
                        && Arrays.equals(
                                bytes, from, after, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        return found ? after : from;
    }

    private static boolean isLineOf(List<String> columns, byte[] bytes, int from, int end) {
        CsvFields fields = new CsvFields(bytes, from, end);
        for (String column : columns) {
            if (!fields.next() || !fields.text().equals(column)) {
                return false;
            }
        }
        return !fields.next() && !fields.broken();
    }

    private static FileLayout ofColumns(List<String> columns) {
        return new FileLayout(
                columns,
                columns.indexOf(RECORD_DATE),
                columns.indexOf(PAYTYPE),
                columns.indexOf(AMOUNT));
    }
}
