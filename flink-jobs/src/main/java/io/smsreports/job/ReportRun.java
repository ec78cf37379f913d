package io.smsreports.job;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.run.BatchPublisher;
import io.smsreports.run.BatchRun;
import io.smsreports.run.Publication;
import io.smsreports.run.RestoredState;
import io.smsreports.run.RunCleanup;
import io.smsreports.run.RunMode;
import io.smsreports.run.RunRequest;
import io.smsreports.run.RunRules;
import io.smsreports.run.RunStart;
import io.smsreports.source.CdrFileSource;
import io.smsreports.source.FileList;
import io.smsreports.sql.PipelineSql;
import io.smsreports.sql.ReferenceFile;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
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

    /**
     * Tasks begin within seconds where slots are free and the storage answers; Flink waits for
     * slots as long, and fails the attempt then.
     */
    private static final Duration OWNERSHIP_LIMIT = Duration.ofMinutes(5);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final JobSettings settings;
    private final PipelineSql sql;
    private final RunStart start;
    private final Optional<FileList> boundedFiles;

    private ReportRun(
            JobSettings settings,
            PipelineSql sql,
            RunStart start,
            Optional<FileList> boundedFiles) {
        this.settings = settings;
        this.sql = sql;
        this.start = start;
        this.boundedFiles = boundedFiles;
    }

    /**
     * Checks the input, the reference, the SQL files and the rules of the output, and claims it. A
     * bounded run waits here until its files are stable. Buckets are known to answer by now ({@link
     * io.smsreports.storage.BucketCheck}).
     *
     * @throws SmsReportsException if the run may not start, or if a batch has no file to read, with
     *     one line for the user
     * @throws IOException if the input or the reference is missing or unreadable, with one line for
     *     the user, or if the storage does not answer
     */
    public static ReportRun begin(JobSettings settings) throws IOException, InterruptedException {
        RunMode mode = settings.mode();
        InputCheck.require(settings.input(), mode);
        ReferenceFile.read(settings.reference());
        PipelineSql sql = PipelineSql.of(settings.sql());
        if (settings.sql().isPresent()) {
            // Else a mistake in them would show only when the output has been claimed for them.
            new ReportPipeline(
                            new StreamExecutionEnvironment(new Configuration()),
                            settings,
                            sql,
                            "check",
                            Optional.empty(),
                            settings.output())
                    .define(CdrFileSource.ended(settings.input()));
        }
        boolean begins = settings.isBatch() && !BatchPublisher.isDecided(settings.output());
        if (begins && FileList.isEmpty(settings.input(), settings.settleTime())) {
            // Before the output is claimed.
            throw nothingToRead(settings);
        }
        RunStart start =
                new RunRules()
                        .start(
                                new RunRequest(
                                        mode,
                                        settings.input().toString(),
                                        settings.reference().toString(),
                                        PlaceName.of(settings.output()),
                                        settings.checkpoints().toString(),
                                        settings.resultSettings(sql),
                                        sql.catalogue(),
                                        settings.resume(),
                                        settings.fence(),
                                        settings.overwrite()));
        ReportRun unread = new ReportRun(settings, sql, start, Optional.empty());
        if (!settings.isBounded() || start.alreadyDone() || start.endsOnly()) {
            return unread;
        }
        try {
            return new ReportRun(settings, sql, start, Optional.of(stableFiles(settings)));
        } catch (IOException | InterruptedException e) {
            unread.discard();
            throw e;
        }
    }

    private static FileList stableFiles(JobSettings settings)
            throws IOException, InterruptedException {
        FileList files =
                FileList.awaitStable(
                        settings.input(), settings.settleTime(), JobSettings.SETTLE_LIMIT);
        if (settings.isBatch() && files.isEmpty()) {
            throw nothingToRead(settings);
        }
        return files;
    }

    private static SmsReportsException nothingToRead(JobSettings settings) {
        return new SmsReportsException(
                ErrorCode.NOTHING_TO_DO,
                "Nothing to do: the input %s holds no file to read. Deliver files, or name another one with --input."
                        .formatted(PlaceName.of(settings.input())));
    }

    /** That the run may start, and from where. */
    public RunStart start() {
        return start;
    }

    /** Adds a job to the environment whose end the caller awaits. */
    public void define(StreamExecutionEnvironment env) throws SmsReportsException {
        define(env, false);
    }

    /**
     * Adds the job to the environment, with the settings that its guarantees rest on.
     *
     * @param detached whether nobody waits for its end
     */
    void define(StreamExecutionEnvironment env, boolean detached) throws SmsReportsException {
        env.configure(FlinkConfiguration.of(settings, start, detached));
        CdrFileSource source = start.endsOnly() ? CdrFileSource.ended(settings.input()) : source();
        new ReportPipeline(env, settings, sql, start.runId(), start.owner(), filesGoTo())
                .define(source);
    }

    private CdrFileSource source() {
        return boundedFiles
                .map(files -> CdrFileSource.bounded(settings.input(), files))
                .orElseGet(() -> CdrFileSource.monitoring(settings.input(), settings.watching()));
    }

    /**
     * Fails unless the checkpoint to resume from fits the job. To be called between {@link #define}
     * and the execution.
     *
     * @throws SmsReportsException if another version of the job has taken it, or another job the
     *     output; nothing has changed
     */
    public void requireFittingState(StreamExecutionEnvironment env) throws IOException {
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
        try {
            new RestoredState(start.restorePath().get()).requireFits(operators);
        } catch (IOException e) {
            // The next checkpoint of a job that was faster deletes it.
            requireOwnership();
            throw e;
        }
    }

    private Path filesGoTo() {
        return settings.isBatch()
                ? BatchPublisher.staging(settings.output(), start.runId())
                : settings.output();
    }

    /**
     * Has a job stopped when it has read all that was there, if that was asked for.
     *
     * @param mayStop asked once, before it is stopped; false leaves that to someone else
     */
    public void stopWhenIdle(JobClient job, BooleanSupplier mayStop) {
        if (settings.stopWhenIdle()) {
            new IdleStop(job, start.checkpointsDir(), mayStop).begin();
        }
    }

    /**
     * Waits until a job that nobody will wait for owns its output, so that of two that are
     * submitted at once the one that must end says so. Up to five minutes: the job may lack slots.
     *
     * @throws SmsReportsException if another job has taken the output, or if nobody has and the job
     *     has still not begun
     * @throws ExecutionException if the job has failed for good
     */
    void awaitOwnership(JobClient job)
            throws SmsReportsException, ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + OWNERSHIP_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            boolean ended = hasEnded(job);
            try {
                if (hasOwnership()) {
                    return;
                }
            } catch (SmsReportsException taken) {
                awaitEnd(job, deadline);
                throw taken;
            }
            if (ended) {
                job.getJobExecutionResult().get();
                return;
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
        throw new SmsReportsException(
                ErrorCode.COMMAND_FAILED,
                "job %s is submitted and has not begun within %d minutes: it lacks free slots, or the storage does not answer. It is left there and begins when it can; ./sms-reports status shows it, and Flink's web UI cancels it."
                        .formatted(job.getJobID(), OWNERSHIP_LIMIT.toMinutes()));
    }

    /** It would end by itself; whoever stops "the job" next must not find two of them. */
    private static void awaitEnd(JobClient job, long deadline) throws InterruptedException {
        if (!hasEnded(job)) {
            CompletableFuture<Void> unused = job.cancel();
        }
        while (!hasEnded(job) && System.nanoTime() < deadline) {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private static boolean hasEnded(JobClient job) throws InterruptedException {
        try {
            return job.getJobStatus()
                    .get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .isGloballyTerminalState();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Whether the job owns its output; false also if the storage does not say. */
    private boolean hasOwnership() throws SmsReportsException {
        try {
            if (start.batch().isPresent()) {
                start.batch().get().requireOutput();
            }
            return start.owner().isEmpty() || start.owner().get().hasClaimed();
        } catch (SmsReportsException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Fails if another job has taken the output. The job ends by itself then, and for whatever
     * reason it finds first: the checkpoint that it was to restore may be gone.
     *
     * @throws SmsReportsException if so
     */
    public void requireOwnership() throws SmsReportsException {
        boolean unused = hasOwnership();
    }

    /** What is to be cleaned up when a streaming job has finished, or a batch was published. */
    public RunCleanup cleanup() {
        return new RunCleanup(settings.output(), start.runId(), new Path(start.checkpointsDir()));
    }

    /**
     * Forgets a publication that has been reported: until then the same command finds it done. To
     * be called when it is on the user's screen.
     */
    public void acknowledge() throws IOException {
        if (settings.isBatch()) {
            new BatchPublisher().acknowledge(settings.output());
        }
    }

    /** Removes what a batch has staged that has failed or was cancelled. */
    public void discard() throws IOException {
        if (start.batch().isPresent()) {
            new BatchPublisher().discard(start.batch().get());
        }
    }

    /**
     * Publishes what a batch has computed; a streaming run has published by itself. To be called
     * when the job has ended well.
     *
     * @return what was published, in batch
     * @throws IOException if the storage fails; the same command then completes the publication
     * @throws SmsReportsException if the batch may not replace what it computed, or if there is
     *     nothing of the dates asked for; nothing has changed then
     */
    public Optional<Publication> publish() throws IOException {
        if (start.batch().isEmpty()) {
            return Optional.empty();
        }
        HashSet<String> readFiles =
                new HashSet<>(boundedFiles.orElseThrow().namesWithin(settings.input()));
        return Optional.of(publish(start.batch().get(), readFiles));
    }

    private Publication publish(BatchRun batch, Set<String> readFiles) throws IOException {
        BatchPublisher publisher = new BatchPublisher();
        if (!settings.dates().isEmpty()) {
            return publisher.restate(batch, readFiles, settings.replaceAll(), settings.dates());
        }
        return settings.overwrite()
                ? publisher.overwrite(batch, readFiles, settings.replaceAll())
                : publisher.add(batch);
    }

    /** Whether a batch counts as published, although that may not be carried out to the end. */
    public boolean isPublicationDecided() throws IOException {
        return BatchPublisher.isDecided(settings.output());
    }
}
