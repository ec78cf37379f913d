package io.smsreports.simulator.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnusualFormatTest {

    @ParameterizedTest
    @EnumSource
    void saysTheSameInAnotherWay(UnusualFormat format) {
        for (long amountMinor : new long[] {0, 1, -1, 50, 109_050, -54_500_000_000L}) {
            RowWriter writer = new RowWriter(1);
            writer.write(1_600_000_000, 1, amountMinor);
            RowColumns row = RowColumns.of(writer, false);
            String before = row.line();

            format.applyTo(row);

            assertThat(row.line()).isNotEqualTo(before);
            assertThat(plain(row.get(RowColumns.RECORD_DATE))).isEqualTo("2020/09/13 12:26:40");
            assertThat(new BigDecimal(plain(row.get(RowColumns.PAYTYPE))))
                    .isEqualByComparingTo("1");
            assertThat(
                            new BigDecimal(plain(row.get(RowColumns.AMOUNT)))
                                    .setScale(2, RoundingMode.HALF_UP))
                    .isEqualTo(BigDecimal.valueOf(amountMinor, 2));
        }
    }

    private static String plain(String field) {
        return field.replace("\"", "").trim();
    }
}
