package io.smsreports.cli;

import io.smsreports.cli.embedded.EmbeddedCluster;
import io.smsreports.cli.embedded.EmbeddedJob;
import io.smsreports.cli.embedded.RestartWatch;
import io.smsreports.cli.rest.JobFailure;
import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.terminal.Screen;
import io.smsreports.cli.terminal.Summary;
import io.smsreports.job.JobSettings;
import io.smsreports.job.ReportRun;
import io.smsreports.job.SmsReportsJob;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.run.Publication;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;

/**
 * One start of the job within this process, from the rules before it to the account after it.
 * Ctrl-C stops a streaming job so that the same command goes on from there, and ends a batch with
 * nothing published.
 */
final class EmbeddedRun {

    /**
     * After that a stop does without a savepoint: the newest checkpoint is there to resume from.
     */
    private static final Duration SAVEPOINT_LIMIT = Duration.ofSeconds(60);

    private final JobSettings settings;
    private final int webPort;
    private final Screen screen;
    private final java.nio.file.Path log;
    private final Logger failures;
    private final int parallelism;

    private ReportRun run;

    /** Told of a job once it runs. */
    interface OnStart {
        void started(ReportRun run, EmbeddedJob job, JobRest rest);
    }

    /**
     * How a job ended well.
     *
     * @param summary what it read
     * @param promotion what it published, in batch
     * @param closed whether every window is published, in streaming
     * @param resumed whether an earlier start had read a part of the input
     */
    record Outcome(
            Summary summary, Optional<Publication> promotion, boolean closed, boolean resumed) {}

