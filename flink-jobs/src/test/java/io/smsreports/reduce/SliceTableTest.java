package io.smsreports.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.LocalDays;
import io.smsreports.model.RevenueSlice;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SliceTableTest {

    private static final long SEED = 815;

    private record Key(long minute, int paytype) {}

    @Test
    void sumsUpAsAMapDoesBlockAfterBlock() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        SliceTable table = new SliceTable();
        for (int block = 0; block < 60; block++) {
            Map<Key, RevenueSlice> expected = new HashMap<>();
            int rows = random.nextInt(3_000);
            int minutes = 1 + random.nextInt(block % 3 == 0 ? 2_000 : 20);
            int paytypes = 1 + random.nextInt(5);
            for (int row = 0; row < rows; row++) {
                long minute = 26_645_760L * (random.nextInt(9) - 4) + random.nextInt(minutes);
                int paytype =
                        random.nextInt(9) == 0
                                ? RevenueSlice.NO_PAYTYPE
                                : random.nextInt(paytypes) - 2;
                long amount = random.nextLong() / 100_000;
                table.add(minute, paytype, amount);
                expected.merge(
                        new Key(minute, paytype),
                        new RevenueSlice(
                                minute, paytype, 1, amount, amount, amount, Math.min(amount, 0)),
                        SliceTableTest::plus);
            }
            assertThat(table.slices(LocalDays.UTC))
                    .containsExactlyInAnyOrderElementsOf(expected.values());
            table.clear();
            assertThat(table.slices(LocalDays.UTC)).isEmpty();
        }
    }

    @Test
    void growsToASliceARow() {
        SliceTable table = new SliceTable();
        int rows = 50_000;
        for (int i = 0; i < rows; i++) {
            table.add(i, i, i);
        }

        assertThat(table.slices(LocalDays.UTC)).hasSize(rows).doesNotHaveDuplicates();
        assertThat(table.slices(LocalDays.UTC))
                .allSatisfy(slice -> assertThat(slice.amountMinor()).isEqualTo(slice.paytype()));
    }

    @Test
    void failsBeforeASumWraps() {
        SliceTable table = new SliceTable();
        table.add(0, 0, Long.MAX_VALUE);

        assertThatThrownBy(() -> table.add(0, 0, 1)).isInstanceOf(ArithmeticException.class);
    }

    private static RevenueSlice plus(RevenueSlice a, RevenueSlice b) {
        return new RevenueSlice(
                a.epochMinute(),
                a.paytype(),
                a.recordCount() + b.recordCount(),
                a.amountMinor() + b.amountMinor(),
                Math.min(a.minMinor(), b.minMinor()),
                Math.max(a.maxMinor(), b.maxMinor()),
                a.reversalsMinor() + b.reversalsMinor());
    }
}
