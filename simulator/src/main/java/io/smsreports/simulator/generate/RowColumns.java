package io.smsreports.simulator.generate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** One row by columns, to be written in another way than {@link RowWriter} does. */
final class RowColumns {

    static final int RECORD_DATE = 6;
    static final int PAYTYPE = 7;
    static final int AMOUNT = 8;

    /** The column that only files in their own order have. */
    private static final String EXTRA_COLUMN = "SIMULATED_NOTE";

    /** In the order of the file; as ISO 8859-1, a character is a byte. */
    final List<String> values;

    private final boolean ownOrder;

    private RowColumns(String line, boolean ownOrder) {
        this.ownOrder = ownOrder;
        values = new ArrayList<>(Arrays.asList(line.split(",", -1)));
        if (ownOrder) {
            values.add("");
            Collections.reverse(values);
        }
    }

    /**
     * Takes the writer's last line apart.
     *
     * @param ownOrder whether it is to be written last column first, behind one column more
     */
    static RowColumns of(RowWriter writer, boolean ownOrder) {
        String line = new String(writer.line(), 0, writer.length() - 1, StandardCharsets.US_ASCII);
        return new RowColumns(line, ownOrder);
    }

    /** The header of files in their own order, without its line end. */
    static String ownHeader() {
        RowColumns header = new RowColumns(RowWriter.HEADER, true);
        header.values.set(0, EXTRA_COLUMN);
        return header.line();
    }

    int last() {
        return values.size() - 1;
    }

    /** The row as text, without a line end. */
    String line() {
        return String.join(",", values);
    }

    /** Returns a value by its column's number in the default order. */
    String get(int column) {
        return values.get(place(column));
    }

    /** Sets a value by its column's number in the default order. */
    void set(int column, String text) {
        values.set(place(column), text);
    }

    private int place(int column) {
        return ownOrder ? last() - column : column;
    }
}
