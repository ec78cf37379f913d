package io.smsreports.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RevenueTest {

    @ParameterizedTest
    @CsvSource({
        "10, 172294676230, 172294676.230000",
        "10, 1, 0.001000",
        "10, -1, -0.001000",
        "10, 0, 0.000000",
        "1, 1, 0.010000",
        "10000, 1, 0.000001",
        "16, 1, 0.000625",
        "10, -9223372036854775808, -9223372036854775.808000",
    })
    void isTheAmountDividedExactlyWithSixDecimals(int divisor, long amountMinor, String revenue) {
        assertThat(new Revenue(divisor).of(amountMinor).toPlainString()).isEqualTo(revenue);
    }

    @Test
    void isExactBeyondTheRangeOfALong() {
        assertThat(new Revenue(10).of(BigInteger.TEN.pow(30)).toPlainString())
                .isEqualTo("1" + "0".repeat(27) + ".000000");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 20_000, Integer.MIN_VALUE})
    void refusesADivisorThatIsNotExact(int divisor) {
        assertThatThrownBy(() -> new Revenue(divisor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The amount divisor must be a divisor of 10,000, not " + divisor);
    }
}
