package io.smsreports.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportRunTest {

    @TempDir Path folder;

    @BeforeEach
    void makeAnInput() throws IOException {
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("ref.csv"), "PayType,value\n0,Prepaid\n");
    }

    @Test
    void setsWhatItsGuaranteesRestOn() throws Exception {
        ReportRun run = ReportRun.begin(settings("--trigger-interval=7 s"));
        ReadableConfig flink = defined(run);

        assertThat(flink.get(PipelineOptions.OBJECT_REUSE)).isTrue();
        assertThat(flink.get(PipelineOptions.GENERIC_TYPES)).isFalse();
        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(flink.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE))
                .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
        assertThat(flink.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
                .isEqualTo(run.start().checkpointsDir())
                .isEqualTo("file:" + folder.resolve("state").resolve(run.start().runId()));
        assertThat(flink.get(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS)).isEqualTo(1);
        assertThat(flink.get(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION))
                .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        assertThat(flink.getOptional(StateRecoveryOptions.SAVEPOINT_PATH)).isEmpty();
        assertThat(run.publish()).isEmpty();
    }

    @Test
    void takesNoCheckpointsInBatch() throws Exception {
        Files.createFile(folder.resolve("in/a.csv"));
        ReportRun run = ReportRun.begin(settings("--mode=batch"));
        ReadableConfig flink = defined(run);

        assertThat(flink.get(PipelineOptions.OBJECT_REUSE)).isTrue();
        assertThat(flink.get(PipelineOptions.GENERIC_TYPES)).isFalse();
        assertThat(flink.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)).isEmpty();
    }

    /** What it waits for may take a weekend; what is wrong with it ends it by other means. */
    @Test
    void startsAStreamingJobAgainWithoutLimitAndWithinHalfAMinute() throws Exception {
        ReadableConfig flink = defined(ReportRun.begin(settings()));

        assertThat(flink.get(RestartStrategyOptions.RESTART_STRATEGY))
                .isEqualTo("exponential-delay");
        assertThat(flink.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(flink.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void startsABatchAgainForFiveMinutes() throws Exception {
        Files.createFile(folder.resolve("in/a.csv"));
        ReadableConfig flink = defined(ReportRun.begin(settings("--mode=batch")));

        assertThat(flink.get(RestartStrategyOptions.RESTART_STRATEGY))
                .isEqualTo("exponential-delay");
        Duration wait =
                flink.get(
                        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF);
        Duration longest =
                flink.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF);
        double multiplier =
                flink.get(
                        RestartStrategyOptions
                                .RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER);
        int attempts =
                flink.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS);
        long seconds = 0;
        for (int i = 0; i < attempts; i++) {
            seconds += wait.toSeconds();
            long next = Math.round(wait.toMillis() * multiplier);
            wait = next > longest.toMillis() ? longest : Duration.ofMillis(next);
        }

        assertThat(seconds).isEqualTo(301);
    }

    @Test
    void refusesAnInputThatDoesNotExistBeforeItTouchesTheOutput() throws IOException {
        Files.delete(folder.resolve("in"));

        assertThatThrownBy(() -> ReportRun.begin(settings()))
                .matches(ErrorCode.INPUT_MISSING::isCodeOf)
                .hasMessage(
                        "The input folder %s does not exist: create it, or name another one with"
                                + " --input.",
                        folder.resolve("in"));
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void refusesABadReferenceBeforeItTouchesTheOutput() throws IOException {
        Files.writeString(folder.resolve("ref.csv"), "PayType,value\nzero,Prepaid\n");

        assertThatThrownBy(() -> ReportRun.begin(settings()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ref.csv");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private ReadableConfig defined(ReportRun run) throws IOException {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        run.define(env);
        return env.getConfiguration();
    }

    private JobSettings settings(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--input=" + folder.resolve("in"));
        all.add("--reference=" + folder.resolve("ref.csv"));
        all.add("--output=" + folder.resolve("out"));
        all.add("--checkpoints=" + folder.resolve("state"));
        return JobCommandLine.parse(Map.of(), all.toArray(String[]::new));
    }
}
