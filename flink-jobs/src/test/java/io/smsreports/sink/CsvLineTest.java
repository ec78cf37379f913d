package io.smsreports.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvLineTest {

    private final CsvLine line = new CsvLine();

    @Test
    void writesFieldsOfEveryKind() throws IOException {
        line.text("a")
                .number(Long.MIN_VALUE)
                .decimal(new BigDecimal("1E+3").setScale(6))
                .decimal(new BigDecimal("0.000001"))
                .time(Instant.parse("2020-08-30T00:15:00Z").toEpochMilli())
                .date(LocalDate.of(2020, 8, 30))
                .empty();

        assertThat(written())
                .isEqualTo(
                        "a,-9223372036854775808,1000.000000,0.000001,"
                                + "2020-08-30T00:15:00.000Z,2020-08-30,\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain|plain",
                "in side|in side",
                "a,b|\"a,b\"",
                "say \"hi\"|\"say \"\"hi\"\"\"",
                " lead|\" lead\"",
                "trail |\"trail \"",
                "#cr\rhere#|#\"cr\rhere\"#",
                "#lf\nhere#|#\"lf\nhere\"#",
                "Zürich|Zürich"
            })
    void quotesOnlyWhatNeedsIt(String field, String expected) throws IOException {
        line.text(field).text(null);

        assertThat(written()).isEqualTo(expected + ",\n");
    }

    @Test
    void keepsBytesThatAreNotUtf8() throws IOException {
        byte[] bytes = {(byte) 0xff, (byte) 0xc3, ',', 0, '"', 'y'};

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        line.raw(bytes).raw(new byte[] {(byte) 0x80}).writeTo(out);

        assertThat(out.toByteArray())
                .containsExactly('"', 0xff, 0xc3, ',', 0, '"', '"', 'y', '"', ',', 0x80, '\n');
    }

    @Test
    void startsAFreshLineAfterEachWrite() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        line.text("first").text("line").writeTo(out);
        line.text("second").writeTo(out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("first,line\nsecond\n");
    }

    @Test
    void writesALoneEmptyFieldAsQuotesSinceABlankLineIsNoRow() throws IOException {
        line.empty();

        assertThat(written()).isEqualTo("\"\"\n");
    }

    @Test
    void growsForLongFields() throws IOException {
        String longField = "0123456789".repeat(1_000) + ",\"";
        line.text("x").text(longField).text(longField);

        String quoted = "\"" + longField.replace("\"", "\"\"") + "\"";
        assertThat(written()).isEqualTo("x," + quoted + "," + quoted + "\n");
    }

    private String written() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        line.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
