package io.smsreports.simulator;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** One CSV file of the answer key, written line by line in the formats of the reports. */
final class KeyTable {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** Revenue is the amount by 10; an amount has 100 hundredths. */
    private static final int REVENUE_DECIMALS_OF_MINOR = 3;

    private static final int AMOUNT_DECIMALS_OF_MINOR = 2;
    private static final int SCALE = 6;

    private final NewFile file;
    private final StringBuilder line = new StringBuilder();

    KeyTable(NewFile file, String header) throws IOException {
        this.file = file;
        line.append(header);
        end();
    }

    /** Appends a field; it must not need quotes. */
    KeyTable text(String field) {
        if (!line.isEmpty()) {
            line.append(',');
        }
        line.append(field);
        return this;
    }

    KeyTable number(long number) {
        return text(Long.toString(number));
    }

    KeyTable empty() {
        line.append(',');
        return this;
    }

    KeyTable revenue(long amountMinor) {
        return decimal(amountMinor, REVENUE_DECIMALS_OF_MINOR);
    }

    KeyTable amount(long amountMinor) {
        return decimal(amountMinor, AMOUNT_DECIMALS_OF_MINOR);
    }

    private KeyTable decimal(long number, int decimals) {
        return text(BigDecimal.valueOf(number, decimals).setScale(SCALE).toPlainString());
    }

    KeyTable time(long epochSecond) {
        return text(TIME.format(Instant.ofEpochSecond(epochSecond)));
    }

    KeyTable date(long epochDay) {
        return text(LocalDate.ofEpochDay(epochDay).toString());
    }

    KeyTable paytype(int paytype) {
        return paytype == Cell.NO_PAYTYPE ? empty() : number(paytype);
    }

    /** Appends a text between quotes. */
    KeyTable quoted(String text) {
        return text('"' + text.replace("\"", "\"\"") + '"');
    }

    void end() throws IOException {
        byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
        file.write(bytes, 0, bytes.length);
        line.setLength(0);
    }

    /** Forgets the line at hand. */
    void drop() {
        line.setLength(0);
    }

    void finish() throws IOException {
        file.finish();
    }
}
