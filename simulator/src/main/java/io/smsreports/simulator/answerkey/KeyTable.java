package io.smsreports.simulator.answerkey;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategy;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One CSV file of the answer key, in the formats of the reports. */
final class KeyTable {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final int SCALE = 6;

    /** The column of rejected lines. */
    private static final String ALWAYS_QUOTED = "line";

    private final CsvWriter csv;

    /** Starts with a header. */
    KeyTable(OutputStream out, String header) {
        List<String> columns = List.of(header.split(","));
        csv =
                CsvWriter.builder()
                        .lineDelimiter(LineDelimiter.LF)
                        .quoteStrategy(new QuotedColumn(columns.indexOf(ALWAYS_QUOTED)))
                        .build(out, StandardCharsets.ISO_8859_1);
        csv.writeRecord(columns);
    }

    void row(Object... fields) {
        csv.writeRecord(Arrays.stream(fields).map(String::valueOf).toArray(String[]::new));
    }

    void flush() throws IOException {
        csv.flush();
    }

    static String time(long epochSecond) {
        return TIME.format(Instant.ofEpochSecond(epochSecond));
    }

    static String date(long epochDay) {
        return LocalDate.ofEpochDay(epochDay).toString();
    }

    /** An amount has 100 hundredths. */
    static String amount(long amountMinor) {
        return decimal(amountMinor, 2);
    }

    /** Revenue is the amount by 10. */
    static String revenue(long amountMinor) {
        return decimal(amountMinor, 3);
    }

    private static String decimal(long number, int decimals) {
        return BigDecimal.valueOf(number, decimals).setScale(SCALE).toPlainString();
    }

    static String paytype(ReportCell cell) {
        return cell.paytype() == ExpectedFile.NO_PAYTYPE ? "" : String.valueOf(cell.paytype());
    }

    private record QuotedColumn(int number) implements QuoteStrategy {

        @Override
        public boolean quoteValue(int line, int column, String value) {
            return column == number && line > 1;
        }
    }
}
