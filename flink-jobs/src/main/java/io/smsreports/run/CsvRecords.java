package io.smsreports.run;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.smsreports.sink.CsvLine;
import io.smsreports.storage.WholeLines;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The records of a CSV file of an output one after the other. A record that {@link CsvLine} has
 * written is written again as the bytes that it was: a rejected line is kept as it came and need
 * not be valid in any encoding. A file that somebody else has put there may hold anything.
 */
final class CsvRecords implements Closeable {

    /** Has a character for each byte, so that no byte is lost. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final WholeLines text;
    private final CloseableIterator<CsvRecord> records;
    private final CsvLine line = new CsvLine();
    private CsvRecord record;
    private boolean cutOff;

    @SuppressWarnings("removal") // Nothing else reads on after a text behind a closing quote.
    CsvRecords(InputStream in) {
        text = new WholeLines(in);
        records =
                CsvReader.builder()
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .allowExtraCharsAfterClosingQuote(true)
                        .allowUnclosedQuote(true)
                        .ofCsvRecord(text, BYTES)
                        .iterator();
    }

    /** Moves to the next record; false at the end of the file. */
    boolean next() throws IOException {
        try {
            if (!records.hasNext()) {
                return false;
            }
            record = records.next();
            cutOff = !records.hasNext() && !text.lastLineIsWhole();
            return true;
        } catch (CsvParseException e) {
            throw new IOException("A file of the output cannot be read as CSV.", e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The current record's first field. */
    String firstField() {
        return utf8(record.getField(0));
    }

    /** The current record's fields. */
    List<String> fields() {
        return record.getFields().stream().map(CsvRecords::utf8).toList();
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(BYTES), StandardCharsets.UTF_8);
    }

    /** Appends the current record. */
    void writeTo(OutputStream out) throws IOException {
        for (String field : record.getFields()) {
            line.raw(field.getBytes(BYTES));
        }
        endLine(out);
    }

    /**
     * Appends the current record with other values for some fields.
     *
     * @param values by the fields' numbers, from 0
     */
    void writeTo(OutputStream out, Map<Integer, String> values) throws IOException {
        List<String> fields = record.getFields();
        for (int i = 0; i < fields.size(); i++) {
            line.raw(values.getOrDefault(i, fields.get(i)).getBytes(BYTES));
        }
        endLine(out);
    }

    /** A file that is cut off stays so, for its readers to see. */
    private void endLine(OutputStream out) throws IOException {
        if (!cutOff) {
            line.writeTo(out);
            return;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        line.writeTo(whole);
        out.write(whole.toByteArray(), 0, whole.size() - 1);
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
