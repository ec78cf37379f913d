package io.smsreports.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DailyTrafficTest {

    private static final LocalDate START = LocalDate.of(2020, 9, 1);
    private static final int SECONDS_PER_DAY = 86_400;

    /** A row, its event time in seconds since the start. */
    private record Row(long second, int paytype, long amountMinor) {}

    @Test
    void spreadsTheRowsEvenlyOverDays() throws IOException {
        List<Row> rows = rows(100_000, 2, 1);

        assertThat(rows).hasSize(100_000);
        assertThat(rows.get(0).second()).isZero();
        assertThat(rows).allMatch(row -> row.second() >= 0 && row.second() < 2 * SECONDS_PER_DAY);
        assertThat(rows.stream().filter(row -> row.second() < SECONDS_PER_DAY))
                .hasSizeBetween(49_900, 50_200);
    }

    @Test
    void isLowAtNightAndHighestInTheEvening() throws IOException {
        long[] rowsOfHour = new long[24];
        rows(240_000, 1, 1).forEach(row -> rowsOfHour[(int) row.second() / 3600]++);

        assertThat(rowsOfHour[3]).isLessThan(2_000).isPositive();
        int peak =
                IntStream.range(0, 24)
                        .boxed()
                        .max(Comparator.comparingLong(hour -> rowsOfHour[hour]))
                        .orElseThrow();
        assertThat(peak).isBetween(18, 21);
        assertThat(rowsOfHour[peak]).isGreaterThan(10 * rowsOfHour[3]);
    }

    @Test
    void arrivesInEventTimeOrderWithUpToFiveMinutesOfJitter() throws IOException {
        EventTimeLag lag = EventTimeLag.of(rows(100_000, 1, 1).stream().mapToLong(Row::second));

        assertThat(lag.greatest()).isBetween(240L, 300L);
        assertThat(lag.rowsTwoMinutesBehind()).isGreaterThan(5_000);
    }

    @Test
    void drawsPaytypesAndAmounts() throws IOException {
        List<Row> rows = rows(100_000, 1, 1);

        assertThat(rows.stream().filter(row -> row.paytype() == 0)).hasSizeBetween(71_500, 72_500);
        assertThat(rows)
                .allMatch(row -> row.paytype() == 0 || row.paytype() == 1)
                .anyMatch(row -> row.amountMinor() < 0)
                .anyMatch(row -> row.amountMinor() == 0)
                .anyMatch(row -> row.amountMinor() % 100 != 0 && row.amountMinor() % 10 == 0)
                .anyMatch(row -> row.amountMinor() % 10 != 0);
    }

    @Test
    void isFixedByItsSeed() throws IOException {
        assertThat(rows(10_000, 1, 7))
                .isEqualTo(rows(10_000, 1, 7))
                .isNotEqualTo(rows(10_000, 1, 8));
    }

    @Test
    void makesAsFewAsOneRow() throws IOException {
        assertThat(rows(1, 1, 1)).hasSize(1);
    }

    private static List<Row> rows(long count, int days, long seed) throws IOException {
        PaytypeShares shares = new PaytypeShares(Map.of(0, 720_000, 1, 280_000));
        long start = START.atStartOfDay(ZoneOffset.UTC).toEpochSecond();
        List<Row> rows = new ArrayList<>();
        new DailyTraffic(count, START, days, ZoneOffset.UTC, shares, Jitter.FIVE_MINUTES)
                .generate(
                        (second, paytype, amountMinor) ->
                                rows.add(new Row(second - start, paytype, amountMinor)),
                        new SeededRandom(seed));
        return rows;
    }
}
