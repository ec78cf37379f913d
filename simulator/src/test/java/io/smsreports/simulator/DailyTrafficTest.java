package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DailyTrafficTest {

    private static final LocalDate START = LocalDate.of(2020, 9, 1);
    private static final PaytypeShares USUAL =
            new PaytypeShares(List.of(0, 1), List.of(720_000, 280_000));

    @TempDir private Path folder;

    @Test
    void spreadsTheRowsEvenlyOverFilesAndDays() throws Exception {
        WrittenFiles written = write(traffic(100_000, 2), 3, 1, folder);
        List<CdrRow> rows = CdrRow.read(written.files());
        List<Long> lineCounts = new ArrayList<>();
        long bytes = 0;
        for (Path file : written.files()) {
            try (var lines = Files.lines(file)) {
                lineCounts.add(lines.count());
            }
            bytes += Files.size(file);
        }

        assertThat(lineCounts).containsExactly(33_335L, 33_333L, 33_333L);
        assertThat(written.rows()).isEqualTo(100_000);
        assertThat(written.bytes()).isEqualTo(bytes);
        assertThat(rows.get(0).recordDate()).isEqualTo(START.atStartOfDay());
        assertThat(rows)
                .allMatch(row -> !row.recordDate().isBefore(START.atStartOfDay()))
                .allMatch(row -> row.recordDate().isBefore(START.plusDays(2).atStartOfDay()));
        assertThat(rows.stream().filter(row -> row.recordDate().toLocalDate().equals(START)))
                .hasSizeBetween(49_900, 50_200);
    }

    @Test
    void isLowAtNightAndHighestInTheEvening() throws Exception {
        long[] rowsOfHour = new long[24];
        rows(240_000).forEach(row -> rowsOfHour[row.recordDate().getHour()]++);

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
    void arrivesInEventTimeOrderWithUpToFiveMinutesOfJitter() throws Exception {
        EventTimeLag lag = EventTimeLag.of(rows(100_000));

        assertThat(lag.greatest()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        assertThat(lag.rowsTwoMinutesBehind()).isGreaterThan(5_000);
    }

    @Test
    void drawsPaytypesAmountsAndSubscribers() throws Exception {
        List<CdrRow> rows = rows(100_000);

        assertThat(rows.stream().filter(row -> row.paytype().equals("0")))
                .hasSizeBetween(71_500, 72_500);
        assertThat(rows).allMatch(row -> row.paytype().matches("[01]"));
        assertThat(rows)
                .anyMatch(row -> row.amount().signum() < 0)
                .anyMatch(row -> row.amount().signum() == 0)
                .anyMatch(row -> row.amount().scale() == 1)
                .anyMatch(row -> row.amount().scale() == 2)
                .allMatch(row -> row.amount().scale() <= 2);
        assertThat(rows)
                .allMatch(row -> row.columns().get(14).matches("00101\\d{10}"))
                .allMatch(row -> row.columns().get(15).matches("00101\\d{10}"));
        assertThat(rows.stream().map(row -> row.columns().get(2)).distinct()).hasSize(100_000);
    }

    @Test
    void keepsTheColumnsThatTellNothingConstant() throws Exception {
        assertThat(rows(1_000))
                .allMatch(row -> row.columns().size() == 16)
                .allMatch(
                        row ->
                                List.of(3, 4, 5, 10, 13).stream()
                                        .map(row.columns()::get)
                                        .toList()
                                        .equals(List.of("1", "1", "0", "4", "1")));
    }

    @Test
    void writesTheSameBytesForTheSameSeedOnly() throws Exception {
        assertThat(hash("first", 7)).isEqualTo(hash("second", 7)).isNotEqualTo(hash("third", 8));
    }

    @Test
    void writesAsFewAsOneRow() throws Exception {
        assertThat(rows(1)).hasSize(1);
    }

    @Test
    void namesTheFlagThatIsOutOfItsLimits() {
        assertRefused("--rows 0: must be 1 to 10000000000", 0, START, 1);
        assertRefused("--days 3661: must be 1 to 3660", 1, START, 3_661);
        assertRefused(
                "--start 1969-12-31: all days must lie in the years 1970 to 9999",
                1,
                LocalDate.of(1969, 12, 31),
                1);
        assertRefused(
                "--start 9999-12-31: all days must lie in the years 1970 to 9999",
                1,
                LocalDate.of(9999, 12, 31),
                2);
    }

    private static void assertRefused(String message, long rows, LocalDate start, int days) {
        assertThatThrownBy(() -> new DailyTraffic(rows, start, days, USUAL, Jitter.FIVE_MINUTES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static DailyTraffic traffic(long rows, int days) {
        return new DailyTraffic(rows, START, days, USUAL, Jitter.FIVE_MINUTES);
    }

    private static WrittenFiles write(DailyTraffic traffic, int files, long seed, Path into)
            throws IOException {
        SeededRandom random = new SeededRandom(seed);
        RowWriter writer = new RowWriter(random.next());
        Delivery.Settings settings = Delivery.Settings.plain(Cut.evenly(traffic.rows(), files));
        try (Delivery delivery = Delivery.into(into, settings, writer, random, Progress.none())) {
            traffic.deliver(delivery, random);
            return delivery.publish();
        }
    }

    private List<CdrRow> rows(long count) throws IOException {
        return CdrRow.read(write(traffic(count, 1), 1, 1, folder).files());
    }

    private String hash(String name, long seed) throws Exception {
        return ContentHash.of(write(traffic(10_000, 1), 2, seed, folder.resolve(name)).files());
    }
}
