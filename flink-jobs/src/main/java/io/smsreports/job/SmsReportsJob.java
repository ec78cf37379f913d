package io.smsreports.job;

import io.smsreports.model.SmsReportsException;
import io.smsreports.run.Publication;
import io.smsreports.run.PublicationText;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.PlaceName;
import java.util.concurrent.Callable;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.JobListener;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The job for {@code flink run}: reads the settings, checks the rules and submits the pipeline. */
@Command(
        name = "sms-reports-job.jar",
        mixinStandardHelpOptions = true,
        description = "Turns charged-SMS files into revenue reports, exactly.")
public final class SmsReportsJob {

    /** The job's name in the web UI. */
    public static final String NAME = "sms-reports";

    @Mixin private JobOptions options;

    private SmsReportsJob() {}

    /**
     * Submits the job, and in batch waits for it and publishes.
     *
     * @throws Exception with one line for the user when the run is refused or a setting is wrong;
     *     Flink's client turns any exception into exit code 1
     */
    public static void main(String[] arguments) throws Exception {
        SmsReportsJob job = new SmsReportsJob();
        CommandLine commandLine = JobCommandLine.of(job, System.getenv());
        commandLine.parseArgs(arguments);
        if (commandLine.isUsageHelpRequested()) {
            commandLine.usage(System.out);
            return;
        }
        submit(job.options.settings());
    }

    /** Flink's client shows what the program prints. */
    private static void print(Publication publication) {
        System.out.println(publication.summary());
        PublicationText.lines(publication).forEach(System.out::println);
    }

    /** Fails if the client has something to do when the job is submitted. */
    static void requireNoClient(JobSettings settings) {
        if (settings.isBatch()) {
            throw new IllegalArgumentException(
                    "A batch publishes when it has ended: submit it without -d, so that the client waits.");
        }
        if (settings.stopWhenIdle()) {
            throw new IllegalArgumentException(
                    "With --stop-when-idle the client stops the job: submit it without -d, so that the client waits.");
        }
    }

    private static void submit(JobSettings settings) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        if (!env.getConfiguration().get(DeploymentOptions.ATTACHED)) {
            requireNoClient(settings);
        }
        new BucketCheck().require(settings.places());
        ReportRun run = ReportRun.begin(settings);
        if (run.start().alreadyDone()) {
            System.out.println(
                    "Done already: an earlier process had computed it, and its publication is"
                            + " complete now.");
            run.start().finishedPublication().ifPresent(SmsReportsJob::print);
            run.acknowledge();
            return;
        }
        settings.parallelism().ifPresent(env::setParallelism);
        run.define(env, !env.getConfiguration().get(DeploymentOptions.ATTACHED));
        run.requireFittingState(env);
        env.registerJobListener(new SubmissionNote(settings, run));
        if (!env.getConfiguration().get(DeploymentOptions.ATTACHED)) {
            asOwner(
                    run,
                    () -> {
                        run.awaitOwnership(env.executeAsync(NAME));
                        return null;
                    });
            return;
        }
        JobExecutionResult result = asOwner(run, () -> env.execute(NAME));
        if (!result.isJobExecutionResult()) {
            return;
        }
        run.publish().ifPresent(SmsReportsJob::print);
        run.acknowledge();
        if (!settings.isBatch() && run.cleanup().endOfStreamingJob(result.getJobID().toString())) {
            System.out.println(
                    "The input has ended: every window is published and the output is closed.");
        } else if (settings.stopWhenIdle()) {
            System.out.println(
                    "Stopped, and no window was closed early: the same command resumes.");
        }
    }

    /**
     * A job that has lost its output may fail for another reason first, also while Flink still
     * takes it: the checkpoint that it was to restore is gone with the next one of the owner.
     */
    private static <T> T asOwner(ReportRun run, Callable<T> execution) throws Exception {
        try {
            return execution.call();
        } catch (Exception e) {
            try {
                run.requireOwnership();
            } catch (SmsReportsException taken) {
                taken.addSuppressed(e);
                throw taken;
            }
            throw e;
        }
    }

    /** Says on stdout what was submitted, and when it is stopped. */
    private record SubmissionNote(JobSettings settings, ReportRun run) implements JobListener {

        @Override
        public void onJobSubmitted(JobClient job, Throwable failure) {
            if (failure != null) {
                return;
            }
            System.out.printf(
                    "Reading %s, writing %s (run %s, %s), as Flink job %s.%n",
                    PlaceName.of(settings.input()),
                    PlaceName.of(settings.output()),
                    run.start().runId(),
                    run.start().origin(),
                    job.getJobID());
            run.stopWhenIdle(job, SubmissionNote::announceStop);
        }

        private static boolean announceStop() {
            System.out.println("All that was there is read; stopping with a savepoint.");
            return true;
        }

        @Override
        public void onJobExecuted(JobExecutionResult result, Throwable failure) {}
    }
}
