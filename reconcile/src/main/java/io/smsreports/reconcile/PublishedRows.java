package io.smsreports.reconcile;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportWindow;
import io.smsreports.model.RevenueSlice;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.WholeLines;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The rows of one published CSV file, one after the other; a row is held no longer than until the
 * next. Columns go by the header's names. Every method may throw {@link SmsReportsException}.
 */
final class PublishedRows implements Closeable {

    /** Longer values are cut in messages. */
    private static final int MAX_QUOTED = 40;

    private final String file;
    private final WholeLines text;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final Map<String, Integer> columns = new HashMap<>();
    private CsvRecord row;

    /**
     * Reads the header.
     *
     * @param file names the file in messages
     * @param required columns that the header must have
     * @throws SmsReportsException if it lacks one; the stream is then closed
     */
    PublishedRows(String file, InputStream in, List<String> required) throws IOException {
        this.file = file;
        this.text = new WholeLines(in);
        this.reader = CsvReader.builder().ofCsvRecord(text);
        this.records = reader.iterator();
        try {
            readHeader(required);
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void readHeader(List<String> required) throws IOException {
        if (!next()) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_DAMAGED, file + ": it is empty, without a header");
        }
        List<String> names = row.getFields();
        for (int i = 0; i < names.size(); i++) {
            columns.put(names.get(i), i);
        }
        if (!columns.keySet().containsAll(required)) {
            throw problem(
                    "the header is "
                            + quote(String.join(",", names))
                            + " and lacks a column of "
                            + String.join(",", required));
        }
    }

    /** Moves to the next row; false at the end of the file. */
    boolean next() throws IOException {
        try {
            if (records.hasNext()) {
                row = records.next();
                return true;
            }
        } catch (CsvParseException e) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_DAMAGED,
                    file + ": a line cannot be read as CSV: " + firstLine(e.getMessage()),
                    e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (NoSuchElementException e) {
            return false;
        }
        if (!text.lastLineIsWhole()) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_DAMAGED, file + ": its last line has no end: it is cut off");
        }
        return false;
    }

    private static String firstLine(String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    boolean has(String column) {
        return columns.containsKey(column);
    }

    String text(String column) throws IOException {
        Integer index = columns.get(column);
        if (index == null) {
            throw problem("the header lacks the column " + column);
        }
        return row.getField(index);
    }

    long number(String column) throws IOException {
        String value = text(column);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw problem(column + " is " + quote(value) + " and not a whole number");
        }
    }

    BigDecimal amount(String column) throws IOException {
        String value = text(column);
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException e) {
            throw problem(column + " is " + quote(value) + " and not a number");
        }
    }

    /** An amount that may be missing. */
    Optional<BigDecimal> amountIfAny(String column) throws IOException {
        return text(column).isEmpty() ? Optional.empty() : Optional.of(amount(column));
    }

    /** The code, or {@link RevenueSlice#NO_PAYTYPE} for an empty field. */
    int paytype() throws IOException {
        String value = text("paytype");
        if (value.isEmpty()) {
            return RevenueSlice.NO_PAYTYPE;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw problem("paytype is " + quote(value) + " and not a whole number");
        }
    }

    Instant time(String column) throws IOException {
        String value = text(column);
        try {
            return Instant.parse(value);
        } catch (DateTimeException e) {
            throw problem(column + " is " + quote(value) + " and not a time");
        }
    }

    /** A time that may be missing. */
    Optional<Instant> timeIfAny(String column) throws IOException {
        return text(column).isEmpty() ? Optional.empty() : Optional.of(time(column));
    }

    /** RECORD_DATE as the start of a window. */
    Instant window() throws IOException {
        Instant start = time("RECORD_DATE");
        if (ReportWindow.startOf(start.toEpochMilli()) != start.toEpochMilli()) {
            throw problem("RECORD_DATE is " + start + ", where no window begins");
        }
        return start;
    }

    LocalDate date(String column) throws IOException {
        String value = text(column);
        try {
            return LocalDate.parse(value);
        } catch (DateTimeException e) {
            throw problem(column + " is " + quote(value) + " and not a date");
        }
    }

    /** What is wrong with the current row. */
    SmsReportsException problem(String problem) {
        return new SmsReportsException(
                ErrorCode.OUTPUT_DAMAGED,
                file + ":" + row.getStartingLineNumber() + ": " + problem);
    }

    static String quote(String value) {
        String clipped =
                value.length() > MAX_QUOTED ? value.substring(0, MAX_QUOTED) + "..." : value;
        return "'" + clipped.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
