package io.smsreports.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private int fields;

    /** Appends a text in UTF-8; null is an empty field. */
    public CsvLine text(String value) {
        return value == null ? empty() : raw(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends bytes as they came, UTF-8 or not. */
    public CsvLine raw(byte[] bytes) {
        beginField();
        if (!needsQuotes(bytes)) {
            line.writeBytes(bytes);
            return this;
        }
        line.write('"');
        for (byte b : bytes) {
            if (b == '"') {
                line.write('"');
            }
            line.write(b);
        }
        line.write('"');
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
        return text(timeText(Instant.ofEpochMilli(epochMillis)));
    }

    /** A point in time as {@link #time} writes it. */
    public static String timeText(Instant time) {
        return TIME.format(time);
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
        if (fields == 1 && line.size() == 0) {
            line.write('"');
            line.write('"');
        }
        line.write('\n');
        try {
            line.writeTo(out);
        } finally {
            line.reset();
            fields = 0;
        }
    }

    private void beginField() {
        if (fields > 0) {
            line.write(',');
        }
        fields++;
    }

    private static boolean needsQuotes(byte[] bytes) {
        if (bytes.length == 0) {
            return false;
        }
        if (bytes[0] == ' ' || bytes[bytes.length - 1] == ' ') {
            return true;
        }
        for (byte b : bytes) {
            if (b == ',' || b == '"' || b == '\n' || b == '\r') {
                return true;
            }
        }
        return false;
    }
}