    /**
     * @param webPort of the web UI, 0 for any
     * @param log this process's log file
     * @param failures where stack traces go
     */
    EmbeddedRun(
            JobSettings settings,
            int webPort,
            Screen screen,
            java.nio.file.Path log,
            Logger failures) {
        this.settings = settings;
        this.webPort = webPort;
        this.screen = screen;
        this.log = log;
        this.failures = failures;
        this.parallelism =
                settings.parallelism().orElse(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Runs the job to its end.
     *
     * @throws SmsReportsException with what the user is to be told
     */
    Outcome execute(OnStart onStart) throws SmsReportsException, InterruptedException {
        StopSignals signals = StopSignals.take(this::endBeforeTheStart);
        try (EmbeddedCluster cluster = EmbeddedCluster.start(parallelism, webPort, log)) {
            begin();
            if (run.start().alreadyDone()) {
                return outcome(
                        new Summary(Map.of(), Duration.ZERO),
                        run.start().finishedPublication(),
                        false);
            }
            return execute(cluster, signals, onStart);
        }
    }

    /** To be called when the user has been told of the outcome. */
    void acknowledge() {
        try {
            run.acknowledge();
        } catch (IOException e) {
            failures.warn("The next start tells of this publication again.", e);
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
            throw notStarted(e);
        }
    }

    /** A refusal says by itself all that there is to say. */
    private SmsReportsException notStarted(Exception failure) {
        failures.info("The run did not start.", failure);
        String reason = ErrorMessages.of(failure);
        if (ErrorMessages.isRefusal(failure)) {
            return new SmsReportsException(ErrorCode.COMMAND_REFUSED, reason, failure);
        }
        return new SmsReportsException(
                ErrorCode.COMMAND_FAILED,
                "the run did not start: %s. The stack is in %s."
                        .formatted(reason, PlaceName.shown(log)),
                failure);
    }

    private Outcome execute(EmbeddedCluster cluster, StopSignals signals, OnStart onStart)
            throws SmsReportsException, InterruptedException {
        EmbeddedJob job;
        RestartWatch watch;
        EmbeddedJob.End end;
        long startNanos = System.nanoTime();
        try {
            job = submit(cluster);
            signals.now(() -> stop(job));
            JobRest rest = new JobRest(cluster.webAddress());
            watch = new RestartWatch(job, rest, this::tellOfRestart);
            watch.begin();
            onStart.started(run, job, rest);
            end = job.await();
        } catch (ExecutionException e) {
            throw failed(e.getCause(), "");
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw ErrorCode.RUN_REFUSED.isCodeOf(e) ? notStarted(e) : failed(e, "");
        }
        screen.clearBottom();
        if (end.status() != JobStatus.FINISHED) {
            discard();
        }
        Duration duration = Duration.ofNanos(System.nanoTime() - startNanos);
        // A batch has yet to publish: its job's heartbeat keeps others out until then.
        if (!settings.isBatch() || end.status() != JobStatus.FINISHED) {
            endHeartbeat(job);
        }
        return account(end, signals, watch, new Summary(end.counters(), duration));
    }

    private EmbeddedJob submit(EmbeddedCluster cluster) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism);
        run.define(environment);
        run.requireFittingState(environment);
        return cluster.submit(environment, SmsReportsJob.NAME);
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

    private void tellOfRestart(JobFailure failure) {
        failures.warn("The job failed in {}; Flink starts it again: {}", failure.task(), failure);
        screen.warn(
                "The job failed%s and starts again from its last checkpoint: %s"
                        .formatted(in(failure.task()), failure.reason()));
    }

    private static String in(String task) {
        return task.isEmpty() ? "" : " in \"" + task.replaceFirst(" \\(\\d+/\\d+\\).*", "") + "\"";
    }

    private Outcome account(
            EmbeddedJob.End end, StopSignals signals, RestartWatch watch, Summary summary)
            throws SmsReportsException {
        if (watch.lastingFailure().isPresent()) {
            JobFailure lasting = watch.lastingFailure().get();
            failures.error("The job failed twice for the same reason: {}", lasting);
            throw failedFor(lasting.reason() + " (twice)", in(lasting.task()), null);
        }
        if (end.status() == JobStatus.FAILED) {
            throw failed(end.failure().orElse(new IllegalStateException("unknown reason")), "");
        }
        if (end.status() == JobStatus.FINISHED) {
            return settings.isBatch() ? publish(signals, summary) : finished(summary);
        }
        if (settings.isBatch()) {
            throw new SmsReportsException(
                    signals.received() ? ErrorCode.INTERRUPTED : ErrorCode.COMMAND_FAILED,
                    "the batch was cancelled; nothing of it is published.");
        }
        screen.print(
                signals.received()
                        ? "No savepoint could be taken in time; the newest checkpoint is there to go"
                                + " on from."
                        : "The job was cancelled from outside; its newest checkpoint is there to go"
                                + " on from.");
        return outcome(summary, Optional.empty(), false);
    }

    private Outcome outcome(Summary summary, Optional<Publication> promotion, boolean closed) {
        return new Outcome(summary, promotion, closed, run.start().restorePath().isPresent());
    }

    private Outcome publish(StopSignals signals, Summary summary) throws SmsReportsException {
        boolean goOn =
                signals.now(
                        () -> screen.print("Publishing; a moment, so that nothing is half done."));
        if (!goOn) {
            throw new SmsReportsException(
                    ErrorCode.INTERRUPTED, "the batch was ended; nothing of it is published.");
        }
        try {
            return outcome(summary, run.publish(), true);
        } catch (IOException e) {
            if (ErrorCode.RUN_REFUSED.isCodeOf(e)) {
                failures.info("The batch was not published.", e);
                throw new SmsReportsException(
                        ErrorCode.COMMAND_REFUSED,
                        ErrorMessages.of(e) + " Nothing has changed.",
                        e);
            }
            failures.error("The batch could not be published.", e);
            throw new SmsReportsException(
                    ErrorCode.COMMAND_FAILED,
                    "publishing stopped half way: %s. The same command completes it; the stack is in %s."
                            .formatted(ErrorMessages.of(e), PlaceName.shown(log)),
                    e);
        }
    }

    private Outcome finished(Summary summary) throws SmsReportsException {
        try {
            return outcome(summary, Optional.empty(), run.cleanup().deleteCheckpointsIfClosed());
        } catch (IOException e) {
            throw failed(e, "");
        }
    }

    private void discard() {
        try {
            run.discard();
        } catch (IOException e) {
            failures.warn("What the batch has staged stays until the next start.", e);
        }
    }

    private void endHeartbeat(EmbeddedJob job) {
        try {
            run.cleanup().endHeartbeat(job.id());
        } catch (IOException e) {
            failures.warn("The heartbeat stays; the next start waits until it is old.", e);
        }
    }

    private SmsReportsException failed(Throwable failure, String where) {
        failures.error("The job failed.", failure);
        return failedFor(ErrorMessages.of(failure), where, failure);
    }

    private SmsReportsException failedFor(String reason, String where, Throwable failure) {
        return new SmsReportsException(
                ErrorCode.COMMAND_FAILED,
                "the job failed%s: %s. %s The stack is in %s."
                        .formatted(
                                where,
                                reason.replaceFirst("\\.$", ""),
                                settings.isBatch()
                                        ? "Nothing of it is published."
                                        : "What is published stays; the same command goes on from"
                                                + " the last checkpoint.",
                                PlaceName.shown(log)),
                failure);
    }

    /** Where the web UI is, for people. */
    static String shown(URI address) {
        return "http://localhost:" + address.getPort();
    }
}
