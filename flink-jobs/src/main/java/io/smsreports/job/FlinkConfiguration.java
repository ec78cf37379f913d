package io.smsreports.job;

import io.smsreports.model.JobParameters;
import io.smsreports.run.RunStart;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.BatchShuffleMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;

/** The part of Flink's configuration that the job's guarantees rest on; it travels with the job. */
public final class FlinkConfiguration {

    /**
     * A batch, which commits nothing before its end, is tried for five minutes: after 1 + 2 + 4 + 8
     * + 16 s, then nine times 30 s. A streaming job is tried without limit; what must end it is
     * known to {@link io.smsreports.failure.FailureWatch}.
     */
    private static final int RESTARTS_OF_A_BATCH = 14;

    private static final Duration FIRST_RESTART = Duration.ofSeconds(1);

    /** So that a store that is back is noticed within a minute. */
    private static final Duration LAST_RESTART = Duration.ofSeconds(30);

    /** How many checkpoints in a row may fail before the job restarts. */
    private static final int TOLERATED_CHECKPOINT_FAILURES = 3;

    /** After so long without a failure, the count of restarts begins anew. */
    private static final Duration HEALTHY_AFTER = Duration.ofMinutes(10);

    /** All that is set here, in any mode. */
    private static final Set<String> KEYS =
            Stream.of(
                            PipelineOptions.OBJECT_REUSE,
                            PipelineOptions.GENERIC_TYPES,
                            PipelineOptions.GLOBAL_JOB_PARAMETERS,
                            RestartStrategyOptions.RESTART_STRATEGY,
                            RestartStrategyOptions
                                    .RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                            RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                            RestartStrategyOptions
                                    .RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER,
                            RestartStrategyOptions
                                    .RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
                            RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_JITTER_FACTOR,
                            RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS,
                            ExecutionOptions.BATCH_SHUFFLE_MODE,
                            JobManagerOptions.SCHEDULER,
                            CheckpointingOptions.CHECKPOINTING_INTERVAL,
                            CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                            CheckpointingOptions.CHECKPOINT_STORAGE,
                            CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                            CheckpointingOptions.SAVEPOINT_DIRECTORY,
                            CheckpointingOptions.MAX_RETAINED_CHECKPOINTS,
                            CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                            CheckpointingOptions.TOLERABLE_FAILURE_NUMBER,
                            CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH,
                            StateRecoveryOptions.SAVEPOINT_PATH,
                            StateRecoveryOptions.RESTORE_MODE)
                    .map(ConfigOption::key)
                    .collect(Collectors.toUnmodifiableSet());

    private FlinkConfiguration() {}

    /** The keys of options that are no one else's to set. */
    public static Set<String> keys() {
        return KEYS;
    }

    /**
     * The configuration of one job.
     *
     * @param start the run, and where it resumes from
     * @param detached whether nobody waits for the job's end
     */
    static Configuration of(JobSettings settings, RunStart start, boolean detached) {
        Configuration flink = new Configuration();
        // Blocks are a MiB each: they are handed on, not copied. No operator keeps what it is
        // given.
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        flink.set(PipelineOptions.GLOBAL_JOB_PARAMETERS, parameters(settings, start, detached));
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
                FIRST_RESTART);
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                LAST_RESTART);
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_BACKOFF_MULTIPLIER, 2.0);
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
                HEALTHY_AFTER);
        // With it, the 54th delay would pass what a long holds, and begin anew at a second.
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_JITTER_FACTOR, 0.0);
        flink.set(
                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS,
                settings.isBatch() ? RESTARTS_OF_A_BATCH : Integer.MAX_VALUE);
        if (settings.isBatch()) {
            configureBatch(flink);
        } else {
            configureCheckpoints(flink, settings, start);
        }
        return flink;
    }

    private static void configureBatch(Configuration flink) {
        // All operators at once, so that the heartbeat beats from the start to the end.
        flink.set(ExecutionOptions.BATCH_SHUFFLE_MODE, BatchShuffleMode.ALL_EXCHANGES_PIPELINED);
        // The one that runs such a job; the adaptive one plans stage by stage.
        flink.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Default);
    }

    private static void configureCheckpoints(
            Configuration flink, JobSettings settings, RunStart start) {
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.triggerInterval());
        flink.set(
                CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
                CheckpointingMode.EXACTLY_ONCE);
        flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        flink.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, start.checkpointsDir());
        flink.set(CheckpointingOptions.SAVEPOINT_DIRECTORY, start.checkpointsDir());
        // One is enough, and an older one must never be resumed: it would publish windows twice.
        flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 1);
        flink.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        flink.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERATED_CHECKPOINT_FAILURES);
        // The last checkpoint commits the end of the input.
        flink.set(CheckpointingOptions.ENABLE_CHECKPOINTS_AFTER_TASKS_FINISH, true);
        start.restorePath()
                .ifPresent(
                        path -> {
                            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path);
                            flink.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
                        });
    }

    private static Map<String, String> parameters(
            JobSettings settings, RunStart start, boolean detached) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(JobParameters.RUN, start.runId());
        parameters.put(JobParameters.MODE, settings.mode().label());
        parameters.put(JobParameters.INPUT, settings.input().toString());
        parameters.put(JobParameters.REFERENCE, settings.reference().toString());
        parameters.put(JobParameters.OUTPUT, settings.output().toString());
        parameters.put(JobParameters.CHECKPOINTS, start.checkpointsDir());
        parameters.put(JobParameters.DETACHED, Boolean.toString(detached));
        if (!settings.isBatch()) {
            parameters.put(
                    JobParameters.WATERMARK_DELAY_MILLIS,
                    Long.toString(settings.watermarkDelay().toMillis()));
        }
        return parameters;
    }
}
