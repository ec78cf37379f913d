package io.smsreports.cli;

import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.rest.JobRest.Job;
import io.smsreports.cli.rest.SavepointStop;
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
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code stop}: ends the job that runs in another terminal. */
@Command(
        name = "stop",
        description = "Stops the running job with a savepoint, so that it can go on later.",
        sortOptions = false)
final class StopCommand implements Callable<Integer> {

    /** An embedded job's process writes all that it has to write before it ends. */
    private static final Duration OUTCOME_LIMIT = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(200);

    @Spec private CommandSpec spec;
    @Mixin private Storage storage;
    @Mixin private RunningJobs jobs;

    @Option(
            names = "--drain",
            description = "First publish every window and close the output: it can't go on then.")
    private boolean drain;

    @Override
    public Integer call() throws IOException, InterruptedException {
        JobRest rest = jobs.rest();
        Job job = jobs.only(rest);
        Map<String, String> parameters = RunningJobs.awaitParameters(rest, job);
        if (!parameters.containsKey(JobParameters.RUN)) {
            throw failed(
                    "the job on " + rest.address() + " is still starting: try again in a while");
        }
        String folder = parameters.get(JobParameters.CHECKPOINTS);
        if (!parameters.containsKey(JobParameters.WATERMARK_DELAY_MILLIS) || folder == null) {
            throw failed("the job on " + rest.address() + " is a batch: press Ctrl-C there");
        }
        RunCleanup run = RunCleanup.ofJob(parameters);
        if (!new SavepointStop(rest, job.id(), folder, drain).stop()) {
            requireOutcome("the job is gone from %s, and ".formatted(rest.address()), run, job);
        }
        boolean detached = Boolean.parseBoolean(parameters.get(JobParameters.DETACHED));
        if (detached) {
            cleanUp(run);
        }
        spec.commandLine().getOut().println(outcome(PlaceName.shown(run.output()), detached));
        return ExitCode.OK;
    }

    private String outcome(String output, boolean detached) {
        return drain
                ? "Drained: every window is published, and the output %s is closed."
                        .formatted(output)
                : "Stopped with a savepoint, and no window was closed early: the same %s resumes"
                                .formatted(startCommand(detached, ObjectStore.isBesideACluster()))
                        + " writing %s.".formatted(output);
    }

    /**
     * What starts such a job again. Beside a cluster, as in its containers, there is no launcher.
     */
    static String startCommand(boolean detached, boolean besideACluster) {
        if (besideACluster) {
            return "flink run";
        }
        return detached ? "./sms-reports submit" : "./sms-reports run";
    }

    /** Whether an embedded job ended as requested shows in the files that it has left. */
    private void requireOutcome(String silence, RunCleanup run, Job job)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + OUTCOME_LIMIT.toNanos();
        openStorage(run);
        while (!hasEndedAsRequested(silence, run, job)) {
            if (System.nanoTime() > deadline) {
                throw failed(
                        silence
                                + "it has not ended as requested: the command that started it"
                                + " resumes from its last checkpoint");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private boolean hasEndedAsRequested(String silence, RunCleanup run, Job job)
            throws SmsReportsException {
        try {
            return drain ? run.isCommitConfirmed() : run.hasSavepointOf(job.id());
        } catch (IOException e) {
            throw failed(
                    silence
                            + "how it ended cannot be seen from here (%s): its own process has printed it"
                                    .formatted(ErrorMessages.of(e)));
        }
    }

    private void openStorage(RunCleanup run) throws IOException {
        List<Path> places = List.of(run.output(), run.checkpoints());
        if (places.stream().anyMatch(ObjectStore::holds)) {
            // The store's client logs a lot, which is not for the screen.
            LogFile.begin(
                    ProjectHome.folder().resolve(RunCommand.LOG_FOLDER),
                    spec.name(),
                    SmsReports.screen(spec));
        }
        storage.open(places);
    }

    /** A detached job has no process that waits for its end and does this. */
    private void cleanUp(RunCleanup run) {
        try {
            openStorage(run);
            run.deleteCheckpointsIfClosed();
        } catch (IOException e) {
            SmsReports.screen(spec)
                    .warn(
                            "WARNING: what the job left in %s could not be deleted, which does no harm: %s"
                                    .formatted(
                                            PlaceName.shown(run.checkpoints()),
                                            ErrorMessages.of(e)));
        }
    }

    private static SmsReportsException failed(String message) {
        return new SmsReportsException(ErrorCode.COMMAND_FAILED, message);
    }
}
