package io.smsreports.reconcile.output;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The rows of one CSV file of an output, one after the other; a row is held no longer than until
 * the next. Columns go by the header's names. Every method may throw {@link SmsReportsException}.
 */
public final class PublishedRows implements Closeable {

    /** Longer values are cut in messages. */
    private static final int MAX_QUOTED = 40;

    private final String file;
    private final boolean foreign;
    private final ErrorCode code;
    private final WholeLines text;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final Map<String, Integer> columns;
    private List<String> header = List.of();
    private CsvRecord row;
    private boolean firstIsRow;

    private PublishedRows(String file, InputStream in, boolean foreign) {
        this.file = file;
        this.foreign = foreign;
        this.code = foreign ? ErrorCode.OUTPUT_UNUSABLE : ErrorCode.OUTPUT_DAMAGED;
        this.text = new WholeLines(in);
        FieldMismatchStrategy fields =
                foreign ? FieldMismatchStrategy.IGNORE : FieldMismatchStrategy.STRICT;
        this.reader =
                CsvReader.builder()
                        .extraFieldStrategy(fields)
                        .missingFieldStrategy(fields)
                        .ofCsvRecord(text);
        this.records = reader.iterator();
        this.columns = foreign ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER) : new HashMap<>();
    }

    /**
     * Opens a file as the job writes it: with a header, and its last line whole.
     *
     * @param file names the file in messages
     * @param required columns that the header must have
     * @throws SmsReportsException if it lacks one; the stream is then closed
     */
    static PublishedRows of(String file, InputStream in, List<String> required) throws IOException {
        return opened(new PublishedRows(file, in, false), required);
    }

    /**
     * Opens a file whoever wrote it. Without a header its columns are the expected ones; spaces
     * around fields, a byte order mark and the case of column names do not count.
     *
     * @param expected columns that a header has, in any order
     */
    public static PublishedRows ofForeign(String file, InputStream in, List<String> expected)
            throws IOException {
        return opened(new PublishedRows(file, in, true), expected);
    }

    private static PublishedRows opened(PublishedRows rows, List<String> expected)
            throws IOException {
        try {
            rows.readHeader(expected);
            return rows;
        } catch (IOException | RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    private void readHeader(List<String> expected) throws IOException {
        boolean empty = !next();
        if (empty && !foreign) {
            throw new SmsReportsException(code, file + ": it is empty, without a header");
        }
        setColumns(empty ? expected : row.getFields().stream().map(this::plain).toList());
        if (columns.keySet().containsAll(expected)) {
            return;
        }
        if (!foreign) {
            throw problem(
                    "the header is %s and lacks a column of %s",
                    quote(String.join(",", row.getFields())), String.join(",", expected));
        }
        setColumns(expected);
        firstIsRow = true;
        checkFieldCount();
    }

    private void setColumns(List<String> names) {
        header = names;
        columns.clear();
        for (int i = 0; i < names.size(); i++) {
            columns.put(names.get(i), i);
        }
    }

    /** Moves to the next row; false at the end of the file. */
    public boolean next() throws IOException {
        if (firstIsRow) {
            firstIsRow = false;
            return true;
        }
        try {
            if (records.hasNext()) {
                row = records.next();
                checkFieldCount();
                return true;
            }
        } catch (CsvParseException e) {
            throw new SmsReportsException(
                    code, file + ": a line cannot be read as CSV: " + firstLine(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (!foreign && !text.lastLineIsWhole()) {
            throw new SmsReportsException(code, file + ": its last line has no end: it is cut off");
        }
        return false;
    }

    private static String firstLine(String message) {
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    /** The reader itself does so, but for files of others. */
    private void checkFieldCount() throws IOException {
        if (foreign && !header.isEmpty() && row.getFieldCount() != header.size()) {
            throw problem(
                    "%d columns instead of %s", row.getFieldCount(), String.join(",", header));
        }
    }

    private String plain(String field) {
        return foreign ? field.replace("\uFEFF", "").strip() : field;
    }

    public String text(String column) throws IOException {
        Integer index = columns.get(column);
        if (index == null) {
            throw problem("the header lacks the column %s", column);
        }
        return plain(row.getField(index));
    }

    private <T> T parsed(String column, Function<String, T> parser, String kind)
            throws IOException {
        String value = text(column);
        try {
            return parser.apply(value);
        } catch (NumberFormatException | DateTimeException e) {
            throw problem("%s is %s and not %s", column, quote(value), kind);
        }
    }

    private <T> Optional<T> ifAny(String column, Function<String, T> parser, String kind)
            throws IOException {
        return text(column).isEmpty()
                ? Optional.empty()
                : Optional.of(parsed(column, parser, kind));
    }

    long number(String column) throws IOException {
        return parsed(column, Long::valueOf, "a whole number");
    }

    public BigDecimal amount(String column) throws IOException {
        return parsed(column, BigDecimal::new, "a number");
    }

    /** An amount that may be missing. */
    Optional<BigDecimal> amountIfAny(String column) throws IOException {
        return ifAny(column, BigDecimal::new, "a number");
    }

    /** The code, or {@link RevenueSlice#NO_PAYTYPE} for an empty field. */
    int paytype() throws IOException {
        return ifAny("paytype", Integer::valueOf, "a whole number").orElse(RevenueSlice.NO_PAYTYPE);
    }

    Instant time(String column) throws IOException {
        return parsed(column, Instant::parse, "a time");
    }

    /** A time that may be missing. */
    Optional<Instant> timeIfAny(String column) throws IOException {
        return ifAny(column, Instant::parse, "a time");
    }

    /** RECORD_DATE as the start of a window. */
    Instant window() throws IOException {
        Instant start = time("RECORD_DATE");
        if (ReportWindow.startOf(start.toEpochMilli()) != start.toEpochMilli()) {
            throw problem("RECORD_DATE is %s, where no window begins", start);
        }
        return start;
    }

    LocalDate date(String column) throws IOException {
        return parsed(column, LocalDate::parse, "a date");
    }

    /** What is wrong with the current row. */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a library of its own
    SmsReportsException problem(String problem, Object... values) {
        return new SmsReportsException(
                code,
                "%s:%d: %s"
                        .formatted(file, row.getStartingLineNumber(), problem.formatted(values)));
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
