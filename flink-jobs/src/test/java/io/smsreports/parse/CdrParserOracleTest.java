package io.smsreports.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.testing.CdrColumns;
import io.smsreports.testing.CdrLineGenerator;
import io.smsreports.testing.CdrOracle;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Has FastCSV, BigDecimal and java.time read the same random lines as {@link CdrParser}, by rules
 * written a second time: on every line they must agree. {@code -Dcdr.seed=…} gives other lines,
 * {@code -Dcdr.batches=…} more or fewer thousands of them.
 */
final class CdrParserOracleTest {

    private static final int BATCHES = Integer.getInteger("cdr.batches", 1_000);
    private static final int LINES_IN_A_BATCH = 1_000;

    private static final Pattern LINE_END = Pattern.compile("\r?\n$");

    /** What follows the kind of an outcome. */
    private static final Pattern FIGURES = Pattern.compile("^(accept|reject \\w+).*");

    private static final long LATEST = Instant.parse("2020-12-31T23:59:59Z").getEpochSecond();

    private static final List<FileLayout> LAYOUTS =
            List.of(
                    FileLayout.DEFAULT,
                    layout("RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42"),
                    layout("A,DEBIT_AMOUNT_42,RECORD_DATE,B,C,PAYTYPE_515"),
                    layout("DEBIT_AMOUNT_42,A,B,PAYTYPE_515,C,D,E,F,G,H,I,J,RECORD_DATE"),
                    layout(
                            "A,B,C,D,E,F,G,H,I,J,K,L,M,N,O,P,PAYTYPE_515,RECORD_DATE,DEBIT_AMOUNT_42,Q"));

    @Test
    void agreesWithFastCsvBigDecimalAndJavaTimeOnAMillionLines() {
        long seed = Long.getLong("cdr.seed", 20_200_830L);
        System.out.println("CdrParserOracleTest: -Dcdr.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        CdrLineGenerator generator = new CdrLineGenerator(random);
        TreeMap<String, Integer> seen = new TreeMap<>();

        for (int batch = 0; batch < BATCHES; batch++) {
            FileLayout layout = LAYOUTS.get(batch % LAYOUTS.size());
            CdrColumns columns = new CdrColumns(layout.columns());
            List<String> lines =
                    Stream.generate(() -> generator.line(columns) + lineEnd(random))
                            .limit(LINES_IN_A_BATCH)
                            .toList();
            byte[] bytes = String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
            RecordedOutcomes recorded = RecordedOutcomes.of(bytes, layout, LATEST);

            List<String> expectedOutcomes = new ArrayList<>();
            List<String> expectedRejectedLines = new ArrayList<>();
            for (String terminated : lines) {
                String line = LINE_END.matcher(terminated).replaceFirst("");
                String outcome = CdrOracle.outcome(line, columns, LATEST);
                expectedOutcomes.add(outcome);
                if (outcome.startsWith("reject ")) {
                    expectedRejectedLines.add(line);
                }
                seen.merge(FIGURES.matcher(outcome).replaceFirst("$1"), 1, Integer::sum);
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
        if (actual.equals(expected)) {
            return;
        }
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

    private static FileLayout layout(String header) {
        byte[] bytes = header.getBytes(StandardCharsets.US_ASCII);
        return FileLayout.ofBeginning(bytes, 0, bytes.length, true);
    }
}
