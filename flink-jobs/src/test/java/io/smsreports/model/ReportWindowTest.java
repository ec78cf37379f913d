package io.smsreports.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportWindowTest {

    @ParameterizedTest
    @CsvSource({
        "2020-08-30T00:00:00Z, 2020-08-30T00:00:00Z, 2020-08-30",
        "2020-08-30T00:14:00Z, 2020-08-30T00:00:00Z, 2020-08-30",
        "2020-08-30T00:15:00Z, 2020-08-30T00:15:00Z, 2020-08-30",
        "2020-08-30T23:59:00Z, 2020-08-30T23:45:00Z, 2020-08-30",
        "1969-12-31T23:59:00Z, 1969-12-31T23:45:00Z, 1969-12-31",
        "0000-01-01T00:01:00Z, 0000-01-01T00:00:00Z, 0000-01-01",
    })
    void putsAMinuteIntoItsWindowAndDay(Instant minute, Instant start, String day) {
        RevenueSlice slice =
                new RevenueSlice(Math.floorDiv(minute.getEpochSecond(), 60L), 0, 1, 0, 0, 0, 0);

        assertThat(ReportWindow.startOf(slice)).isEqualTo(start.toEpochMilli());
        assertThat(slice.day()).hasToString(day);
    }

    @Test
    void isClosedFromItsLastMillisecondOn() {
        long start = Instant.parse("2020-08-30T00:00:00Z").toEpochMilli();

        assertThat(ReportWindow.isClosed(start, start + 899_998)).isFalse();
        assertThat(ReportWindow.isClosed(start, start + 899_999)).isTrue();
        assertThat(ReportWindow.isClosed(start, Long.MIN_VALUE)).isFalse();
        assertThat(ReportWindow.isClosed(start, Long.MAX_VALUE)).isTrue();
    }
}
