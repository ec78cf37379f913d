package io.smsreports.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smsreports.cli.rest.JobCheckpoints;
import io.smsreports.cli.rest.JobFigures;
import io.smsreports.cli.rest.JobRest.Job;
import io.smsreports.cli.rest.JobStatus;
import io.smsreports.cli.rest.JobWait;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class JobStatusTableTest {

    private static final Instant NOW = Instant.parse("2026-11-22T18:00:00Z");

    /** What Flink did not begin, as the tasks were being started, is no failure. */
    @Test
    void showsNoFailedCheckpointOfAHealthyStart() throws IOException {
        assertThat(table(checkpoints(1, "COMPLETED"), "2026-11-22T17:50:00Z", Optional.empty()))
                .contains(
                        "  checkpoints  8 completed",
                        "  watermark    2026-11-22T17:50:00Z, 10 min 0 s behind the clock");
        assertThat(table(checkpoints(1, "FAILED"), "2026-11-22T17:50:00Z", Optional.empty()))
                .contains("  checkpoints  8 completed, 1 of the last 2 failed");
    }

    @Test
    void measuresNoOldDataByTheClock() throws IOException {
        assertThat(table(checkpoints(0, "COMPLETED"), "2020-08-30T00:49:59Z", Optional.empty()))
                .contains("  watermark    2020-08-30T00:49:59Z");
    }

    @Test
    void saysWhatAJobWaitsFor() throws IOException {
        JobWait wait = new JobWait(Duration.ofMinutes(12), "the disk of /out is full: make room");
        assertThat(table(checkpoints(0, "FAILED"), "2020-08-30T00:49:59Z", Optional.of(wait)))
                .contains(
                        "  waiting      for 12 min 0 s: the disk of /out is full: make room; it is"
                                + " tried every half minute at least");
    }

    private static JobCheckpoints checkpoints(long counted, String last) throws IOException {
        return JobCheckpoints.of(
                new ObjectMapper()
                        .readTree(
                                """
                                {"counts": {"completed": 8, "failed": %d},
                                 "history": [{"status": "%s"}, {"status": "COMPLETED"}]}
                                """
                                        .formatted(counted, last)));
    }

    @Test
    void namesTheSeriesThatWindowsWaitFor() throws IOException {
        JobCheckpoints checkpoints = checkpoints(0, "COMPLETED");
        assertThat(table(checkpoints, "2020-08-30T00:49:59Z", Optional.empty(), "sw2"))
                .contains("  held by      series sw2");
    }

    private static List<String> table(
            JobCheckpoints checkpoints, String watermark, Optional<JobWait> wait) {
        return table(checkpoints, watermark, wait, "");
    }

    private static List<String> table(
            JobCheckpoints checkpoints, String watermark, Optional<JobWait> wait, String heldBy) {
        JobStatus status =
                new JobStatus(
                        new Job("4f2a", "sms-reports", "RUNNING"),
                        Map.of(),
                        Duration.ofMinutes(1),
                        0,
                        checkpoints,
                        Optional.of(
                                new JobFigures(
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        OptionalLong.of(Instant.parse(watermark).toEpochMilli()),
                                        OptionalLong.empty(),
                                        Duration.ofMinutes(10),
                                        heldBy)),
                        Optional.empty(),
                        wait);
        return JobStatusTable.of(status, NOW).lines();
    }
}
