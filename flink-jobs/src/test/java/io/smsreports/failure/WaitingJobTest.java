package io.smsreports.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.testing.CapturedLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WaitingJobTest {

    private static final String FULL = "the disk of /out is full";
    private static final String NO_HEARTBEAT = "the heartbeat of /out could not be written";

    private long now = Duration.ofDays(1).toMillis();
    private final WaitingJob job =
            new WaitingJob(new FailureHistory(new FailureWords(List.of()), true, true), () -> now);

    /** Whatever cannot be done besides: on a full disk the heartbeat cannot be written either. */
    @Test
    void saysNotThatAJobGoesOnWhichWaits() {
        try (CapturedLog log = new CapturedLog(WaitingJob.class.getName())) {
            for (int second = 0; second < 180; second += 5) {
                if (second % 35 == 0) {
                    job.waitFor(FULL);
                }
                now += Duration.ofSeconds(4).toMillis();
                job.cannotDo(NO_HEARTBEAT);
                now += Duration.ofSeconds(1).toMillis();
            }
            String line =
                    "WARN The job waits, and tries again every half minute at least: " + FULL + ".";
            assertThat(log.lines()).containsExactly(line, line, line);
        }
    }

    @Test
    void saysAfterAMinuteWhatAJobCannotDoThatGoesOn() {
        try (CapturedLog log = new CapturedLog(WaitingJob.class.getName())) {
            for (int second = 0; second <= 65; second += 5) {
                job.cannotDo(NO_HEARTBEAT);
                now += Duration.ofSeconds(5).toMillis();
            }
            assertThat(log.lines())
                    .containsExactly("WARN The job goes on, but " + NO_HEARTBEAT + ".");
        }
    }
}
