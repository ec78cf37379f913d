package io.smsreports.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.sink.CsvLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvRecordsTest {

    private static final byte[] SPECIAL = {
        '"', ',', '\r', '\n', ' ', 'a', (byte) 0x85, (byte) 0xFF
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void writesRecordsAsTheBytesThatTheyWere(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        CsvLine line = new CsvLine();
        for (int row = 0; row < 2_000; row++) {
            int columns = 1 + random.nextInt(4);
            for (int column = 0; column < columns; column++) {
                line.raw(field(random));
            }
            line.writeTo(written);
        }

        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (CsvRecords records = records(written.toByteArray())) {
            while (records.next()) {
                records.writeTo(copy);
            }
        }

        assertThat(copy.toByteArray()).isEqualTo(written.toByteArray());
    }

    private static byte[] field(Random random) {
        byte[] bytes = new byte[random.nextInt(12)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] =
                    random.nextBoolean()
                            ? SPECIAL[random.nextInt(SPECIAL.length)]
                            : (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Test
    void readsFieldsAsUtf8AndReplacesOne() throws IOException {
        byte[] row = "\"a,ü.csv\",3,\"x\ry\"\n".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream copy = new ByteArrayOutputStream();

        try (CsvRecords records = records(row)) {
            assertThat(records.next()).isTrue();
            assertThat(records.firstField()).isEqualTo("a,ü.csv");
            assertThat(records.fields()).containsExactly("a,ü.csv", "3", "x\ry");
            records.writeTo(copy, Map.of(1, "17"));
            assertThat(records.next()).isFalse();
        }

        assertThat(copy.toString(StandardCharsets.UTF_8)).isEqualTo("\"a,ü.csv\",17,\"x\ry\"\n");
    }

    @Test
    void takesWhateverSomebodyElseHasPutThere() throws IOException {
        byte[] rows = "a,b\r\n1\n\n\"x\"y,2,3\n\"open".getBytes(StandardCharsets.UTF_8);
        int count = 0;

        try (CsvRecords records = records(rows)) {
            while (records.next()) {
                count++;
            }
        }

        assertThat(count).isEqualTo(4);
    }

    private static CsvRecords records(byte[] content) {
        return new CsvRecords(new ByteArrayInputStream(content));
    }
}
