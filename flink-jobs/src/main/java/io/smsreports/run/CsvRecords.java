package io.smsreports.run;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of an RFC 4180 file one after the other, as the bytes that they are: a rejected line
 * is kept as it came and need not be valid in any encoding. A line end within quotes belongs to its
 * record.
 */
final class CsvRecords implements Closeable {

    private final InputStream in;
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();

    CsvRecords(InputStream in) {
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /** Moves to the next record; false at the end of the file. */
    boolean next() throws IOException {
        record.reset();
        boolean quoted = false;
        for (int value = in.read(); value >= 0; value = in.read()) {
            record.write(value);
            if (value == '"') {
                quoted = !quoted;
            } else if (value == '\n' && !quoted) {
                return true;
            }
        }
        return record.size() > 0;
    }

    /** The current record's first field, without its quotes, as UTF-8. */
    String firstField() {
        byte[] bytes = record.toByteArray();
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        boolean quoted = bytes.length > 0 && bytes[0] == '"';
        for (int i = quoted ? 1 : 0; i < bytes.length; i++) {
            if (quoted && bytes[i] == '"') {
                boolean doubled = i + 1 < bytes.length && bytes[i + 1] == '"';
                if (!doubled) {
                    break;
                }
                i++;
            } else if (!quoted && (bytes[i] == ',' || bytes[i] == '\n' || bytes[i] == '\r')) {
                break;
            }
            field.write(bytes[i]);
        }
        return field.toString(StandardCharsets.UTF_8);
    }

    /** The current record's fields, without their quotes, as UTF-8. */
    List<String> fields() {
        byte[] bytes = record.toByteArray();
        List<String> fields = new ArrayList<>();
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        boolean quoted = false;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            boolean doubled = quoted && b == '"' && i + 1 < bytes.length && bytes[i + 1] == '"';
            if (doubled) {
                field.write(b);
                i++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (b == ',' && !quoted) {
                fields.add(field.toString(StandardCharsets.UTF_8));
                field.reset();
            } else if (quoted || (b != '\n' && b != '\r')) {
                field.write(b);
            }
        }
        fields.add(field.toString(StandardCharsets.UTF_8));
        return fields;
    }

    /** Appends the current record, with its line end if it has one. */
    void writeTo(OutputStream out) throws IOException {
        record.writeTo(out);
    }

    /** Appends the current record with another value for one field, which needs no quotes. */
    void writeTo(OutputStream out, int index, String value) throws IOException {
        byte[] bytes = record.toByteArray();
        int field = 0;
        boolean quoted = false;
        for (byte b : bytes) {
            quoted ^= b == '"';
            boolean ends = !quoted && (b == ',' || b == '\n');
            if (ends && field == index) {
                out.write(value.getBytes(StandardCharsets.UTF_8));
            }
            if (ends || field != index) {
                out.write(b);
            }
            field += ends ? 1 : 0;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
