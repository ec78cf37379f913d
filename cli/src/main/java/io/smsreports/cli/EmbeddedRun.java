package io.smsreports.cli;

import io.smsreports.cli.embedded.EmbeddedCluster;
import io.smsreports.cli.embedded.EmbeddedJob;
import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.terminal.RunSummary;
import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobSettings;
import io.smsreports.job.ReportRun;
import io.smsreports.job.SmsReportsJob;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.run.Publication;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;

/**
 * One start of the job within this process, from the start rules to the publication. Ctrl-C stops a
 * streaming job so that the same command resumes it, and ends a batch with nothing published.
 */
final class EmbeddedRun {

    /** After that the job is cancelled; the next start resumes from the newest checkpoint. */
    private static final Duration SAVEPOINT_LIMIT = Duration.ofSeconds(60);

    private final JobSettings settings;
    private final int webPort;
    private final Configuration flink;
    private final Screen screen;
    private final Path log;
    private final RunFailures failures;
    private final int parallelism;

    private ReportRun run;

    /** Called once the job runs. */
    interface OnStart {
        void started(ReportRun run, EmbeddedJob job, JobRest rest);
    }

    /**
     * How a job ended well.
     *
     * @param summary what it read
     * @param publication what it published, in batch
     * @param closed whether every window is published, in streaming
     * @param resumed whether an earlier start had read a part of the input
     */
    record Outcome(
            RunSummary summary,
            Optional<Publication> publication,
            boolean closed,
            boolean resumed) {}

