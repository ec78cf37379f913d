package io.smsreports.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.RevenueSlice;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks were put back at 01:00 UTC: 02:00 to 03:00 came twice in Prague on 2020-10-25. */
final class RepeatedHoursTest {

    private static final ZoneId PRAGUE = ZoneId.of("Europe/Prague");

    private static final String LONG_AFTER = "2026-11-29T12:00:00Z";

    private final List<String> minutes = new ArrayList<>();
    private long undecided;

    /** Minutes in UTC, in the order in which they were decided. */
    private final class Recorded implements RepeatedHours.Rows {
        @Override
        public void add(long epochSecond, int paytype, long amountMinor) {
            add(Math.floorDiv(epochSecond, 60L));
        }

        @Override
        public void add(RevenueSlice slice, long laterByMinutes) {
            for (int i = 0; i < slice.recordCount(); i++) {
                add(slice.epochMinute() + laterByMinutes);
            }
        }

        private void add(long minute) {
            minutes.add(Instant.ofEpochSecond(minute * 60).toString().substring(11, 16));
        }

        @Override
        public void addTime(long epochSecond) {
            // The slices show the times.
        }

        @Override
        public void undecided(long count, Instant turn) {
            undecided += count;
            assertThat(turn.toString()).endsWith("T01:00:00Z");
        }
    }

    private void read(ZoneId zone, String day, String modified, String... localTimes) {
        RepeatedHours hours = new RepeatedHours(zone, new Recorded());
        hours.begin(Instant.parse(modified).toEpochMilli(), List.of());
        for (String local : localTimes) {
            hours.add(first(zone, day + "T" + local), 0, 100);
        }
        hours.end();
    }

    private static long first(ZoneId zone, String local) {
        return LocalDateTime.parse(local).atZone(zone).withEarlierOffsetAtOverlap().toEpochSecond();
    }

    private void read(String modified, String... localTimes) {
        read(PRAGUE, "2020-10-25", modified, localTimes);
    }

    @Test
    void aFallOfHalfTheHourLeadsToTheSecondPass() {
        read(LONG_AFTER, "01:50", "02:10", "02:50", "02:20", "02:30", "02:59", "03:00");

        assertThat(minutes)
                .containsExactly("23:50", "00:10", "00:50", "01:20", "01:30", "01:59", "02:00");
        assertThat(undecided).isZero();
    }

    @Test
    void aSmallerFallIsDisorder() {
        read(LONG_AFTER, "01:50", "02:40", "02:11", "02:41");

        assertThat(minutes).containsExactly("23:50", "00:40", "00:11", "00:41");
    }

    /** After the turn, a row that the first pass had not come to is of the second. */
    @Test
    void aSparseSecondPassMayJump() {
        read(LONG_AFTER, "01:50", "02:40", "02:05", "02:50", "02:55");

        assertThat(minutes).containsExactly("23:50", "00:40", "01:05", "01:50", "01:55");
    }

    /** A row that comes half an hour late is in the wrong pass; those after it are not. */
    @Test
    void oneRowFarBehindTurnsNothing() {
        read(LONG_AFTER, "02:00", "01:59", "02:31", "02:01", "02:32", "02:34", "02:39", "03:01");

        assertThat(minutes)
                .containsExactly(
                        "00:00", "23:59", "00:31", "01:01", "00:32", "00:34", "00:39", "02:01");
    }

    /** In whichever pass a row is, its neighbours are near. */
    @Test
    void keepsRowsOutOfOrderAroundTheTurnInTheirPass() {
        read(LONG_AFTER, "01:55", "02:58", "02:01", "02:55", "02:02", "03:01", "02:59", "03:02");

        assertThat(minutes)
                .containsExactly(
                        "23:55", "00:58", "01:01", "00:55", "01:02", "02:01", "01:59", "02:02");
    }

    @Test
    void aFileThatBeginsInTheHourAndLeavesItIsInTheSecondPass() {
        read(LONG_AFTER, "02:45", "02:59", "03:00");

        assertThat(minutes).containsExactlyInAnyOrder("01:45", "01:59", "02:00");
        assertThat(undecided).isZero();
    }

    @Test
    void aFileThatBeginsInTheHourAndFallsIsInTheFirstPass() {
        read(LONG_AFTER, "02:45", "02:59", "02:00", "02:30");

        assertThat(minutes).containsExactlyInAnyOrder("00:45", "00:59", "01:00", "01:30");
        assertThat(undecided).isZero();
    }

