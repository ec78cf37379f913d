package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.cli.embedded.EmbeddedCluster;
import io.smsreports.cli.embedded.EmbeddedJob;
import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.rest.JobStatus;
import io.smsreports.failure.FailureWatch;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.JobOperator;
import io.smsreports.model.JobParameters;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.testing.CapturedLog;
import io.smsreports.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a job does that fails: Flink alone would try it again for ever. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class FailureWatchIT {

    private static final int MANY = 100;

    private static final Duration CHECKPOINT_INTERVAL = Duration.ofMillis(100);

    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();

    @TempDir private Path folder;

    @Test
    void endsAJobThatFailsTwiceForTheSameReason() throws Exception {
        try (EmbeddedCluster cluster =
                EmbeddedCluster.start(1, 0, folder.resolve("log"), new Configuration())) {
            EmbeddedJob.End end = cluster.submit(failing(new Overflow()), "failing").await();

            assertThat(end.status()).isEqualTo(org.apache.flink.api.common.JobStatus.FAILED);
            assertThat(
                            ExceptionUtils.findThrowable(
                                    end.failure().orElseThrow(), ErrorCode.JOB_FAILED::isCodeOf))
                    .get()
                    .extracting(Throwable::getMessage)
                    .isEqualTo(
                            "ArithmeticException: long overflow (twice, and no checkpoint in"
                                    + " between)");
        }
    }

    @Test
    void waitsForStorageAndSaysSo() throws Exception {
        FAILURES_LEFT.set(MANY);
        try (EmbeddedCluster cluster =
                        EmbeddedCluster.start(1, 0, folder.resolve("log"), new Configuration());
                CapturedLog log = new CapturedLog("io.smsreports.failure.WaitingJob")) {
            EmbeddedJob job = cluster.submit(failing(new BadDisk()), "failing");
            JobRest rest = new JobRest(cluster.webAddress());
            Eventually.await("it has failed three times", () -> FAILURES_LEFT.get() < MANY - 3);
            JobRest.Job running = rest.jobs().get(0);
            Eventually.await(
                    "the status names the reason",
                    () ->
                            JobStatus.fresh(rest, running)
                                    .waiting()
                                    .filter(wait -> wait.reason().equals("IOException: no disk"))
                                    .isPresent());
            assertThat(job.hasEnded()).isFalse();

            FAILURES_LEFT.set(0);

            Eventually.await(
                    "the status is without a reason",
                    () -> JobStatus.fresh(rest, running).waiting().isEmpty());
            job.cancel();
            job.await();
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0))
                    .isEqualTo(
                            "WARN The job waits, and tries again every half minute at least:"
                                    + " IOException: no disk.");
            assertThat(log.lines().get(1)).startsWith("WARN The job goes on. It had");
        }
    }

    /** A task that claims the output neither fails nor goes on while its log cannot be written. */
    @Test
    void showsWhatATaskWaitsForThatDoesNotFail() throws Exception {
        Path inTheWay = Files.writeString(folder.resolve("away"), "");
        OutputOwner owner =
                new OutputOwner(
                        folder.toString(),
                        "run-1",
                        inTheWay.resolve("commits").toString(),
                        true,
                        "token",
                        0,
                        "",
                        0);
        try (EmbeddedCluster cluster =
                        EmbeddedCluster.start(1, 0, folder.resolve("log"), new Configuration());
                CapturedLog log = new CapturedLog("io.smsreports.failure")) {
            EmbeddedJob job = cluster.submit(failing(new Claim(owner)), "claiming");
            JobRest rest = new JobRest(cluster.webAddress());
            JobRest.Job running = rest.jobs().get(0);
            Eventually.await(
                    "the status names the log",
                    () ->
                            JobStatus.fresh(rest, running)
                                    .waiting()
                                    .filter(
                                            wait ->
                                                    wait.reason()
                                                            .startsWith(
                                                                    "the commit log in "
                                                                            + inTheWay
                                                                            + "/commits does not"
                                                                            + " answer"))
                                    .isPresent());
            Files.delete(inTheWay);
            Eventually.await(
                    "the status is without a reason",
                    () -> JobStatus.fresh(rest, running).waiting().isEmpty());
            job.cancel();
            job.await();
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0))
                    .startsWith("WARN The job waits, and tries again every half minute at least: ");
            assertThat(log.lines().get(1)).startsWith("WARN The job goes on. It had");
        }
    }

    private static StreamExecutionEnvironment failing(MapFunction<Long, Long> task) {
        Configuration configuration = new Configuration();
        configuration.set(
                PipelineOptions.GLOBAL_JOB_PARAMETERS,
                Map.of(JobParameters.OUTPUT, "/srv/reports"));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(500));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        environment.enableCheckpointing(CHECKPOINT_INTERVAL.toMillis());
        DataStream<Long> numbers =
                environment
                        .fromSequence(1, Long.MAX_VALUE)
                        .name(JobOperator.SOURCE.displayName())
                        .map(task);
        FailureWatch.of(numbers).sinkTo(new DiscardingSink<>());
        return environment;
    }

    /** Fails for ever. */
    private static final class Overflow implements MapFunction<Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long map(Long value) {
            return Math.addExact(Long.MAX_VALUE, value);
        }
    }

    /** Claims an output before it reads anything. */
    private static final class Claim extends RichMapFunction<Long, Long> {
        private static final long serialVersionUID = 1L;

        private final OutputOwner owner;

        Claim(OutputOwner owner) {
            this.owner = owner;
        }

        @Override
        public void open(OpenContext context) throws Exception {
            owner.claim(0);
        }

        @Override
        public Long map(Long value) {
            return value;
        }
    }

    /** Fails as storage does, until it is back. */
    private static final class BadDisk implements MapFunction<Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long map(Long value) throws IOException {
            if (FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("no disk");
            }
            return value;
        }
    }
}
