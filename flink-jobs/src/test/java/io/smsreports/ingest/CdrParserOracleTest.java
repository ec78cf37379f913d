package io.smsreports.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import io.smsreports.model.RejectReason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Has FastCSV, BigDecimal and java.time read the same random lines as {@link CdrParser}, by rules
 * written a second time: on every line they must agree. {@code -Dcdr.seed=…} gives other lines.
 */
final class CdrParserOracleTest {

    private static final int BATCHES = 1_000;
    private static final int LINES_IN_A_BATCH = 1_000;

    private static final long LATEST = Instant.parse("2020-12-31T23:59:59Z").getEpochSecond();

    private static final List<FileLayout> LAYOUTS =
            List.of(
                    FileLayout.DEFAULT,
                    layout("RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42"),
                    layout("DEBIT_AMOUNT_42,A,B,PAYTYPE_515,C,D,E,F,G,H,I,J,RECORD_DATE"),
                    layout(
                            "A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,PAYTYPE_515,RECORD_DATE,DEBIT_AMOUNT_42,Q"));

    private static final CsvReader.CsvReaderBuilder FAST_CSV =
            CsvReader.builder()
                    .skipEmptyLines(false)
                    .allowExtraFields(true)
                    .allowMissingFields(true);

    /** FastCSV takes a lone CR for a line end; this stands in for it, as no byte does. */
    private static final char CARRIAGE_RETURN_STAND_IN = '\u0100';

    private static final Pattern FIELD =
            Pattern.compile("\"[^\"]*+(?:\"\"[^\"]*+)*+\"|[^\",][^,]*+|");
    private static final Pattern BLANKS_AROUND = Pattern.compile("^[ \t]+|[ \t]+$");
    private static final Pattern DECIMAL =
            Pattern.compile("([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(?:[eE]([+-]?[0-9]+))?");
    private static final DateTimeFormatter RECORD_DATE =
            DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss")
                    .withResolverStyle(ResolverStyle.STRICT);

    @Test
    void agreesWithFastCsvBigDecimalAndJavaTimeOnAMillionLines() {
        long seed = Long.getLong("cdr.seed", 20_200_830L);
        System.out.println("CdrParserOracleTest: -Dcdr.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        CdrLineGenerator generator = new CdrLineGenerator(random);
        TreeMap<String, Integer> seen = new TreeMap<>();

        for (int batch = 0; batch < BATCHES; batch++) {
            FileLayout layout = LAYOUTS.get(batch % LAYOUTS.size());
            List<String> lines =
                    Stream.generate(() -> generator.line(layout) + lineEnd(random))
                            .limit(LINES_IN_A_BATCH)
                            .toList();
            byte[] bytes = String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
            RecordedOutcomes recorded = RecordedOutcomes.of(bytes, layout, LATEST);

            List<String> expectedOutcomes = new ArrayList<>();
            List<String> expectedRejectedLines = new ArrayList<>();
            for (String terminated : lines) {
                String line = terminated.replaceFirst("\r?\n$", "");
                String outcome = outcome(line, layout);
                expectedOutcomes.add(outcome);
                if (outcome.startsWith("reject ")) {
                    expectedRejectedLines.add(line);
                }
                seen.merge(outcome.replaceFirst("^(accept|reject \\w+).*", "$1"), 1, Integer::sum);
            }
            assertAgreement(lines, expectedOutcomes, recorded.outcomes(), layout);
            assertThat(recorded.rejectedLines()).isEqualTo(expectedRejectedLines);
        }

        System.out.println("CdrParserOracleTest: " + seen);
        assertThat(seen.keySet())
                .containsExactlyInAnyOrder(
                        "accept",
                        "blank",
                        "header",
                        "reject BAD_QUOTING",
                        "reject WRONG_COLUMN_COUNT",
                        "reject BAD_RECORD_DATE",
                        "reject BAD_AMOUNT",
                        "reject FUTURE_RECORD_DATE");
    }

    private static void assertAgreement(
            List<String> lines, List<String> expected, List<String> actual, FileLayout layout) {
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            assertThat(actual.get(i))
                    .as("<%s> in a file of %s", lines.get(i), layout.columns())
                    .isEqualTo(expected.get(i));
        }
        assertThat(actual).hasSameSizeAs(expected);
    }

    private static String lineEnd(SplittableRandom random) {
        return random.nextInt(4) == 0 ? "\r\n" : "\n";
    }

    private static String outcome(String line, FileLayout layout) {
        if (BLANKS_AROUND.matcher(line).replaceAll("").isEmpty()) {
            return RecordedOutcomes.BLANK;
        }
        int wellQuoted = wellQuotedLength(line);
        List<String> fields = fields(line, wellQuoted);
        boolean badQuoting = wellQuoted < line.length();
        boolean header =
                fields.equals(layout.columns()) || fields.equals(FileLayout.DEFAULT.columns());
        if (header && !badQuoting) {
            return RecordedOutcomes.HEADER;
        }
        long epochSecond = epochSecond(fields, layout.recordDate());
        long amountMinor = amountMinor(fields, layout.amount());
        if (badQuoting) {
            return RecordedOutcomes.rejected(RejectReason.BAD_QUOTING, epochSecond, amountMinor);
        }
        if (fields.size() != layout.columns().size()) {
            return RecordedOutcomes.rejected(
                    RejectReason.WRONG_COLUMN_COUNT, epochSecond, amountMinor);
        }
        if (epochSecond == CdrSink.UNREADABLE) {
            return RecordedOutcomes.rejected(
                    RejectReason.BAD_RECORD_DATE, epochSecond, amountMinor);
        }
        if (amountMinor == CdrSink.UNREADABLE) {
            return RecordedOutcomes.rejected(RejectReason.BAD_AMOUNT, epochSecond, amountMinor);
        }
        if (epochSecond > LATEST) {
            return RecordedOutcomes.rejected(
                    RejectReason.FUTURE_RECORD_DATE, epochSecond, amountMinor);
        }
        int paytype = paytype(fields.get(layout.paytype()));
        return RecordedOutcomes.accepted(epochSecond, paytype, amountMinor);
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
        return FAST_CSV.ofSingleCsvRecord(part).getFields().stream()
                .map(field -> field.replace(CARRIAGE_RETURN_STAND_IN, '\r'))
                .map(field -> BLANKS_AROUND.matcher(field).replaceAll(""))
                .toList();
    }

    private static long epochSecond(List<String> fields, int column) {
        if (column >= fields.size() || fields.get(column).length() != 19) {
            return CdrSink.UNREADABLE;
        }
        try {
            return LocalDateTime.parse(fields.get(column), RECORD_DATE)
                    .toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return CdrSink.UNREADABLE;
        }
    }

    private static long amountMinor(List<String> fields, int column) {
        if (column >= fields.size()) {
            return CdrSink.UNREADABLE;
        }
        return decimal(fields.get(column))
                .filter(amount -> amount.abs().compareTo(BigDecimal.TEN.pow(12)) < 0)
                .map(amount -> amount.setScale(2, RoundingMode.HALF_UP).unscaledValue())
                .map(BigInteger::longValueExact)
                .orElse(CdrSink.UNREADABLE);
    }

    private static int paytype(String text) {
        try {
            return decimal(text).map(BigDecimal::intValueExact).orElse(CdrSink.NO_PAYTYPE);
        } catch (ArithmeticException e) {
            return CdrSink.NO_PAYTYPE;
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

    private static FileLayout layout(String header) {
        byte[] bytes = header.getBytes(StandardCharsets.US_ASCII);
        return FileLayout.ofHeader(bytes, 0, bytes.length).orElseThrow();
    }
}
