package io.smsreports.cli.rest;

import io.smsreports.cli.rest.JobRest.Job;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The status of a running job, by Flink's REST API.
 *
 * @param parameters what the job was given for others to read
 * @param age since it was submitted
 * @param restarts after failures
 * @param figures how far it is; empty while its tasks are being deployed
 * @param lastFailure after which it was started again
 * @param waiting what keeps it from committing
 */
public record JobStatus(
        Job job,
        Map<String, String> parameters,
        Duration age,
        long restarts,
        JobCheckpoints checkpoints,
        Optional<JobFigures> figures,
        Optional<JobFailure> lastFailure,
        Optional<JobWait> waiting) {

    /** Within this time Flink gathers the metrics of all tasks. */
    private static final Duration GATHERING = Duration.ofMillis(500);

    private static final Duration FIGURES_LIMIT = Duration.ofSeconds(5);

    public JobStatus {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Reads the current status. A request starts Flink's gathering of metrics and is answered with
     * those gathered before: so there are two requests, and more while a running job has none.
     */
    public static JobStatus fresh(JobRest rest, Job job) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + FIGURES_LIMIT.toNanos();
        JobMetrics metrics = new JobMetrics(rest, job.id());
        of(rest, metrics, job);
        while (true) {
            Thread.sleep(GATHERING.toMillis());
            JobStatus status = of(rest, metrics, rest.job(job.id()));
            boolean mayHaveFigures = status.job().state().equals("RUNNING");
            if (status.figures().isPresent() || !mayHaveFigures || System.nanoTime() > deadline) {
                return status;
            }
        }
    }

    private static JobStatus of(JobRest rest, JobMetrics metrics, Job job)
            throws IOException, InterruptedException {
        Map<String, String> parameters = rest.parameters(job.id());
        List<JobFailure> failures = rest.failures(job.id());
        return new JobStatus(
                job,
                parameters,
                rest.age(job.id()),
                metrics.restarts(),
                rest.checkpoints(job.id()),
                metrics.figures(parameters),
                failures.isEmpty()
                        ? Optional.empty()
                        : Optional.of(failures.get(failures.size() - 1)),
                metrics.waiting());
    }
}
