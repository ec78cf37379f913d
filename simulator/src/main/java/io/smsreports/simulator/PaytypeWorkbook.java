package io.smsreports.simulator;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellAddress;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;

/** Reads paytypes and their labels from the first sheet of an xlsx workbook. */
final class PaytypeWorkbook {

    private static final int COLUMNS = 2;

    private final Path file;
    private final Map<Integer, String> labels = new LinkedHashMap<>();
    private final Map<Integer, String> addresses = new LinkedHashMap<>();

    /** The workbook does not say what it should; the message names file and cell. */
    static final class UnreadableException extends IOException {

        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    private PaytypeWorkbook(Path file) {
        this.file = file;
    }

    /**
     * Returns the labels by code, in the sheet's order. Blank rows do not count.
     *
     * @throws UnreadableException if the file is no workbook, a cell is not what it should be, a
     *     code comes twice, or there is none
     */
    static Map<Integer, String> read(Path file) throws UnreadableException {
        PaytypeWorkbook paytypes = new PaytypeWorkbook(file);
        List<Row> rows = rows(file);
        if (rows.isEmpty()) {
            throw new UnreadableException(file + ": the first sheet is empty");
        }
        paytypes.requireHeader(rows.get(0));
        for (Row row : rows.subList(1, rows.size())) {
            paytypes.add(row);
        }
        if (paytypes.labels.isEmpty()) {
            throw new UnreadableException(file + ": the first sheet has no row below its header");
        }
        return paytypes.labels;
    }

    private static List<Row> rows(Path file) throws UnreadableException {
        try (ReadableWorkbook workbook = new ReadableWorkbook(file.toFile())) {
            return workbook.getFirstSheet().read().stream().filter(row -> !isBlank(row)).toList();
        } catch (IOException | ExcelReaderException e) {
            throw new UnreadableException(
                    file + " is no xlsx workbook that can be read: " + e.getMessage());
        }
    }

    private static boolean isBlank(Row row) {
        return row.stream().allMatch(cell -> text(Optional.ofNullable(cell)).isEmpty());
    }

    private void requireHeader(Row row) throws UnreadableException {
        requireTwoColumns(row);
        for (int column = 0; column < COLUMNS; column++) {
            String name = text(row.getOptionalCell(column));
            if (name.isEmpty() || isNumber(name)) {
                throw unreadable(row, column, "a header with two names is to be the first row");
            }
        }
    }

    private void add(Row row) throws UnreadableException {
        requireTwoColumns(row);
        int code = code(row);
        String label = text(row.getOptionalCell(1));
        if (label.isEmpty()) {
            throw unreadable(row, 1, "the label of code " + code + " is missing");
        }
        String before = addresses.putIfAbsent(code, address(row, 0));
        if (before != null) {
            throw unreadable(row, 0, "code " + code + " is there already, in " + before);
        }
        labels.put(code, label);
    }

    private int code(Row row) throws UnreadableException {
        String text = text(row.getOptionalCell(0));
        try {
            return new BigDecimal(text).intValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            throw unreadable(
                    row,
                    0,
                    text.isEmpty() ? "the code is missing" : "'" + text + "' is no whole number");
        }
    }

    private void requireTwoColumns(Row row) throws UnreadableException {
        for (int column = COLUMNS; column < row.getCellCount(); column++) {
            if (!text(row.getOptionalCell(column)).isEmpty()) {
                throw unreadable(row, column, "there are to be two columns only");
            }
        }
    }

    private static String text(Optional<Cell> cell) {
        return cell.filter(value -> value.getType() != CellType.EMPTY)
                .map(Cell::getText)
                .map(String::trim)
                .orElse("");
    }

    private static boolean isNumber(String text) {
        try {
            new BigDecimal(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private UnreadableException unreadable(Row row, int column, String what) {
        return new UnreadableException(file + ", cell " + address(row, column) + ": " + what);
    }

    private static String address(Row row, int column) {
        return new CellAddress(row.getRowNum() - 1, column).toString();
    }
}
