package io.smsreports.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.RejectReason;
import io.smsreports.testing.CdrColumns;
import io.smsreports.testing.CdrLineGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CdrParserTest {

    private static final FileLayout LAYOUT =
            new FileLayout(
                    List.of("RECORD_DATE", "PAYTYPE_515", "DEBIT_AMOUNT_42", "NOTE"), 0, 1, 2);
    private static final long LATEST = Instant.parse("2020-12-31T23:59:59Z").getEpochSecond();

    private static final String ROW = "2020/08/30 00:15:01,1,5.5,plain";
    private static final String ROW_OUTCOME = "accept 2020-08-30T00:15:01Z 1 550";
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x(..)|(.))");

    @ParameterizedTest(name = "{0} | {1}")
    @MethodSource("specifiedLines")
    void readsALineAsSpecified(String outcome, String line) {
        assertThat(parse(line + "\n").outcomes()).containsExactly(outcome);
    }

    @ParameterizedTest(name = "{0} | {1}")
    @MethodSource("specifiedLines")
    void readsALineAsSpecifiedBetweenOthersAndLeavesThoseAlone(String outcome, String line) {
        assertThat(parse(ROW + "\n" + line + "\n" + ROW + "\n" + ROW + "\n").outcomes())
                .containsExactly(ROW_OUTCOME, outcome, ROW_OUTCOME, ROW_OUTCOME);
    }

    @ParameterizedTest(name = "{0} | {1}")
    @MethodSource("specifiedLines")
    void dropsOneCarriageReturnBeforeTheLineFeed(String outcome, String line) {
        assertThat(parse(ROW + "\r\n" + line + "\r\n" + ROW + "\r\n").outcomes())
                .containsExactly(ROW_OUTCOME, outcome, ROW_OUTCOME);
    }

    @ParameterizedTest(name = "{0} | {1}")
    @MethodSource("specifiedLines")
    void readsALastLineWithoutALineFeed(String outcome, String line) {
        assertThat(parse(ROW + "\n" + line + "\r").outcomes())
                .containsExactly(ROW_OUTCOME, outcome);
        if (!line.isEmpty()) {
            assertThat(parse(ROW + "\n" + line).outcomes()).containsExactly(ROW_OUTCOME, outcome);
        }
    }

    @Test
    void readsTheDefaultColumns() {
        String line =
                "0,20200830,1,2,3,4,2020/08/30 00:15:01,1,5.5,9,10,11,12,13,14,15\n".repeat(2);
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);

        assertThat(RecordedOutcomes.of(bytes, FileLayout.DEFAULT, LATEST).outcomes())
                .containsExactly(ROW_OUTCOME, ROW_OUTCOME);
    }

    @Test
    void tellsWhereARejectedLineLies() {
        assertThat(parse("a\n" + ROW + "\n\"b\"c\r\nlast").rejectedLines())
                .containsExactly("a", "\"b\"c", "last");
    }

    @Test
    void takesASecondCarriageReturnForText() {
        assertThat(parse("\r\r\n").outcomes()).containsExactly("reject WRONG_COLUMN_COUNT - -");
        assertThat(parse("2020/08/30 00:15:01,1,5.5,\"note\"\r\r\n").outcomes())
                .containsExactly("reject BAD_QUOTING 2020-08-30T00:15:01Z 550");
    }

    @Test
    void findsNothingInNoBytes() {
        assertThat(parse("").outcomes()).isEmpty();
    }

    @Test
    void readsOnlyTheGivenBytes() {
        String before = "\"" + ROW + "\n";
        byte[] bytes =
                (before + ROW + "\n" + ROW + "\n" + ROW).getBytes(StandardCharsets.ISO_8859_1);
        int from = before.length();

        assertThat(outcomes(bytes, from, from + ROW.length() + 1)).containsExactly(ROW_OUTCOME);
        assertThat(outcomes(bytes, from, from + ROW.length())).containsExactly(ROW_OUTCOME);
        assertThat(outcomes(bytes, from, from + ROW.indexOf(",plain")))
                .containsExactly("reject WRONG_COLUMN_COUNT 2020-08-30T00:15:01Z 550");
        assertThat(outcomes(bytes, from, from)).isEmpty();
        assertThatThrownBy(() -> outcomes(bytes, from, bytes.length + 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** Where the file ends without a line end, and the array with it. */
    @Test
    void readsAnAmountThatEndsWithTheArray() {
        FileLayout amountLast =
                new FileLayout(List.of("RECORD_DATE", "PAYTYPE_515", "DEBIT_AMOUNT_42"), 0, 1, 2);
        String date = "2020/08/30 00:15:01,1,";

        for (String amount : List.of("0000000000005", "5.00", "+5", "5e0")) {
            byte[] bytes = (date + amount).getBytes(StandardCharsets.ISO_8859_1);
            assertThat(RecordedOutcomes.of(bytes, amountLast, LATEST).outcomes())
                    .containsExactly("accept 2020-08-30T00:15:01Z 1 500");
        }
        byte[] empty = date.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(RecordedOutcomes.of(empty, amountLast, LATEST).outcomes())
                .containsExactly("reject BAD_AMOUNT 2020-08-30T00:15:01Z -");
    }

    @Test
    void readsANegativeAmountThatBeginsTheArray() {
        FileLayout amountFirst =
                new FileLayout(List.of("DEBIT_AMOUNT_42", "PAYTYPE_515", "RECORD_DATE"), 2, 1, 0);
        byte[] bytes = "-5,1,2020/08/30 00:15:01\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(RecordedOutcomes.of(bytes, amountFirst, LATEST).outcomes())
                .containsExactly("accept 2020-08-30T00:15:01Z 1 -500");
    }

    /** Wherever it lies in the words of the scan: no other check would see that it is lost. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOTE,RECORD_DATE,DEBIT_AMOUNT_42,A,B,PAYTYPE_515",
                "NOTE,RECORD_DATE,DEBIT_AMOUNT_42,A,B,PAYTYPE_515,C"
            })
    void readsAPaytypeBehindTheOtherColumns(String header) {
        byte[] names = header.getBytes(StandardCharsets.ISO_8859_1);
        FileLayout layout = FileLayout.ofBeginning(names, 0, names.length, true);
        String end = header.endsWith(",C") ? ",\n" : "\n";

        for (int length = 0; length < Long.BYTES; length++) {
            String line = "x".repeat(length) + ",2020/08/30 00:15:01,5.5,,,";
            String lines = line + "1" + end + line + "12" + end + line + end;
            byte[] bytes = (lines + "padding").getBytes(StandardCharsets.ISO_8859_1);

            assertThat(RecordedOutcomes.of(bytes, 0, lines.length(), layout, LATEST).outcomes())
                    .containsExactly(
                            ROW_OUTCOME,
                            "accept 2020-08-30T00:15:01Z 12 550",
                            "accept 2020-08-30T00:15:01Z - 550");
        }
    }

    @Test
    void keepsTheLastDigitBeforeABlankLine() {
        FileLayout amountLast =
                new FileLayout(List.of("RECORD_DATE", "PAYTYPE_515", "DEBIT_AMOUNT_42"), 0, 1, 2);
        byte[] bytes =
                "2020/08/30 00:15:01,1,5.5\n\r\n2020/08/30 00:15:01,1,5.5\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(RecordedOutcomes.of(bytes, amountLast, LATEST).outcomes())
                .containsExactly(ROW_OUTCOME, "blank", ROW_OUTCOME);
    }

    @Test
    void rejectsOnlyALineLongerThanTheGreatestLength() {
        String longest = ROW + "x".repeat(FileLayout.MAX_LINE_BYTES - ROW.length());
        String tooLong =
                RecordedOutcomes.rejected(
                        RejectReason.TOO_LONG, CdrSink.UNREADABLE, CdrSink.UNREADABLE);

        for (String lineEnd : List.of("\n", "\r\n")) {
            assertThat(parse(longest + lineEnd + longest + "x" + lineEnd + ROW).outcomes())
                    .containsExactly(ROW_OUTCOME, tooLong, ROW_OUTCOME);
        }
        assertThat(parse(" ".repeat(FileLayout.MAX_LINE_BYTES + 1)).outcomes())
                .containsExactly(tooLong);
        assertThat(parse("\"".repeat(FileLayout.MAX_LINE_BYTES + 1)).outcomes())
                .containsExactly(tooLong);
    }

    @Test
    void readsAmountsOfAMillionDigits() {
        String date = "2020/08/30 00:15:01,1,";
        String million = "0".repeat(1_000_000);

        assertThat(
                        parse(
                                        (date + million + "5.5,\n")
                                                + (date + "5.5" + million + ",\n")
                                                + (date + "5.5e-" + million + ",\n")
                                                + (date + "0." + million + "55e1000002,\n")
                                                + (date + "55" + million + "e-1000001,\n")
                                                + (date + "55" + million + ",\n"))
                                .outcomes())
                .containsExactly(
                        ROW_OUTCOME,
                        ROW_OUTCOME,
                        ROW_OUTCOME,
                        "accept 2020-08-30T00:15:01Z 1 5500",
                        ROW_OUTCOME,
                        "reject BAD_AMOUNT 2020-08-30T00:15:01Z -");
    }

    @Test
    void remembersNoDayWrongly() {
        List<String> lines = new ArrayList<>();
        List<String> outcomes = new ArrayList<>();
        for (String day : List.of("2020/08/30", "2020/08/31", "2020/08/30", "2020/08/32")) {
            for (String time : List.of("00:00:00", "23:59:59", "25:00:00")) {
                lines.add(day + " " + time + ",1,1,");
                boolean real = !day.endsWith("32") && !time.startsWith("25");
                outcomes.add(
                        real
                                ? "accept %sT%sZ 1 100".formatted(day.replace('/', '-'), time)
                                : "reject BAD_RECORD_DATE - 100");
            }
        }

        assertThat(parse(String.join("\n", lines)).outcomes()).isEqualTo(outcomes);
    }

    @Test
    void givesTheSameHoweverLinesAreCutIntoBlocks() {
        CdrLineGenerator generator = new CdrLineGenerator(new SplittableRandom(7));
        List<String> lines =
                Stream.generate(() -> generator.line(new CdrColumns(LAYOUT.columns())))
                        .limit(5_000)
                        .toList();
        List<String> whole = parse(String.join("\n", lines) + "\n").outcomes();
        assertThat(whole).hasSameSizeAs(lines);

        for (int linesInABlock : List.of(1, 2, 3, 17, 1_000)) {
            List<String> outcomes = new ArrayList<>();
            for (int at = 0; at < lines.size(); at += linesInABlock) {
                List<String> block = lines.subList(at, Math.min(lines.size(), at + linesInABlock));
                outcomes.addAll(parse(String.join("\n", block) + "\n").outcomes());
            }
            assertThat(outcomes).isEqualTo(whole);
        }
    }

    @Test
    void leavesTheNeighboursOfAnyLineAlone() {
        CdrLineGenerator generator = new CdrLineGenerator(new SplittableRandom(11));
        List<String> lines =
                Stream.generate(() -> generator.line(new CdrColumns(LAYOUT.columns())))
                        .limit(20_000)
                        .toList();

        List<String> outcomes = parse(String.join("\n" + ROW + "\n", lines)).outcomes();

        assertThat(Collections.frequency(outcomes, ROW_OUTCOME)).isGreaterThan(lines.size() - 2);
        for (int i = 1; i < outcomes.size(); i += 2) {
            assertThat(outcomes.get(i)).isEqualTo(ROW_OUTCOME);
        }
    }

    private static Stream<Arguments> specifiedLines() throws IOException {
        try (InputStream file = CdrParserTest.class.getResourceAsStream("cdr-lines.txt")) {
            String text = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> line.split("\\|", 2))
                    .map(parts -> Arguments.of(parts[0], unescape(parts[1])));
        }
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text).replaceAll(CdrParserTest::unescape);
    }

    private static String unescape(MatchResult escape) {
        if (escape.group(1) != null) {
            return String.valueOf((char) Integer.parseInt(escape.group(1), 16));
        }
        return switch (escape.group(2)) {
            case "s" -> " ";
            case "t" -> "\t";
            case "r" -> "\r";
            case "\\" -> "\\\\";
            default -> throw new IllegalArgumentException("no such escape: " + escape.group());
        };
    }

    private static RecordedOutcomes parse(String latin1) {
        return RecordedOutcomes.of(latin1.getBytes(StandardCharsets.ISO_8859_1), LAYOUT, LATEST);
    }

    private static List<String> outcomes(byte[] bytes, int from, int to) {
        return RecordedOutcomes.of(bytes, from, to, LAYOUT, LATEST).outcomes();
    }
}
