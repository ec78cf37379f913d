package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.cli.embedded.EmbeddedCluster;
import io.smsreports.cli.embedded.EmbeddedJob;
import io.smsreports.cli.embedded.RestartMonitor;
import io.smsreports.cli.rest.JobFailure;
import io.smsreports.cli.rest.JobRest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class RestartMonitorIT {

    private static final int MANY = 100;

    @TempDir private Path folder;

    private final List<JobFailure> restarts = new CopyOnWriteArrayList<>();

    @Test
    void endsAJobThatFailsTwiceForTheSameReason() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(1, 0, folder.resolve("log"))) {
            EmbeddedJob job = cluster.submit(failing(new Overflow()), "failing");
            RestartMonitor watch =
                    new RestartMonitor(job, new JobRest(cluster.webAddress()), restarts::add);
            watch.begin();

            assertThat(job.await().status()).isEqualTo(JobStatus.CANCELED);
            assertThat(watch.repeatedFailure().orElseThrow().reason())
                    .isEqualTo("ArithmeticException: long overflow");
            assertThat(restarts).hasSize(1);
        }
    }

    @Test
    void letsStorageFailAgainAndAgain() throws Exception {
        try (EmbeddedCluster cluster = EmbeddedCluster.start(1, 0, folder.resolve("log"))) {
            EmbeddedJob job = cluster.submit(failing(new BadDisk()), "failing");
            CountDownLatch threeRestarts = new CountDownLatch(3);
            RestartMonitor watch =
                    new RestartMonitor(
                            job,
                            new JobRest(cluster.webAddress()),
                            failure -> {
                                restarts.add(failure);
                                threeRestarts.countDown();
                            });
            watch.begin();

            threeRestarts.await();

            assertThat(watch.repeatedFailure()).isEmpty();
            assertThat(job.hasEnded()).isFalse();
            assertThat(restarts)
                    .allSatisfy(
                            failure ->
                                    assertThat(failure.reason()).isEqualTo("IOException: no disk"));
            job.cancel();
            assertThat(job.await().status()).isEqualTo(JobStatus.CANCELED);
        }
    }

    private static StreamExecutionEnvironment failing(MapFunction<Long, Long> task) {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, MANY);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        environment.fromSequence(1, MANY).map(task).sinkTo(new DiscardingSink<>());
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

    /** Fails as storage does. */
    private static final class BadDisk implements MapFunction<Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public Long map(Long value) throws IOException {
            throw new IOException("no disk");
        }
    }
}
