package io.smsreports.reconcile.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.LocalDays;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which windows and dates an output has, wherever they are. */
final class OutputTotalsTest {

    private static final Instant WINDOW = Instant.parse("2020-08-30T10:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2020, 8, 30);
    private static final WindowKey KEY = WindowKey.ofCode(WINDOW, LocalDays.UTC, 1);
    private static final RecordSum SUM = new RecordSum(2, BigDecimal.TEN);
    private static final MinMax MIN_MAX = new MinMax(BigDecimal.ONE, BigDecimal.TEN);
    private static final WindowTotals WINDOW_TOTALS = new WindowTotals(SUM, MIN_MAX);

    private OutputTotals totals;

    @BeforeEach
    void makeTotals() {
        totals = new OutputTotals(LocalDays.UTC);
    }

    /** A commit comes to the folders one after the other: one report is enough. */
    @Test
    void aWindowIsNotOpenOnceAnyOfTheReportsHasIt() {
        OutputTotals inReport2 = new OutputTotals(LocalDays.UTC);
        inReport2.revenue.put(KEY, BigDecimal.TEN);
        OutputTotals inReport3 = new OutputTotals(LocalDays.UTC);
        inReport3.minMax.put(KEY, MIN_MAX);
        OutputTotals inReport4 = new OutputTotals(LocalDays.UTC);
        inReport4.counted.put(WindowKey.ofLabel(WINDOW, LocalDays.UTC, "Prepaid"), SUM);

        totals.provisional.put(KEY, WINDOW_TOTALS);
        assertThat(totals.open()).containsOnlyKeys(KEY);
        for (OutputTotals published : List.of(inReport2, inReport3, inReport4)) {
            published.provisional.put(KEY, WINDOW_TOTALS);

            assertThat(published.publishedWindows()).containsExactly(WINDOW);
            assertThat(published.open()).isEmpty();
        }
    }

    @Test
    void aWindowThatIsOnlyOpenOrOnlyLateIsOneOfAllAndHasADate() {
        OutputTotals late = new OutputTotals(LocalDays.UTC);
        late.late.put(KEY, WINDOW_TOTALS);
        totals.provisional.put(KEY, WINDOW_TOTALS);

        for (OutputTotals one : List.of(totals, late)) {
            assertThat(one.publishedWindows()).isEmpty();
            assertThat(one.allWindows()).containsExactly(WINDOW);
            assertThat(one.allDates()).containsExactly(DAY);
        }
    }

    @Test
    void addsUpLateRowsOfOneWindowAndPaytype() {
        WindowTotals more =
                new WindowTotals(
                        new RecordSum(1, new BigDecimal("-3")),
                        new MinMax(new BigDecimal("-3"), new BigDecimal("-3")));

        assertThat(WINDOW_TOTALS.plus(more))
                .isEqualTo(
                        new WindowTotals(
                                new RecordSum(3, new BigDecimal("7")),
                                new MinMax(new BigDecimal("-3"), BigDecimal.TEN)));
    }
}
