package io.smsreports.simulator.reference;

import static io.smsreports.simulator.command.SimulatorException.refused;

import io.smsreports.simulator.command.SimulatorException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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

    private PaytypeWorkbook(Path file) {
        this.file = file;
    }

    /**
     * Returns the labels by code, in the sheet's order. Blank rows do not count.
     *
     * @throws SimulatorException if the file is no workbook, a cell is not what it should be, a
     *     code comes twice, or there is none
     */
    static Map<Integer, String> read(Path file) throws SimulatorException {
        PaytypeWorkbook paytypes = new PaytypeWorkbook(file);
        List<Row> rows = rows(file);
        if (rows.isEmpty()) {
            throw refused("%s: the first sheet is empty", file);
        }
        paytypes.requireHeader(rows.get(0));
        for (Row row : rows.subList(1, rows.size())) {
            paytypes.add(row);
        }
        if (paytypes.labels.isEmpty()) {
            throw refused("%s: the first sheet has no row below its header", file);
        }
        return paytypes.labels;
    }

    private static List<Row> rows(Path file) throws SimulatorException {
        try (ReadableWorkbook workbook = new ReadableWorkbook(file.toFile())) {
            return workbook.getFirstSheet().read().stream().filter(row -> !isBlank(row)).toList();
        } catch (IOException | ExcelReaderException e) {
            throw refused("%s is no xlsx workbook that can be read: %s", file, e.getMessage());
        }
    }

    private static boolean isBlank(Row row) {
        return IntStream.range(0, row.getCellCount()).allMatch(i -> text(row, i).isEmpty());
    }

    private void requireHeader(Row row) throws SimulatorException {
        requireTwoColumns(row);
        for (int column = 0; column < COLUMNS; column++) {
            String name = text(row, column);
            if (name.isEmpty() || number(name).isPresent()) {
                throw unreadable(row, column, "a header with two names is to be the first row");
            }
        }
    }

    private void add(Row row) throws SimulatorException {
        requireTwoColumns(row);
        int code = code(row);
        String label = text(row, 1);
        if (label.isEmpty()) {
            throw unreadable(row, 1, "the label of code " + code + " is missing");
        }
        String before = addresses.putIfAbsent(code, address(row, 0));
        if (before != null) {
            throw unreadable(row, 0, "code " + code + " is there already, in " + before);
        }
        labels.put(code, label);
    }

    private int code(Row row) throws SimulatorException {
        String text = text(row, 0);
        try {
            return number(text).orElseThrow(ArithmeticException::new).intValueExact();
        } catch (ArithmeticException e) {
            throw unreadable(
                    row,
                    0,
                    text.isEmpty() ? "the code is missing" : "'" + text + "' is no whole number");
        }
    }

    private void requireTwoColumns(Row row) throws SimulatorException {
        for (int column = COLUMNS; column < row.getCellCount(); column++) {
            if (!text(row, column).isEmpty()) {
                throw unreadable(row, column, "there are to be two columns only");
            }
        }
    }

    private static String text(Row row, int column) {
        return row.getOptionalCell(column)
                .filter(cell -> cell.getType() != CellType.EMPTY)
                .map(cell -> cell.getText().trim())
                .orElse("");
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private SimulatorException unreadable(Row row, int column, String what) {
        return refused("%s, cell %s: %s", file, address(row, column), what);
    }

    private static String address(Row row, int column) {
        return new CellAddress(row.getRowNum() - 1, column).toString();
    }
}