    /** A file that was cut at the turn begins with rows of both passes, in any order. */
    @ParameterizedTest
    @CsvSource({
        "02:00 02:58 02:59 02:01, 01:00 00:58 00:59 01:01",
        "02:58 02:00 02:59 02:01, 00:58 01:00 00:59 01:01",
        "02:01 02:59 02:00 02:58 02:02, 01:01 00:59 01:00 00:58 01:02",
        // The same in a file of few rows: what comes next is not near the first one.
        "02:10 02:50 02:00, 00:10 00:50 01:00",
        "02:10 02:50 03:00, 01:10 01:50 02:00",
    })
    void aFileThatBeginsAtTheTurnHasRowsOfBothPasses(String local, String utc) {
        read(LONG_AFTER, local.split(" "));

        assertThat(minutes).containsExactlyInAnyOrder(utc.split(" "));
        assertThat(undecided).isZero();
    }

    @Test
    void aTimeFromBeforeTheHourShowsTheFirstPass() {
        read(LONG_AFTER, "02:01", "01:59", "02:02");

        assertThat(minutes).containsExactlyInAnyOrder("00:01", "23:59", "00:02");
        assertThat(undecided).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "2020-10-25T00:31:00Z, 00, 0",
        "2020-10-25T01:29:59Z, 00, 0",
        "2020-10-25T01:30:00Z, 01, 0",
        "2020-10-25T03:59:59Z, 01, 0",
        "2020-10-25T04:00:00Z, 00, 2",
        "2020-10-24T23:59:59Z, 00, 2",
        "2026-11-29T12:00:00Z, 00, 2",
    })
    void aFileWithinTheHourGoesByItsModificationTime(String modified, String hour, long unsure) {
        read(modified, "02:10", "02:30");

        assertThat(minutes).containsExactlyInAnyOrder(hour + ":10", hour + ":30");
        assertThat(undecided).isEqualTo(unsure);
    }

    /** Lord Howe puts its clocks back by half an hour, from 02:00 to 01:30, at 15:00 UTC. */
    @Test
    void halfAnHourIsTurnedByAFallOfAQuarter() {
        ZoneId lordHowe = ZoneId.of("Australia/Lord_Howe");

        read(lordHowe, "2020-04-05", LONG_AFTER, "01:20", "01:31", "01:59", "01:44", "01:59");

        assertThat(minutes).containsExactly("14:20", "14:31", "14:59", "15:14", "15:29");
    }

    @Test
    void hoursOfSeveralYearsHaveNothingToDoWithEachOther() {
        RepeatedHours hours = new RepeatedHours(PRAGUE, new Recorded());
        hours.begin(Instant.parse(LONG_AFTER).toEpochMilli(), List.of());
        for (String local :
                List.of(
                        "2020-10-25T01:59",
                        "2020-10-25T02:50",
                        "2019-10-27T02:55",
                        "2020-10-25T02:10",
                        "2019-10-27T02:05",
                        "2030-10-27T02:30",
                        "2030-10-27T03:01")) {
            hours.add(first(PRAGUE, local), 0, 100);
        }
        hours.end();

        assertThat(minutes)
                .containsExactlyInAnyOrder(
                        "23:59", "00:50", "00:55", "01:10", "01:05", "01:30", "02:01");
    }

    @Test
    void holdsBackNoMoreThanFits() {
        RepeatedHours hours = new RepeatedHours(PRAGUE, new Recorded());
        hours.begin(Instant.parse("2020-10-25T01:59:59Z").toEpochMilli(), List.of());
        for (int i = 0; i < 40_000; i++) {
            hours.add(first(PRAGUE, "2020-10-25T02:10"), 0, 99_999_999_999_999L);
        }
        assertThat(minutes).hasSizeGreaterThan(29_000).containsOnly("01:10");

        for (int paytype = 0; paytype < 250_000; paytype++) {
            hours.add(first(PRAGUE, "2020-10-25T02:11"), paytype, 1);
        }
        assertThat(minutes).hasSize(290_000);
    }

    @Test
    void aHostileFileOfEveryYearIsRead() {
        RepeatedHours hours = new RepeatedHours(PRAGUE, new Recorded());
        hours.begin(0, List.of());
        for (int year = 2000; year < 2999; year++) {
            for (int day = 25; day < 32; day++) {
                hours.add(first(PRAGUE, year + "-10-" + day + "T02:30"), 0, 1);
            }
        }
        assertThat(hours.shown().stream().filter(shown -> !shown.held().isEmpty()).count())
                .isLessThanOrEqualTo(64);
        hours.end();
        assertThat(minutes).hasSize(999 * 7);
    }

    /** Whatever the rows: a cut at any place, with what was shown kept, changes nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"Europe/Prague", "Australia/Lord_Howe", "Antarctica/Casey"})
    void isTheSameAtAnyCut(String id) {
        ZoneId zone = ZoneId.of(id);
        long seed = 47;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Instant turn = turn(zone);
        for (int round = 0; round < 300; round++) {
            List<Long> rows = randomRows(zone, turn, random);
            long modified = turn.plusSeconds(random.nextInt(20_000) - 5_000).toEpochMilli();

            TreeMap<Long, Long> whole = sums(zone, rows, modified, -1);
            int cut = random.nextInt(rows.size());

            assertThat(sums(zone, rows, modified, cut)).isEqualTo(whole);
        }
    }

    private static Instant turn(ZoneId zone) {
        return Stream.iterate(
                        zone.getRules().nextTransition(Instant.parse("2009-01-01T00:00:00Z")),
                        change -> zone.getRules().nextTransition(change.getInstant()))
                .filter(change -> change.isOverlap())
                .findFirst()
                .orElseThrow()
                .getInstant();
    }

    private static List<Long> randomRows(ZoneId zone, Instant turn, Random random) {
        long at = turn.getEpochSecond() - random.nextInt(10_000);
        List<Long> rows = new ArrayList<>();
        int count = 1 + random.nextInt(60);
        int step = 1 + random.nextInt(900);
        for (int i = 0; i < count; i++) {
            at += random.nextInt(step);
            long time = at - random.nextInt(600);
            LocalDateTime local = Instant.ofEpochSecond(time).atZone(zone).toLocalDateTime();
            rows.add(local.atZone(zone).withEarlierOffsetAtOverlap().toEpochSecond());
        }
        return rows;
    }

    /** The rows by their times, read in one go or with a restore after some. */
    private static TreeMap<Long, Long> sums(
            ZoneId zone, List<Long> rows, long modified, int restoredAt) {
        TreeMap<Long, Long> sums = new TreeMap<>();
        RepeatedHours.Rows sink = new Summed(sums);
        RepeatedHours hours = new RepeatedHours(zone, sink);
        hours.begin(modified, List.of());
        for (int i = 0; i < rows.size(); i++) {
            if (i == restoredAt) {
                List<ShownHour> shown = hours.shown();
                hours = new RepeatedHours(zone, sink);
                hours.begin(modified, shown);
            }
            if (hours.isQuiet(rows.get(i))) {
                sink.add(rows.get(i), 0, i);
            } else {
                hours.add(rows.get(i), 0, i);
            }
        }
        hours.end();
        return sums;
    }

    private record Summed(TreeMap<Long, Long> sums) implements RepeatedHours.Rows {
        @Override
        public void add(long epochSecond, int paytype, long amountMinor) {
            sums.merge(Math.floorDiv(epochSecond, 60L), amountMinor + 1, Long::sum);
        }

        @Override
        public void add(RevenueSlice slice, long laterByMinutes) {
            sums.merge(
                    slice.epochMinute() + laterByMinutes,
                    slice.amountMinor() + slice.recordCount(),
                    Long::sum);
        }

        @Override
        public void addTime(long epochSecond) {
            assertThat(sums).isNotEmpty();
        }

        @Override
        public void undecided(long count, Instant turn) {
            assertThat(count).isPositive();
        }
    }

    @Test
    void anOrderedDayIsReadAsItWas() {
        Instant from = Instant.parse("2020-10-24T22:00:00Z");
        List<String> expected = new ArrayList<>();
        RepeatedHours hours = new RepeatedHours(PRAGUE, new Recorded());
        hours.begin(Instant.parse(LONG_AFTER).toEpochMilli(), List.of());
        for (int quarter = 0; quarter < 100; quarter++) {
            Instant time = from.plus(Duration.ofMinutes(15L * quarter));
            expected.add(time.toString().substring(11, 16));
            hours.add(first(PRAGUE, time.atZone(PRAGUE).toLocalDateTime().toString()), 0, 100);
        }
        hours.end();

        assertThat(minutes).isEqualTo(expected);
    }
}
