package io.smsreports.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalDaysTest {

    private static final Instant FIRST = Instant.parse("1850-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2040-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "Europe/Prague, 2020-10-25, 2020-10-24T22:00:00Z, 2020-10-25T23:00:00Z",
        "Europe/Prague, 2020-03-29, 2020-03-28T23:00:00Z, 2020-03-29T22:00:00Z",
        "Europe/Prague, 2020-08-30, 2020-08-29T22:00:00Z, 2020-08-30T22:00:00Z",
        // Half an hour.
        "Australia/Lord_Howe, 2020-04-05, 2020-04-04T13:00:00Z, 2020-04-05T13:30:00Z",
        "Australia/Lord_Howe, 2020-10-04, 2020-10-03T13:30:00Z, 2020-10-04T13:00:00Z",
        "Asia/Kolkata, 2020-08-30, 2020-08-29T18:30:00Z, 2020-08-30T18:30:00Z",
        "Asia/Kathmandu, 2020-08-30, 2020-08-29T18:15:00Z, 2020-08-30T18:15:00Z",
        // Midnight is skipped, or comes twice.
        "America/Sao_Paulo, 2018-11-03, 2018-11-03T03:00:00Z, 2018-11-04T03:00:00Z",
        "America/Havana, 2020-10-31, 2020-10-31T04:00:00Z, 2020-11-01T04:00:00Z",
        "America/Havana, 2020-11-01, 2020-11-01T04:00:00Z, 2020-11-02T05:00:00Z",
        // 2011-12-30 was skipped.
        "Pacific/Apia, 2011-12-29, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
        "Pacific/Apia, 2011-12-31, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
        // Midnight lies within a window: 00:57:44 ahead of UTC.
        "Europe/Prague, 1880-08-30, 1880-08-29T23:15:00Z, 1880-08-30T23:15:00Z",
        "UTC, 2020-08-30, 2020-08-30T00:00:00Z, 2020-08-31T00:00:00Z",
    })
    void aDayIsItsWindows(String zone, LocalDate date, Instant start, Instant end) {
        LocalDays days = LocalDays.of(zone);

        assertThat(days.dayOf(start)).isEqualTo(date);
        assertThat(days.dayOf(start.minusMillis(1))).isNotEqualTo(date);
        assertThat(days.dayOf(end.minusMillis(1))).isEqualTo(date);
        assertThat(days.dayOf(end)).isNotEqualTo(date);
        assertThat(Instant.ofEpochMilli(days.endOf(date.toEpochDay()))).isEqualTo(end);
        assertThat(Instant.ofEpochMilli(days.lastWindowOf(date.toEpochDay())))
                .isEqualTo(end.minus(ReportWindow.SIZE));
    }

    /** Around every change of every zone, also those that lead back over a midnight. */
    @Test
    void noWindowOfADayComesAfterItsEnd() {
        for (String id : ZoneId.getAvailableZoneIds()) {
            LocalDays days = LocalDays.of(id);
            for (ZoneOffsetTransition change = days.zone().getRules().nextTransition(FIRST);
                    change != null && change.getInstant().isBefore(LAST);
                    change = days.zone().getRules().nextTransition(change.getInstant())) {
                Instant from = change.getInstant().minus(Duration.ofDays(2));
                long start = ReportWindow.startOf(from.toEpochMilli());
                for (int i = 0; i < 4 * 96; i++) {
                    long window = start + i * ReportWindow.SIZE.toMillis();
                    long day = days.dayOf(window);
                    assertThat(window)
                            .as("%s %s", id, Instant.ofEpochMilli(window))
                            .isLessThanOrEqualTo(days.lastWindowOf(day));
                }
            }
        }
    }
}
