package io.smsreports.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BelievedTimesTest {

    private final BelievedTimes times = new BelievedTimes();

    @Test
    void believesTheGreatestTimeThatTwoRowsAndOneInAHundredReach() {
        add("00:05", 998);
        add("00:20", 9);
        assertThat(times.greatestMillis()).isEqualTo(millis("00:05"));

        add("01:20", 2);
        assertThat(times.greatestMillis()).as("those beyond count too").isEqualTo(millis("00:20"));
    }

    @Test
    void believesTheLastTimeOfItsQuarterOfAnHour() {
        add("00:01", 500);
        add("00:14", 1);

        assertThat(times.greatestMillis()).isEqualTo(millis("00:14"));
    }

    @Test
    void believesASingleRowAsFarAsThereIsNoOther() {
        assertThat(times.isEmpty()).isTrue();
        add("23:00", 1);
        assertThat(times.greatestMillis()).isEqualTo(millis("23:00"));
        assertThat(times.leastMillis()).isEqualTo(millis("23:00"));
        assertThat(times.isDoubtful()).isTrue();

        add("00:05", 1);
        assertThat(times.greatestMillis()).isEqualTo(millis("00:05"));
        assertThat(times.isDoubtful()).isFalse();
    }

    /** The first of a few rows that lie far apart is a row like any other. */
    @Test
    void leavesOutALeastTimeOnlyIfItStandsAloneAndADayApart() {
        add("24:00", 1);
        add("30:00", 1);
        add("40:00", 98);
        assertThat(times.leastMillis()).isEqualTo(millis("24:00"));

        add("-400000:00", 1);
        assertThat(times.leastMillis()).isEqualTo(millis("24:00"));

        add("-400000:00", 1);
        assertThat(times.leastMillis()).isEqualTo(millis("-400000:00"));
    }

    @Test
    void keepsTheNewestTimesOfAFileOfTooMany() {
        for (int hour = 0; hour < 20_000; hour++) {
            times.add(Duration.ofHours(hour).toMillis(), 1);
        }

        assertThat(times.greatestMillis()).isEqualTo(Duration.ofHours(19_800).toMillis());
        assertThat(times.leastMillis()).isEqualTo(Duration.ofHours(20_000 - 9_600).toMillis());
    }

    @Test
    void countsRowsThatAreFarFromAllOthers() {
        assertThat(times.oddRows()).isZero();
        add("24:00", 500);
        add("24:20", 1);
        assertThat(times.oddRows()).as("a few rows of the next quarter").isZero();

        add("-400000:00", 1);
        add("47:00", 2);

        assertThat(times.oddRows()).isEqualTo(3);
        assertThat(times.firstMillis()).isEqualTo(millis("-400000:00"));
        assertThat(times.lastMillis()).isEqualTo(millis("47:00"));
    }

    @Test
    void takesAQuietNightForNothingOdd() {
        add("20:00", 50_000);
        for (String time : List.of("21:00", "22:00", "23:00", "24:00")) {
            add(time, 3);
        }
        assertThat(times.oddRows()).isZero();

        add("25:01", 3);
        assertThat(times.oddRows()).isEqualTo(3);
    }

    private void add(String time, long rows) {
        times.add(millis(time), rows);
    }

    private static long millis(String time) {
        String[] parts = time.split(":");
        return Duration.ofHours(Long.parseLong(parts[0]))
                .plusMinutes(Long.parseLong(parts[1]))
                .toMillis();
    }
}
