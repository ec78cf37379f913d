package io.smsreports.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellAmountsTest {

    @ParameterizedTest
    @ValueSource(longs = {1_234_567_890_123L, 1_234_567_890_100L, 900_000_000_001L})
    void meetsCountSumMinimumAndMaximumToTheHundredth(long sumMinor) {
        PublishedCell cell =
                new PublishedCell(0, 0, 100_000, sumMinor, -545_000_000, 1_642_630_000);

        long[] amountsMinor = CellAmounts.draw(cell, new SeededRandom(7));

        assertThat(amountsMinor).hasSize(100_000);
        assertThat(Arrays.stream(amountsMinor).sum()).isEqualTo(sumMinor);
        assertThat(Arrays.stream(amountsMinor).min()).hasValue(-545_000_000);
        assertThat(Arrays.stream(amountsMinor).max()).hasValue(1_642_630_000);
    }

    @Test
    void reversesNothingWhereTheMinimumIsZero() {
        PublishedCell cell = new PublishedCell(0, 1, 10_000, 123_000_000_000L, 0, 2_180_000_000L);

        long[] amountsMinor = CellAmounts.draw(cell, new SeededRandom(7));

        assertThat(Arrays.stream(amountsMinor).min()).hasValue(0);
    }

    @Test
    void refusesACellThatOrdinaryAmountsCannotMake() {
        PublishedCell poor = new PublishedCell(0, 1, 10_000, 1_000, 0, 2_180_000_000L);
        PublishedCell rich = new PublishedCell(0, 1, 10_000, 9_999L * 545_000_000L, 0, 545_000_000);

        assertThatThrownBy(() -> CellAmounts.draw(poor, new SeededRandom(7)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ordinary amounts cannot make up " + poor);
        assertThatThrownBy(() -> CellAmounts.draw(rich, new SeededRandom(7)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ordinary amounts cannot make up " + rich);
    }
}
