package io.smsreports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Flink can read as the value of an option. */
final class FlinkOptionTypesTest {

    private final FlinkOptionTypes types = FlinkOptionTypes.ofThisFlink();

    @ParameterizedTest
    @CsvSource({
        "execution.checkpointing.timeout, 5 min",
        "taskmanager.memory.network.max, 64mb",
        "rest.flamegraph.enabled, TRUE",
        "table.optimizer.agg-phase-strategy, two_phase",
        "metrics.reporter.prom.port, 9249",
        "metrics.reporters, prom",
        "env.java.opts.all, -XX:+UseSerialGC",
        "no.such.option, anything",
        "fs.s3a.threads.max, many"
    })
    void passesWhatFlinkCanReadAndWhatIsNotFlinksOwn(String key, String value) {
        assertThat(types.expectedInsteadOf(key, value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    execution.checkpointing.timeout | soon | a duration, such as 500 ms, 30 s or 10 min
                    taskmanager.memory.network.max  | 64 q | a size, such as 32 kb, 64 mb or 1 gb
                    rest.flamegraph.enabled         | yes  | true or false
                    rest.await-leader-timeout       | 1.5x | a duration, such as 500 ms, 30 s or 10 min
                    taskmanager.memory.managed.fraction | half | a number
                    # a name that Flink has given up and still reads
                    jobmanager.web.refresh-interval | soon | a duration, such as 500 ms, 30 s or 10 min
                    """)
    void saysWhatFlinkExpects(String key, String value, String expected) {
        assertThat(types.expectedInsteadOf(key, value)).contains(expected);
    }
}
