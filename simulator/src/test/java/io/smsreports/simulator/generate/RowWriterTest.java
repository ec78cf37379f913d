package io.smsreports.simulator.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowWriterTest {

    private static final long NOON = second(LocalDateTime.of(2020, 9, 1, 12, 0, 5));

    private final RowWriter writer = new RowWriter(1);

    @Test
    void writesSixteenColumnsInTheDefaultOrder() {
        assertThat(write(NOON, 1, 109_050))
                .isEqualTo(
                        "0,20200901120005,1000001,1,1,0,2020/09/01 12:00:05,1,1090.5,1,4,"
                                + "3,0,1,001011491563514,001011942005506\n");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,0.01",
        "10,0.1",
        "99,0.99",
        "100,1",
        "-5,-0.05",
        "-54500000000,-545000000",
        "12345678901234567,123456789012345.67",
        "109050,1090.5",
    })
    void writesAmountsWithoutNeedlessDecimals(long amountMinor, String amount) {
        assertThat(column(write(NOON, 0, amountMinor), 8)).isEqualTo(amount);
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00,1970/01/01 00:00:00,19700101000000",
        "2020-02-29T23:59:59,2020/02/29 23:59:59,20200229235959",
        "9999-12-31T09:08:07,9999/12/31 09:08:07,99991231090807",
    })
    void writesTheSecondAsRecordDateAndLocalStartDate(
            LocalDateTime time, String recordDate, String localStartDate) {
        String line = write(second(time), 0, 100);

        assertThat(column(line, 6)).isEqualTo(recordDate);
        assertThat(column(line, 1)).isEqualTo(localStartDate);
    }

    @Test
    void turnsTheDateBackAndForthAroundMidnight() {
        long midnight = second(LocalDateTime.of(2021, 1, 1, 0, 0));

        assertThat(column(write(midnight - 1, 0, 0), 6)).isEqualTo("2020/12/31 23:59:59");
        assertThat(column(write(midnight, 0, 0), 6)).isEqualTo("2021/01/01 00:00:00");
        assertThat(column(write(midnight - 1, 0, 0), 6)).isEqualTo("2020/12/31 23:59:59");
    }

    @Test
    void countsCdrIdsUpAndNamesSubscribersOfTheTestNetworkOnly() {
        for (int id = 1_000_001; id < 1_010_000; id++) {
            assertThat(write(NOON, 1, 0))
                    .matches(
                            "[01],20200901120005,%d,1,1,0,2020/09/01 12:00:05,1,0,[12],4,[1-4],[01],1,00101\\d{10},00101\\d{10}\n"
                                    .formatted(id));
        }
    }

    private String write(long recordSecond, int paytype, long amountMinor) {
        int length = writer.write(recordSecond, paytype, amountMinor);
        return new String(writer.line(), 0, length, StandardCharsets.US_ASCII);
    }

    private static String column(String line, int number) {
        return line.split(",", -1)[number];
    }

    private static long second(LocalDateTime time) {
        return time.toEpochSecond(ZoneOffset.UTC);
    }
}
