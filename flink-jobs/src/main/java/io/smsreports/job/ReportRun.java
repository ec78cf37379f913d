package io.smsreports.job;

import io.smsreports.run.BatchPublisher;
import io.smsreports.run.Publication;
import io.smsreports.run.RestoredState;
import io.smsreports.run.Resume;
import io.smsreports.run.RunCleanup;
import io.smsreports.run.RunMode;
import io.smsreports.run.RunRefusedException;
import io.smsreports.run.RunRequest;
import io.smsreports.run.RunRules;
import io.smsreports.run.RunStart;
import io.smsreports.source.CdrFileSource;
import io.smsreports.source.CdrFileSource.FileList;
import io.smsreports.sql.ReferenceFile;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.BatchShuffleMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One start of a run, from the checks before it to the publication after it; the same on a cluster
 * and embedded. The order of calls: {@link #begin}, {@link #define}, then Flink executes the job,
 * then {@link #publish}.
 */
public final class ReportRun {

    /** The job parameter that names the run. */
    public static final String RUN_PARAMETER = "run";

    /** The job parameter that says how the run reads its input. */
    public static final String MODE_PARAMETER = "mode";

    /** The job parameter that names the folder that is read. */
    public static final String INPUT_PARAMETER = "input";

    /** The job parameter that names the base folder of all outputs. */
    public static final String OUTPUT_PARAMETER = "output";

    /** The job parameter that names the folder of the run's checkpoints and savepoints. */
    public static final String CHECKPOINTS_PARAMETER = "checkpoints";

    /** The job parameter that holds the watermark delay in milliseconds; absent in batch. */
    public static final String DELAY_PARAMETER = "watermark-delay-millis";

    /**
     * The job parameter that says whether nobody waits for the job's end: whoever stops such a job
     * then puts away what it leaves.
     */
    public static final String DETACHED_PARAMETER = "detached";

    /** How long a bounded run waits for files that are still being written. */
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(5);

    /** Storage errors are retried for five minutes: 1 + 2 + 4 + 8 + 16 s, then nine times 30 s. */
    private static final int RESTARTS = 14;

    private static final Duration FIRST_RESTART = Duration.ofSeconds(1);
    private static final Duration LAST_RESTART = Duration.ofSeconds(30);

    /** So many checkpoints in a row may fail before the job restarts. */
    private static final int TOLERATED_CHECKPOINT_FAILURES = 3;

    /** A job that has run so long without a failure is well again. */
    private static final Duration HEALTHY_AFTER = Duration.ofMinutes(10);

    private final JobSettings settings;
    private final RunMode mode;
    private final RunStart start;
    private final Optional<FileList> boundedFiles;

    private ReportRun(
            JobSettings settings, RunMode mode, RunStart start, Optional<FileList> boundedFiles) {
        this.settings = settings;
        this.mode = mode;
        this.start = start;
        this.boundedFiles = boundedFiles;
    }

    /**
     * Checks the input, the reference and the rules of the output, and claims the output. A bounded
     * run waits here until its files are settled. Buckets are known to answer by now ({@link
     * io.smsreports.storage.BucketCheck}).
     *
     * @throws RunRefusedException if the run may not start, with one line for the user
     * @throws IOException if the input or the reference is missing or unreadable, with one line for
     *     the user, or if the storage does not answer
     */
    public static ReportRun begin(JobSettings settings)
            throws IOException, InterruptedException, RunRefusedException {
        RunMode mode = modeOf(settings);
        requireInput(settings.input(), mode);
        ReferenceFile.read(settings.reference());
        RunStart start =
                new RunRules()
                        .start(
                                new RunRequest(
                                        mode,
                                        settings.input().toString(),
                                        settings.reference().toString(),
                                        PlaceName.of(settings.output()),
                                        settings.checkpoints().toString(),
                                        settings.resultSettings(),
                                        Resume.of(settings.resume()),
                                        settings.overwrite()));
        Optional<FileList> files = Optional.empty();
        if (mode != RunMode.STREAMING && !start.alreadyDone() && !start.endsOnly()) {
            files =
                    Optional.of(
                            FileList.settled(
                                    settings.input(), settings.settleTime(), SETTLE_LIMIT));
        }
        return new ReportRun(settings, mode, start, files);
    }

    /** An object store has no folders: a prefix is there as soon as an object is. */
    private static void requireInput(Path input, RunMode mode) throws IOException {
        if (ObjectStore.holds(input)) {
            requireObjects(input, mode);
            return;
        }
        if (!input.getFileSystem().exists(input)) {
            throw new MissingInputException(
                    "The input folder %s does not exist: create it, or name another one with --input."
                            .formatted(PlaceName.of(input)));
        }
        if (!input.getFileSystem().getFileStatus(input).isDir()) {
            throw fileForFolder(input);
        }
    }

    private static void requireObjects(Path input, RunMode mode) throws IOException {
        FileStatus[] found = {};
        try {
            found = input.getFileSystem().listStatus(input);
        } catch (FileNotFoundException noObjectYet) {
            // Not one.
        }
        if (found.length == 1 && found[0].getPath().equals(input)) {
            throw fileForFolder(input);
        }
        if (found.length == 0 && mode != RunMode.STREAMING) {
            throw new MissingInputException(
                    "The input %s holds no object: put files there, or name another one with --input."
                            .formatted(PlaceName.of(input)));
        }
    }

    private static MissingInputException fileForFolder(Path input) {
        return new MissingInputException(
                "The input %s is a file: name the folder that it lies in with --input."
                        .formatted(PlaceName.of(input)));
    }

    private static RunMode modeOf(JobSettings settings) {
        if (settings.isBatch()) {
            return RunMode.BATCH;
        }
        return settings.stopAtEnd() ? RunMode.STREAMING_BOUNDED : RunMode.STREAMING;
    }

    /** That the run may start, and from where. */
    public RunStart start() {
        return start;
    }

    /** Adds a job to the environment whose end the caller awaits. */
    public void define(StreamExecutionEnvironment env) {
        define(env, false);
    }

    /**
     * Adds the job to the environment, with the settings that its guarantees rest on.
     *
     * @param detached whether nobody waits for its end
     */
    void define(StreamExecutionEnvironment env, boolean detached) {
        env.configure(flinkSettings(detached));
        CdrFileSource source = start.endsOnly() ? CdrFileSource.ended(settings.input()) : source();
        new ReportPipeline(env, settings, mode, start.runId(), filesGoTo()).define(source);
    }

    private CdrFileSource source() {
        return boundedFiles
                .map(files -> CdrFileSource.bounded(settings.input(), files))
                .orElseGet(
                        () ->
                                CdrFileSource.monitoring(
                                        settings.input(),
                                        settings.discoveryInterval(),
                                        settings.settleTime()));
    }

    /**
     * Sees to it that the checkpoint to go on from fits the job. To be called between {@link
     * #define} and the execution.
     *
     * @throws RunRefusedException if another version of the job has taken it; nothing has changed
     */
    public void requireFittingState(StreamExecutionEnvironment env)
            throws IOException, RunRefusedException {
        if (start.restorePath().isEmpty()) {
            return;
        }
        Set<OperatorID> operators = new HashSet<>();
        for (JobVertex vertex : env.getStreamGraph(false).getJobGraph().getVertices()) {
            for (OperatorIDPair pair : vertex.getOperatorIDs()) {
                operators.add(pair.getGeneratedOperatorID());
                pair.getUserDefinedOperatorID().ifPresent(operators::add);
            }
        }
        new RestoredState(start.restorePath().get()).requireFits(operators);
    }

    /** For whoever looks at the job from outside: the web UI, and commands that stop it. */
    private Map<String, String> jobParameters(boolean detached) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(RUN_PARAMETER, start.runId());
        parameters.put(MODE_PARAMETER, mode.label());
        parameters.put(INPUT_PARAMETER, settings.input().toString());
        parameters.put("reference", settings.reference().toString());
        parameters.put(OUTPUT_PARAMETER, settings.output().toString());
        parameters.put(CHECKPOINTS_PARAMETER, start.checkpointsDir());
        parameters.put(DETACHED_PARAMETER, Boolean.toString(detached));
        if (mode != RunMode.BATCH) {
            parameters.put(DELAY_PARAMETER, Long.toString(settings.watermarkDelay().toMillis()));
        }
        return parameters;
    }

    private Path filesGoTo() {
        return mode == RunMode.BATCH
                ? BatchPublisher.staging(settings.output(), start.runId())
                : settings.output();
    }

    private Configuration flinkSettings(boolean detached) {
        Configuration flink = new Configuration();
        // Blocks are a MiB each: they are handed on, not copied. No operator keeps what it is
        // given.
        flink.set(PipelineOptions.OBJECT_REUSE, true);
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        flink.set(PipelineOptions.GLOBAL_JOB_PARAMETERS, jobParameters(detached));
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
        flink.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, RESTARTS);
        if (mode == RunMode.BATCH) {
            // All operators at once, so that the heartbeat beats from the start to the end.
            flink.set(
                    ExecutionOptions.BATCH_SHUFFLE_MODE, BatchShuffleMode.ALL_EXCHANGES_PIPELINED);
            // The one that runs such a job; the adaptive one plans stage by stage.
            flink.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Default);
            return flink;
        }
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
        start.restorePath()
                .ifPresent(
                        path -> {
                            flink.set(StateRecoveryOptions.SAVEPOINT_PATH, path);
                            flink.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
                        });
        return flink;
    }

    /** What is to be put away when a streaming job has finished, or a batch was published. */
    public RunCleanup ended() {
        return new RunCleanup(settings.output(), start.runId(), new Path(start.checkpointsDir()));
    }

    /**
     * Forgets a publication that has been told of: until then the same command finds it done. To be
     * called when the user has been told.
     */
    public void acknowledge() throws IOException {
        if (mode == RunMode.BATCH) {
            new BatchPublisher().acknowledge(settings.output());
        }
    }

    /** Removes what a batch has staged that has failed or was cancelled. */
    public void discard() throws IOException {
        if (mode == RunMode.BATCH) {
            new BatchPublisher().discard(settings.output(), start.runId());
        }
    }

    /**
     * Publishes what a batch has computed; a streaming run has published by itself. To be called
     * when the job has ended well.
     *
     * @return what was published, in batch
     * @throws IOException if the storage fails; the same command then completes the publication
     * @throws RunRefusedException if the dates asked for cannot be restated alone; nothing is
     *     published
     */
    public Optional<Publication> publish() throws IOException, RunRefusedException {
        if (mode != RunMode.BATCH) {
            return Optional.empty();
        }
        HashSet<String> readFiles =
                new HashSet<>(boundedFiles.orElseThrow().namesWithin(settings.input()));
        BatchPublisher promotion = new BatchPublisher();
        Path output = settings.output();
        return Optional.of(
                settings.dates().isEmpty()
                        ? promotion.promote(output, start.runId(), settings.overwrite(), readFiles)
                        : promotion.restate(output, start.runId(), readFiles, settings.dates()));
    }
}
