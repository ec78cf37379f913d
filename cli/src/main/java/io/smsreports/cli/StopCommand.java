package io.smsreports.cli;

import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.rest.JobRest.Job;
import io.smsreports.cli.rest.JobRest.StopProgress;
import io.smsreports.cli.terminal.LogFile;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.JobParameters;
import io.smsreports.model.SmsReportsException;
import io.smsreports.run.RunCleanup;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code stop}: ends the job that runs in another terminal. */
@Command(
        name = "stop",
        description = "Stops the running job with a savepoint, so that it can go on later.",
        sortOptions = false)
final class StopCommand implements Callable<Integer> {

    /** The savepoint, and with it the last commits. */
    private static final Duration SAVEPOINT_LIMIT = Duration.ofMinutes(2);

    /** From the savepoint to the end of the job; and for a start. */
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    /** The process of an embedded job has written what there is to write before it ends. */
    private static final Duration OUTCOME_LIMIT = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(200);

    /** As Flink says it of a job that is just starting, or starts again. */
    private static final String NOT_RUNNING_YET = "Not all required tasks are currently running";

    @Spec private CommandSpec spec;
    @ParentCommand private SmsReports parent;
    @Mixin private RunningJobs jobs;

    @Option(
            names = "--drain",
            description = "First publish every window and close the output: it can't go on then.")
    private boolean drain;

    @Override
    public Integer call() throws IOException, InterruptedException {
        JobRest rest = jobs.rest();
        Job job = jobs.only(rest);
        Map<String, String> parameters = awaitParameters(rest, job);
        String folder = parameters.get(JobParameters.CHECKPOINTS);
        if (!parameters.containsKey(JobParameters.WATERMARK_DELAY_MILLIS) || folder == null) {
            throw failed("the job on " + rest.address() + " is a batch: press Ctrl-C there");
        }
        RunCleanup run = RunCleanup.ofJob(parameters);
        if (awaitSavepoint(rest, job, folder)) {
            awaitEnd(rest, job);
        } else {
            requireOutcome(rest, run, job);
        }
        boolean detached = Boolean.parseBoolean(parameters.get(JobParameters.DETACHED));
        if (detached) {
            putAway(run, job);
        }
        spec.commandLine().getOut().println(told(PlaceName.shown(run.output()), detached));
        return ExitCode.OK;
    }

    /** A job that is just starting does not tell them yet. */
    private static Map<String, String> awaitParameters(JobRest rest, Job job)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Map<String, String> parameters = rest.parameters(job.id());
            if (parameters.containsKey(JobParameters.RUN)) {
                return parameters;
            }
            Thread.sleep(POLL.toMillis());
        }
        throw failed("the job on " + rest.address() + " is still starting: try again in a while");
    }

    private String told(String output, boolean detached) {
        return drain
                ? "Drained: every window is published, and the output %s is closed."
                        .formatted(output)
                : "Stopped with a savepoint, and no window was closed early: the same"
                        + " ./sms-reports %s goes on writing %s."
                                .formatted(detached ? "submit" : "run", output);
    }

    /** Returns false if nobody answers any more before it is known whether there is one. */
    private boolean awaitSavepoint(JobRest rest, Job job, String folder)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SAVEPOINT_LIMIT.toNanos();
        String request = rest.stop(job.id(), folder, drain);
        while (System.nanoTime() < deadline) {
            StopProgress progress;
            try {
                progress = rest.stopProgress(job.id(), request);
            } catch (SmsReportsException e) {
                return false;
            }
            Optional<String> failure = progress.failure();
            if (failure.isPresent()) {
                if (!failure.get().contains(NOT_RUNNING_YET)) {
                    throw failed("the job could not be stopped and runs on: " + failure.get());
                }
                Thread.sleep(POLL.toMillis());
                request = rest.stop(job.id(), folder, drain);
                continue;
            }
            if (progress.completed()) {
                return true;
            }
            Thread.sleep(POLL.toMillis());
        }
        throw failed(
                "the job has taken no savepoint within %d s; it may still do so"
                        .formatted(SAVEPOINT_LIMIT.toSeconds()));
    }

    /** An embedded cluster ends with its job: no answer is an end, too. */
    private static void awaitEnd(JobRest rest, Job job) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Job now;
            try {
                now = rest.job(job.id());
            } catch (SmsReportsException ended) {
                return;
            }
            if (now.state().equals("FINISHED")) {
                return;
            }
            if (now.hasEnded()) {
                throw failed("the job ended as " + now.state() + "; see its own log");
            }
            Thread.sleep(POLL.toMillis());
        }
        throw failed(
                "the savepoint is taken, but the job has not ended within %d s"
                        .formatted(END_LIMIT.toSeconds()));
    }

    /**
     * The process of an embedded job may have ended as asked, or otherwise: what it leaves tells.
     */
    private void requireOutcome(JobRest rest, RunCleanup run, Job job)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + OUTCOME_LIMIT.toNanos();
        String silence = "nothing answers at %s any more, and ".formatted(rest.address());
        openStore(run);
        while (!hasEndedAsAsked(run, job, silence)) {
            if (System.nanoTime() > deadline) {
                throw failed(
                        silence
                                + "the job has not ended as asked: the command that started it"
                                + " goes on from its last checkpoint");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private boolean hasEndedAsAsked(RunCleanup run, Job job, String silence)
            throws SmsReportsException {
        try {
            return drain ? run.isCommitConfirmed() : run.hasSavepointOf(job.id());
        } catch (IOException e) {
            throw failed(
                    silence
                            + "how the job ended cannot be seen from here (%s): its own process has said it"
                                    .formatted(ErrorMessages.of(e)));
        }
    }

    private void openStore(RunCleanup run) throws IOException {
        List<Path> places = List.of(run.output(), run.checkpoints());
        if (places.stream().anyMatch(ObjectStore::holds)) {
            // The store's client has much to say, which is not for the screen.
            LogFile.begin(
                    ProjectHome.folder().resolve(RunCommand.LOG_FOLDER),
                    spec.name(),
                    SmsReports.screen(spec));
        }
        StoreAccess.open(parent.environment(), places);
    }

    /** What the process that waits for a job would do, but nobody waited for this one. */
    private void putAway(RunCleanup run, Job job) {
        try {
            openStore(run);
            run.deleteCheckpointsIfClosed();
            run.endHeartbeat(job.id());
        } catch (IOException e) {
            SmsReports.screen(spec)
                    .warn(
                            "WARNING: what the job left in %s could not be put away, which does no harm: %s"
                                    .formatted(
                                            PlaceName.shown(run.checkpoints()),
                                            ErrorMessages.of(e)));
        }
    }

    private static SmsReportsException failed(String message) {
        return new SmsReportsException(ErrorCode.COMMAND_FAILED, message);
    }
}
