package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteadyTrafficTest {

    private static final LocalDate START = LocalDate.of(2020, 9, 1);

    @TempDir private Path folder;

    @Test
    void spreadsTheRowsEvenlyOverFilesAndDays() throws Exception {
        WrittenFiles written = new SteadyTraffic(100_000, 3, START, 2, 1).write(folder);
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
        assertThat(rows).hasSize(100_000);
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
    void arrivesInEventTimeOrderWithUpToFiveMinutesOfJitter() throws Exception {
        List<CdrRow> rows = rows(100_000);

        EventTimeLag lag = EventTimeLag.of(rows);

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
        List<CdrRow> rows = rows(1_000);

        assertThat(rows).allMatch(row -> row.columns().size() == 16);
        assertThat(
                        rows.stream()
                                .map(CdrRow::columns)
                                .map(
                                        columns ->
                                                List.of(
                                                        columns.get(3),
                                                        columns.get(4),
                                                        columns.get(5),
                                                        columns.get(10),
                                                        columns.get(13)))
                                .distinct())
                .containsExactly(List.of("1", "1", "0", "4", "1"));
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
        assertRefused("--rows 0: must be 1 to 10000000000", 0, 1, START, 1);
        assertRefused("--files 3: must be 1 to 2", 2, 3, START, 1);
        assertRefused("--files 0: must be 1 to 2", 2, 0, START, 1);
        assertRefused("--days 3661: must be 1 to 3660", 1, 1, START, 3_661);
        assertRefused(
                "--start 1969-12-31: all days must lie in the years 1970 to 9999",
                1,
                1,
                LocalDate.of(1969, 12, 31),
                1);
        assertRefused(
                "--start 9999-12-31: all days must lie in the years 1970 to 9999",
                1,
                1,
                LocalDate.of(9999, 12, 31),
                2);
    }

    private static void assertRefused(
            String message, long rows, int files, LocalDate start, int days) {
        assertThatThrownBy(() -> new SteadyTraffic(rows, files, start, days, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private List<CdrRow> rows(long count) throws Exception {
        return CdrRow.read(new SteadyTraffic(count, 1, START, 1, 1).write(folder).files());
    }

    private String hash(String name, long seed) throws Exception {
        return ContentHash.of(
                new SteadyTraffic(10_000, 2, START, 1, seed).write(folder.resolve(name)).files());
    }
}
