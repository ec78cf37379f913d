package io.smsreports.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.cli.rest.JobFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {

    private static final Duration DELAY = Duration.ofMinutes(10);

    @Test
    void namesTheNextWindowAndWhenItIsPublished() {
        assertThat(ProgressLine.of(figures(watermarkAfter("2020-08-30T00:12:00Z")), 50_000))
                .isEqualTo(
                        "files 12 done, 3 waiting | rows 600,000, 50,000/s | rejected 12 | late 1 |"
                                + " next: 00:00–00:15 publishes after 00:25; now 00:12");
    }

    @Test
    void aWindowIsNextUntilTheGreatestEventTimePassesItsEndAndTheDelay() {
        assertThat(ProgressLine.of(figures(watermarkAfter("2020-08-30T00:24:59Z")), 0))
                .endsWith("next: 00:00–00:15 publishes after 00:25; now 00:24");
        assertThat(ProgressLine.of(figures(watermarkAfter("2020-08-30T00:25:00Z")), 0))
                .endsWith("next: 00:15–00:30 publishes after 00:40; now 00:25");
    }

    @Test
    void namesTheSeriesThatWindowsWaitFor() {
        assertThat(ProgressLine.of(figures(watermarkAfter("2020-08-30T00:12:00Z"), "sw2"), 0))
                .endsWith("; now 00:12, held by sw2");
    }

    @Test
    void knowsNoWindowBeforeTheFirstWatermark() {
        assertThat(ProgressLine.of(figures(OptionalLong.empty()), 0))
                .endsWith("| next: not known yet");
    }

    @Test
    void hasNoNextWindowAtTheEndOfTheInput() {
        assertThat(ProgressLine.of(figures(OptionalLong.of(Long.MAX_VALUE)), 0))
                .endsWith("| publishing the last windows");
    }

    private static OptionalLong watermarkAfter(String greatestEventTime) {
        return OptionalLong.of(Instant.parse(greatestEventTime).minus(DELAY).toEpochMilli() - 1);
    }

    private static JobFigures figures(OptionalLong watermark) {
        return figures(watermark, "");
    }

    private static JobFigures figures(OptionalLong watermark, String heldBy) {
        return new JobFigures(
                12, 3, 600_000, 50_000, 12, 1, watermark, OptionalLong.empty(), DELAY, heldBy);
    }
}
