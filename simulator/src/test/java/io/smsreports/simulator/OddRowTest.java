package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OddRowTest {

    @ParameterizedTest
    @EnumSource
    void saysTheSameInAnotherWay(OddRow kind) {
        for (long amountMinor : new long[] {0, 1, -1, 50, 109_050, -54_500_000_000L}) {
            RowWriter writer = new RowWriter(1);
            int length = writer.write(1_600_000_000, 1, amountMinor);
            RowColumns row = RowColumns.of(writer.line(), length);
            String before = row.line();

            kind.rewrite(row);

            assertThat(row.line()).isNotEqualTo(before);
            assertThat(plain(row.recordDate())).isEqualTo("2020/09/13 12:26:40");
            assertThat(new BigDecimal(plain(row.paytype()))).isEqualByComparingTo("1");
            assertThat(new BigDecimal(plain(row.amount())).setScale(2, RoundingMode.HALF_UP))
                    .isEqualTo(BigDecimal.valueOf(amountMinor, 2));
        }
    }

    private static String plain(String field) {
        return field.replace("\"", "").trim();
    }
}
