package io.smsreports.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/**
 * A CSV line under construction, field by field, ending in LF. A field is quoted as RFC 4180 asks
 * when it holds a comma, a quote, CR or LF, and also when it begins or ends with a space, which
 * some readers would trim. One instance serves line after line: {@link #writeTo} leaves it empty.
 *
 * <p>Not thread-safe. Used by {@link CsvFormat} and everything else that writes CSV here.
 */
public final class CsvLine {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private byte[] buffer = new byte[256];
    private int length;
    private int fields;

    /** Appends a text in UTF-8; null is an empty field. */
    public CsvLine text(String value) {
        return value == null ? empty() : raw(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends bytes as they came, UTF-8 or not. */
    public CsvLine raw(byte[] bytes) {
        return raw(bytes, 0, bytes.length);
    }

    /**
     * Appends bytes as they came, UTF-8 or not.
     *
     * @param from the first byte
     * @param to the end, exclusive
     */
    public CsvLine raw(byte[] bytes, int from, int to) {
        beginField();
        if (needsQuotes(bytes, from, to)) {
            appendQuoted(bytes, from, to);
            return this;
        }
        reserve(to - from);
        System.arraycopy(bytes, from, buffer, length, to - from);
        length += to - from;
        return this;
    }

    /** Appends a whole number. */
    public CsvLine number(long value) {
        return text(Long.toString(value));
    }

    /** Appends a decimal number with all the digits of its scale, never with an exponent. */
    public CsvLine decimal(BigDecimal value) {
        return text(value.toPlainString());
    }

    /** Appends a point in time, such as {@code 2020-08-30T00:15:00.000Z}. */
    public CsvLine time(long epochMillis) {
        return text(TIME.format(Instant.ofEpochMilli(epochMillis)));
    }

    /** Appends a date, such as {@code 2020-08-30}. */
    public CsvLine date(LocalDate value) {
        return text(value.toString());
    }

    /** Appends an empty field, which stands for "none". */
    public CsvLine empty() {
        beginField();
        return this;
    }

    /**
     * Ends the line, writes it and begins a new one.
     *
     * @throws IOException if {@code out} throws it; the line is then lost
     */
    public void writeTo(OutputStream out) throws IOException {
        // A line of one empty field would be a blank line, which readers skip.
        if (fields == 1 && length == 0) {
            append('"');
            append('"');
        }
        append('\n');
        int end = length;
        length = 0;
        fields = 0;
        out.write(buffer, 0, end);
    }

    private void beginField() {
        if (fields > 0) {
            append(',');
        }
        fields++;
    }

    private static boolean needsQuotes(byte[] bytes, int from, int to) {
        if (from == to) {
            return false;
        }
        if (bytes[from] == ' ' || bytes[to - 1] == ' ') {
            return true;
        }
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == ',' || b == '"' || b == '\n' || b == '\r') {
                return true;
            }
        }
        return false;
    }

    private void appendQuoted(byte[] bytes, int from, int to) {
        append('"');
        for (int i = from; i < to; i++) {
            if (bytes[i] == '"') {
                append('"');
            }
            append(bytes[i]);
        }
        append('"');
    }

    private void append(char ascii) {
        append((byte) ascii);
    }

    private void append(byte b) {
        reserve(1);
        buffer[length++] = b;
    }

    private void reserve(int more) {
        int needed = Math.addExact(length, more);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, buffer.length * 2));
        }
    }
}