    /**
     * @param webPort of the web UI, 0 for any
     * @param flink options of Flink's own, on top of those set here
     * @param log this process's log file
     * @param failures where stack traces go
     */
    EmbeddedRun(
            JobSettings settings,
            int webPort,
            Configuration flink,
            Screen screen,
            Path log,
            Logger failures) {
        this.settings = settings;
        this.webPort = webPort;
        this.flink = flink;
        this.screen = screen;
        this.log = log;
        this.failures = new RunFailures(settings.isBatch(), log, failures);
        this.parallelism =
                settings.parallelism().orElse(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Runs the job to its end.
     *
     * @throws SmsReportsException with a line for the user
     */
    Outcome execute(OnStart onStart) throws SmsReportsException, InterruptedException {
        StopSignals signals = StopSignals.take(this::endBeforeTheStart);
        try (EmbeddedCluster cluster = EmbeddedCluster.start(parallelism, webPort, log, flink)) {
            begin();
            if (run.start().alreadyDone()) {
                return outcome(
                        new RunSummary(Map.of(), Duration.ZERO),
                        run.start().finishedPublication(),
                        false);
            }
            return execute(cluster, signals, onStart);
        }
    }

    /** To be called once the outcome is printed: until then the next start prints it again. */
    void acknowledge() {
        try {
            run.acknowledge();
        } catch (IOException e) {
            failures.logger().warn("The next start prints this publication again.", e);
        }
    }

    /** Nothing runs yet. Flink's own hooks would take their time. */
    private void endBeforeTheStart() {
        screen.clearBottom();
        screen.print("Ended before the job began: nothing is published.");
        Runtime.getRuntime().halt(ErrorCode.INTERRUPTED.exitCode());
    }

    private void begin() throws SmsReportsException, InterruptedException {
        try {
            run = ReportRun.begin(settings);
        } catch (IOException | RuntimeException e) {
            throw failures.notStarted(e);
        }
    }

    private Outcome execute(EmbeddedCluster cluster, StopSignals signals, OnStart onStart)
            throws SmsReportsException, InterruptedException {
        EmbeddedJob job;
        EmbeddedJob.End end;
        long startNanos = System.nanoTime();
        try {
            job = submit(cluster);
            signals.now(() -> stop(job));
            JobRest rest = new JobRest(cluster.webAddress());
            onStart.started(run, job, rest);
            run.stopWhenIdle(job.client(), () -> announceStop(signals));
            end = job.await();
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw ErrorCode.RUN_REFUSED.isCodeOf(e) ? failures.notStarted(e) : failed(e);
        }
        screen.clearBottom();
        if (end.status() != JobStatus.FINISHED) {
            discard();
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
        return outcome(job.id(), end, signals, new RunSummary(end.counters(), duration));
    }

    private EmbeddedJob submit(EmbeddedCluster cluster) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, flink);
        run.define(environment);
        run.requireFittingState(environment);
        return cluster.submit(environment, SmsReportsJob.NAME);
    }

    /** From now on Ctrl-C has nothing to do. */
    private boolean announceStop(StopSignals signals) {
        boolean mayStop =
                signals.now(
                        () -> screen.print("Stopping already; press Ctrl-C again to end at once."));
        if (mayStop) {
            screen.clearBottom();
            screen.print("All that was there is read; stopping with a savepoint.");
        }
        return mayStop;
    }

    private void stop(EmbeddedJob job) {
        screen.clearBottom();
        if (settings.isBatch()) {
            screen.print("Ending the batch; nothing of it is published.");
            job.cancel();
            return;
        }
        screen.print("Stopping with a savepoint; press Ctrl-C again to end at once.");
        try {
            job.stop(run.start().checkpointsDir(), SAVEPOINT_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome outcome(
            String jobId, EmbeddedJob.End end, StopSignals signals, RunSummary summary)
            throws SmsReportsException {
        if (end.status() == JobStatus.FAILED) {
            throw failed(end.failure().orElse(new IllegalStateException("unknown reason")));
        }
        if (end.status() == JobStatus.FINISHED) {
            return settings.isBatch() ? publish(signals, summary) : finished(jobId, summary);
        }
        if (settings.isBatch()) {
            throw new SmsReportsException(
                    signals.received() ? ErrorCode.INTERRUPTED : ErrorCode.COMMAND_FAILED,
                    "the batch was cancelled; nothing of it is published.");
        }
        screen.print(
                signals.received()
                        ? "No savepoint could be taken in time; the same command resumes from the"
                                + " newest checkpoint."
                        : "The job was cancelled from outside; the same command resumes from the"
                                + " newest checkpoint.");
        return outcome(summary, Optional.empty(), false);
    }

    private SmsReportsException failed(Throwable failure) {
        try {
            run.requireOwnership();
        } catch (SmsReportsException taken) {
            taken.addSuppressed(failure);
            return failures.failed(taken);
        }
        return failures.failed(failure);
    }

    private Outcome outcome(RunSummary summary, Optional<Publication> publication, boolean closed) {
        return new Outcome(summary, publication, closed, run.start().restorePath().isPresent());
    }

    private Outcome publish(StopSignals signals, RunSummary summary) throws SmsReportsException {
        boolean mayPublish =
                signals.now(
                        () -> screen.print("Publishing; a moment, so that nothing is half done."));
        if (!mayPublish) {
            discard();
            throw new SmsReportsException(
                    ErrorCode.INTERRUPTED, "the batch was ended; nothing of it is published.");
        }
        try {
            return outcome(summary, run.publish(), true);
        } catch (IOException e) {
            throw failures.notPublished(e, isDecided());
        }
    }

    /** If even that cannot be read, the next start sees to it. */
    private boolean isDecided() {
        try {
            return run.isPublicationDecided();
        } catch (IOException e) {
            failures.logger().warn("Whether the batch is published is not known.", e);
            return true;
        }
    }

    private Outcome finished(String jobId, RunSummary summary) throws SmsReportsException {
        try {
            return outcome(summary, Optional.empty(), run.cleanup().endOfStreamingJob(jobId));
        } catch (SmsReportsException e) {
            throw ErrorCode.COMMAND_FAILED.isCodeOf(e) ? e : failures.failed(e);
        } catch (IOException e) {
            throw failures.failed(e);
        }
    }

    private void discard() {
        try {
            run.discard();
        } catch (IOException e) {
            failures.logger().warn("What the batch has staged stays until the next start.", e);
        }
    }

    /** The web UI's address as users know it. */
    static String shown(URI address) {
        return "http://localhost:" + address.getPort();
    }
}
