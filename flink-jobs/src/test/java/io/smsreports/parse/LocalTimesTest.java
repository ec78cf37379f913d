package io.smsreports.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalTimesTest {

    private static final long SEED = 1212;

    private static final Instant FIRST = Instant.parse("1800-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2045-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "UTC, 2020-08-30T00:00:00, 2020-08-30T00:00:00Z",
        "Europe/Prague, 2020-08-30T00:00:00, 2020-08-29T22:00:00Z",
        "Europe/Prague, 2020-03-29T01:59:59, 2020-03-29T00:59:59Z",
        "Europe/Prague, 2020-03-29T02:00:00, ",
        "Europe/Prague, 2020-03-29T02:59:59, ",
        "Europe/Prague, 2020-03-29T03:00:00, 2020-03-29T01:00:00Z",
        "Europe/Prague, 2020-10-25T02:00:00, 2020-10-25T00:00:00Z",
        "Europe/Prague, 2020-10-25T02:59:59, 2020-10-25T00:59:59Z",
        "Europe/Prague, 2020-10-25T03:00:00, 2020-10-25T02:00:00Z",
        "Europe/Prague, 1880-08-30T00:00:00, 1880-08-29T23:02:16Z",
        "Australia/Lord_Howe, 2020-10-04T02:15:00, ",
        "Australia/Lord_Howe, 2020-10-04T02:30:00, 2020-10-03T15:30:00Z",
        "Pacific/Apia, 2011-12-30T12:00:00, ",
        "Pacific/Apia, 2011-12-31T00:00:00, 2011-12-30T10:00:00Z",
        "+05:30, 2020-08-30T00:00:00, 2020-08-29T18:30:00Z",
    })
    void readsALocalTime(String zone, LocalDateTime local, Instant time) {
        assertThat(new LocalTimes(ZoneId.of(zone)).epochSecond(local.toEpochSecond(ZoneOffset.UTC)))
                .isEqualTo(time == null ? CdrSink.UNREADABLE : time.getEpochSecond());
    }

    /** Around every change of every zone, in any order: what is remembered must not matter. */
    @Test
    void agreesWithJavaTime() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (String id : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(id);
            LocalTimes times = new LocalTimes(zone);
            for (long local : localTimes(zone, random)) {
                List<ZoneOffset> offsets =
                        zone.getRules()
                                .getValidOffsets(
                                        LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC));
                assertThat(times.epochSecond(local))
                        .as("%s %s", id, LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC))
                        .isEqualTo(
                                offsets.isEmpty()
                                        ? CdrSink.UNREADABLE
                                        : local - offsets.get(0).getTotalSeconds());
            }
        }
    }

    private static List<Long> localTimes(ZoneId zone, Random random) {
        List<Long> times = new ArrayList<>();
        for (ZoneOffsetTransition change = zone.getRules().nextTransition(FIRST);
                change != null && change.getInstant().isBefore(LAST);
                change = zone.getRules().nextTransition(change.getInstant())) {
            for (LocalDateTime edge :
                    List.of(change.getDateTimeBefore(), change.getDateTimeAfter())) {
                long second = edge.toEpochSecond(ZoneOffset.UTC);
                times.addAll(List.of(second - 1, second, second + 1));
                times.add(second + random.nextInt(20_000_000) - 10_000_000);
            }
        }
        times.add(LocalDateTime.of(0, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC));
        times.add(LocalDateTime.of(9999, 12, 31, 23, 59).toEpochSecond(ZoneOffset.UTC));
        Collections.shuffle(times, random);
        return times;
    }
}
