package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.job.JobCommandLine;
import io.smsreports.job.JobSettings;
import io.smsreports.job.ReportRun;
import io.smsreports.job.SmsReportsJob;
import io.smsreports.run.Publication;
import io.smsreports.testing.Eventually;
import io.smsreports.testing.FilesInMotion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job on the test's mini cluster, from a command line as {@link SmsReportsJob} gets it: {@link
 * #run} to its end, or {@link #start} and then stop, drain or cancel it.
 */
final class ReportJob implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final ReportRun run;
    private final Path output;
    private final JobClient client;
    private Optional<Publication> published = Optional.empty();

    private ReportJob(ReportRun run, Path output, JobClient client) {
        this.run = run;
        this.output = output;
        this.client = client;
    }

    /** The settings of a command line, checked. */
    static JobSettings settings(String... command) {
        return JobCommandLine.parse(Map.of(), command);
    }

    /** Starts the job. */
    static ReportJob start(String... command) throws Exception {
        return start(new Configuration(), command);
    }

    /** Starts the job on a cluster that is configured in some way. */
    static ReportJob start(Configuration cluster, String... command) throws Exception {
        JobSettings settings = settings(command);
        ReportRun run = ReportRun.begin(settings);
        assertThat(run.start().alreadyDone()).isFalse();
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(cluster);
        env.setParallelism(settings.parallelism().orElse(1));
        run.define(env);
        run.requireFittingState(env);
        ReportJob job = new ReportJob(run, settings.output(), env.executeAsync(SmsReportsJob.NAME));
        run.stopWhenIdle(job.client, () -> true);
        Eventually.await("the job begins", () -> job.status() != JobStatus.INITIALIZING);
        return job;
    }

    /** Whether a start had nothing to do but to complete what a killed process had begun. */
    static boolean onlyCompletesPublishing(String... command) throws Exception {
        return ReportRun.begin(settings(command)).start().alreadyDone();
    }

    /** Runs a job that ends by itself, and publishes. */
    static ReportJob run(String... command) throws Exception {
        ReportJob job = runWithoutPublishing(command);
        job.publish();
        return job;
    }

    /** Runs a live job until so many files are read, and drains it. */
    static void runLive(int files, String... command) throws Exception {
        try (ReportJob job = start(command)) {
            job.awaitFilesRead(files);
            job.drain();
        }
    }

    /** Runs a live job to which files come one by one, each when those before are read. */
    static void runLiveOneByOne(
            Workspace workspace, List<java.nio.file.Path> files, String... options)
            throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--parallelism=1");
        try (ReportJob job = start(workspace.command(all.toArray(String[]::new)))) {
            for (int i = 0; i < files.size(); i++) {
                workspace.deliver(files.subList(i, i + 1));
                job.awaitFilesRead(i + 1);
            }
            job.drain();
        }
    }

    /** Runs a live job to which one of the files of its input comes when windows are published. */
    static void runLiveWithALateFile(Workspace workspace, String late) throws Exception {
        java.nio.file.Path input = workspace.input();
        java.nio.file.Path aside = Files.move(input.resolve(late), input.resolveSibling(late));
        int files = input.toFile().list().length;
        try (ReportJob job = start(workspace.command("--parallelism=1"))) {
            job.await(
                    "a window is published",
                    () -> !workspace.results().publishedWindows().isEmpty());
            workspace.deliver(List.of(aside));
            job.awaitFilesRead(files + 1);
            job.drain();
        }
    }

    /** As if the process had been killed when its job was done. */
    static ReportJob runWithoutPublishing(String... command) throws Exception {
        ReportJob job = start(command);
        job.awaitEnd();
        return job;
    }

    /** Publishes what the job has staged, in batch. */
    void publish() throws Exception {
        published = run.publish();
        run.acknowledge();
    }

    /** What {@link #publish} has published, in batch. */
    Optional<Publication> published() {
        return published;
    }

    JobID id() {
        return client.getJobID();
    }

    JobStatus status() throws Exception {
        return client.getJobStatus().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** The job's own counters, such as {@code rows}. */
    Object counter(String name) throws Exception {
        return client.getAccumulators().get(LIMIT.toSeconds(), TimeUnit.SECONDS).get(name);
    }

    /** Where this start went on from, if it did. */
    Optional<String> resumedFrom() {
        return run.start().restorePath();
    }

    /** Returns as soon as the condition holds; fails as soon as the job has ended before. */
    void await(String what, Eventually.Condition condition) throws Exception {
        Eventually.await(
                what,
                () -> {
                    if (condition.holds()) {
                        return true;
                    }
                    if (status().isGloballyTerminalState()) {
                        awaitEnd();
                        throw new AssertionError("The job has ended before " + what);
                    }
                    return false;
                });
    }

    /** Returns when so many files are in the ledger. */
    void awaitFilesRead(int files) throws Exception {
        await(files + " files are read", () -> new Output(localOutput()).ledger().size() >= files);
    }

    private java.nio.file.Path localOutput() {
        return java.nio.file.Path.of(output.getPath());
    }

    /** Returns when all that the job knew when this was called is in a completed checkpoint. */
    void awaitCheckpoint() throws Exception {
        // The one that is under way may have begun before.
        awaitOneMoreCheckpoint();
        awaitOneMoreCheckpoint();
    }

    /** Returns when the job has gone on for so long, checkpoint by checkpoint. */
    void awaitCheckpointsFor(Duration duration) throws Exception {
        Instant from = Instant.now();
        while (Instant.now().isBefore(from.plus(duration))) {
            awaitOneMoreCheckpoint();
        }
    }

    /** The job replaces its provisional figures after each checkpoint. */
    private void awaitOneMoreCheckpoint() throws Exception {
        java.nio.file.Path figures = localOutput().resolve("open_totals/open_daily.csv");
        await("there are provisional figures", () -> Files.exists(figures));
        FileTime before = Files.getLastModifiedTime(figures);
        await("a checkpoint completes", () -> !Files.getLastModifiedTime(figures).equals(before));
    }

    /** What a test does while the job is ending, such as letting a stalled read go on. */
    @FunctionalInterface
    interface Meanwhile {
        void act() throws Exception;
    }

    /** Stops with a savepoint: every open window stays open. */
    void stop() throws Exception {
        stop(() -> {});
    }

    /** Stops with a savepoint, and when it is taken lets something happen before the job ends. */
    void stop(Meanwhile meanwhile) throws Exception {
        long before = savepoints();
        CompletableFuture<String> savepoint = stopWithSavepoint(false);
        Eventually.await("a savepoint is taken", () -> savepoints() > before);
        meanwhile.act();
        savepoint.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        awaitEnd();
    }

    /** Stops for good, and when that is asked for lets something happen. */
    void drain(Meanwhile meanwhile) throws Exception {
        CompletableFuture<String> savepoint = stopWithSavepoint(true);
        meanwhile.act();
        savepoint.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        awaitEnd();
    }

    /** Stops for good: every window closes, and so does the output. */
    void drain() throws Exception {
        stopWithSavepoint(true).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        awaitEnd();
    }

    /** As if the process that saw the job end had been killed before it deleted them. */
    void drainAndLeave() throws Exception {
        stopWithSavepoint(true).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        client.getJobExecutionResult().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        // Flink removes its checkpoints then, but no savepoint.
        Eventually.await("only the savepoint is left", () -> snapshots("chk-") == 0);
    }

    private CompletableFuture<String> stopWithSavepoint(boolean drain) {
        return client.stopWithSavepoint(drain, null, SavepointFormatType.CANONICAL);
    }

    private long savepoints() throws IOException {
        return snapshots("savepoint-");
    }

    private long snapshots(String prefix) throws IOException {
        java.nio.file.Path folder =
                java.nio.file.Path.of(new Path(run.start().checkpointsDir()).getPath());
        return FilesInMotion.below(folder).stream()
                .filter(file -> file.endsWith("_metadata"))
                .filter(file -> file.getParent().getFileName().toString().startsWith(prefix))
                .count();
    }

    /** Ends the job at once; its last checkpoint stays. */
    void cancel() throws Exception {
        cancel(() -> {});
    }

    /** Ends the job at once, and meanwhile lets something happen. */
    void cancel(Meanwhile meanwhile) throws Exception {
        client.cancel().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        meanwhile.act();
        Eventually.await("the job is canceled", () -> status() == JobStatus.CANCELED);
        processEnds();
    }

    /** For the end of a test, however it went. */
    @Override
    public void close() throws Exception {
        if (!status().isGloballyTerminalState()) {
            cancel();
        }
    }

    /** Returns when a job that ends by itself has ended. */
    void awaitFinished() throws Exception {
        awaitEnd();
    }

    private void awaitEnd() throws Exception {
        try {
            client.getJobExecutionResult().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            cancel();
            throw e;
        }
        processEnds();
    }

    /** What a closed run leaves is deleted as a real process does it. */
    void processEnds() throws Exception {
        run.cleanup().deleteCheckpointsIfClosed();
    }
}
