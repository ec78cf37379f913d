package io.smsreports.testing;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads lines by FastCSV, BigDecimal and java.time, by rules written a second time: the opinion
 * that the job's parser is compared with.
 */
public final class CdrOracle {

    private static final CsvReader.CsvReaderBuilder FAST_CSV =
            CsvReader.builder()
                    .skipEmptyLines(false)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE);

    /** FastCSV takes a lone CR for a line end; this stands in for it, as no byte does. */
    private static final char CARRIAGE_RETURN_STAND_IN = '\u0100';

    private static final Pattern FIELD =
            Pattern.compile("\"[^\"]*+(?:\"\"[^\"]*+)*+\"|[^\",][^,]*+|");
    private static final Pattern DECIMAL =
            Pattern.compile("([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(?:[eE]([+-]?[0-9]+))?");
    private static final DateTimeFormatter RECORD_DATE =
            DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss")
                    .withResolverStyle(ResolverStyle.STRICT);

    private static final int MOST_FIELDS = (1 << 20) + 1;

    private static final long UNREADABLE = Long.MIN_VALUE;

    private static final int NO_PAYTYPE = Integer.MIN_VALUE;

    private CdrOracle() {}

    /**
     * What a line is, as text: {@code blank}, {@code header}, {@code accept DATE PAYTYPE
     * HUNDREDTHS}, or {@code reject REASON DATE HUNDREDTHS}; a dash stands for what cannot be read.
     *
     * @param line without its line end, a character a byte
     * @param latestEpochSecond the latest date that is not in the future
     */
    public static String outcome(String line, CdrColumns columns, long latestEpochSecond) {
        if (trimmed(line).isEmpty()) {
            return "blank";
        }
        int wellQuoted = wellQuotedLength(line);
        List<String> fields = fields(line, wellQuoted);
        boolean badQuoting = wellQuoted < line.length();
        boolean header =
                fields.equals(columns.names()) || fields.equals(CdrColumns.DEFAULT.names());
        if (header && !badQuoting) {
            return "header";
        }
        long epochSecond = epochSecond(fields, columns.recordDate());
        long amountMinor = amountMinor(fields, columns.amount());
        if (badQuoting) {
            return rejected("BAD_QUOTING", epochSecond, amountMinor);
        }
        if (fields.size() != columns.names().size()) {
            return rejected("WRONG_COLUMN_COUNT", epochSecond, amountMinor);
        }
        if (epochSecond == UNREADABLE) {
            return rejected("BAD_RECORD_DATE", epochSecond, amountMinor);
        }
        if (amountMinor == UNREADABLE) {
            return rejected("BAD_AMOUNT", epochSecond, amountMinor);
        }
        if (epochSecond > latestEpochSecond) {
            return rejected("FUTURE_RECORD_DATE", epochSecond, amountMinor);
        }
        int paytype = paytype(fields.get(columns.paytype()));
        return accepted(epochSecond, paytype, amountMinor);
    }

    /** Without spaces and tabs around it. */
    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t';
    }

    /** How far the line's fields are well quoted: its length, or the end of the last good field. */
    private static int wellQuotedLength(String line) {
        Matcher field = FIELD.matcher(line);
        int end = -1;
        do {
            field.region(end + 1, line.length());
            if (!field.lookingAt()
                    || (field.end() < line.length() && line.charAt(field.end()) != ',')) {
                return end;
            }
            end = field.end();
        } while (end < line.length());
        return end;
    }

    /** The trimmed fields of the well quoted part, of which there are none at length -1. */
    private static List<String> fields(String line, int wellQuoted) {
        if (wellQuoted < 0) {
            return List.of();
        }
        if (wellQuoted == 0) {
            return List.of("");
        }
        String part = line.substring(0, wellQuoted).replace('\r', CARRIAGE_RETURN_STAND_IN);
        return FAST_CSV.ofSingleCsvRecord(wide(), part).getFields().stream()
                .map(field -> field.replace(CARRIAGE_RETURN_STAND_IN, '\r'))
                .map(CdrOracle::trimmed)
                .toList();
    }

    /**
     * The columns that a line gives as a header, if it is one.
     *
     * @param line without its line end, a character a byte
     */
    public static Optional<CdrColumns> header(String line) {
        if (wellQuotedLength(line) < line.length()) {
            return Optional.empty();
        }
        List<String> columns = fields(line, line.length());
        return Optional.of(new CdrColumns(columns)).filter(CdrColumns::areComplete);
    }

    /** One that takes any line up to a MiB; FastCSV's own limits are lower. */
    private static CsvRecordHandler wide() {
        return CsvRecordHandler.of(
                handler -> handler.maxFields(MOST_FIELDS).maxRecordSize(1 << 24));
    }

    private static long epochSecond(List<String> fields, int column) {
        if (column >= fields.size() || fields.get(column).length() != 19) {
            return UNREADABLE;
        }
        try {
            return LocalDateTime.parse(fields.get(column), RECORD_DATE)
                    .toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return UNREADABLE;
        }
    }

    private static long amountMinor(List<String> fields, int column) {
        if (column >= fields.size()) {
            return UNREADABLE;
        }
        return decimal(fields.get(column))
                .filter(amount -> amount.abs().compareTo(BigDecimal.TEN.pow(12)) < 0)
                .map(amount -> amount.setScale(2, RoundingMode.HALF_UP).unscaledValue())
                .map(BigInteger::longValueExact)
                .orElse(UNREADABLE);
    }

    private static int paytype(String text) {
        try {
            return decimal(text).map(BigDecimal::intValueExact).orElse(NO_PAYTYPE);
        } catch (ArithmeticException e) {
            return NO_PAYTYPE;
        }
    }

    /** The number, its exponent brought within what BigDecimal can still reckon with. */
    private static Optional<BigDecimal> decimal(String text) {
        Matcher matcher = DECIMAL.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        BigDecimal mantissa = new BigDecimal(matcher.group(1));
        BigInteger exponent =
                matcher.group(2) == null ? BigInteger.ZERO : new BigInteger(matcher.group(2));
        BigInteger bound = BigInteger.valueOf(1_000);
        int bounded = exponent.min(bound).max(bound.negate()).intValueExact();
        return Optional.of(mantissa.scaleByPowerOfTen(bounded));
    }

    private static String accepted(long epochSecond, int paytype, long amountMinor) {
        return "accept %s %s %d"
                .formatted(
                        Instant.ofEpochSecond(epochSecond),
                        paytype == NO_PAYTYPE ? "-" : paytype,
                        amountMinor);
    }

    private static String rejected(String reason, long epochSecond, long amountMinor) {
        return "reject %s %s %s"
                .formatted(
                        reason,
                        epochSecond == UNREADABLE ? "-" : Instant.ofEpochSecond(epochSecond),
                        amountMinor == UNREADABLE ? "-" : amountMinor);
    }
}
