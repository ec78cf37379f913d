package io.smsreports.cli.rest;

import io.smsreports.cli.rest.JobRest.Checkpoints;
import io.smsreports.cli.rest.JobRest.Job;
import io.smsreports.model.JobParameters;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that Flink's REST API says of a running job.
 *
 * @param parameters what the job was given for others to read
 * @param age since it was submitted
 * @param restarts after failures
 * @param figures how far it is; empty while its tasks are being deployed
 * @param lastFailure after which it was started again
 */
public record JobStatus(
        Job job,
        Map<String, String> parameters,
        Duration age,
        long restarts,
        Checkpoints checkpoints,
        Optional<JobFigures> figures,
        Optional<JobFailure> lastFailure) {

    /** In which Flink gathers the figures of all tasks. */
    private static final Duration GATHERING = Duration.ofMillis(500);

    private static final Duration FIGURES_LIMIT = Duration.ofSeconds(5);

    public JobStatus {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Asks for it. Flink gathers figures only when somebody asks, and answers with those that it
     * has: so it is asked twice, and again while a running job has none.
     */
    public static JobStatus fresh(JobRest rest, Job job) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + FIGURES_LIMIT.toNanos();
        of(rest, job);
        while (true) {
            Thread.sleep(GATHERING.toMillis());
            JobStatus status = of(rest, rest.job(job.id()));
            boolean mayHaveFigures = status.job().state().equals("RUNNING");
            if (status.figures().isPresent() || !mayHaveFigures || System.nanoTime() > deadline) {
                return status;
            }
        }
    }

    private static JobStatus of(JobRest rest, Job job) throws IOException, InterruptedException {
        Map<String, String> parameters = rest.parameters(job.id());
        Duration delay =
                Duration.ofMillis(
                        Long.parseLong(
                                parameters.getOrDefault(
                                        JobParameters.WATERMARK_DELAY_MILLIS, "0")));
        List<JobFailure> failures = rest.failures(job.id());
        return new JobStatus(
                job,
                parameters,
                rest.age(job.id()),
                rest.restarts(job.id()),
                rest.checkpoints(job.id()),
                rest.figures(job.id(), delay),
                failures.isEmpty()
                        ? Optional.empty()
                        : Optional.of(failures.get(failures.size() - 1)));
    }
}
