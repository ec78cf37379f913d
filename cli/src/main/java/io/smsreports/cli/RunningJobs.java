package io.smsreports.cli;

import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.rest.JobRest.Job;
import io.smsreports.job.SmsReportsJob;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.JobParameters;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The report jobs that have not ended, on the Flink that a command uses. */
final class RunningJobs {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(200);

    private static final String NAME_IT = "name its place with --web-port or --jobmanager";

    @Mixin private JobManagerAddress jobManager;

    @Option(
            names = "--job",
            paramLabel = "ID",
            description = "The job, where several run: Flink's id of it, or how that begins.")
    private String wanted;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "The job that writes this output, where several run.")
    private String output;

    /** The API of that Flink. */
    JobRest rest() throws IOException {
        return new JobRest(jobManager.uri());
    }

    /**
     * The jobs that run, or the one of them that the user named.
     *
     * @return at least one
     * @throws SmsReportsException if none runs, or nothing answers
     */
    List<Job> all(JobRest rest) throws IOException, InterruptedException {
        Optional<String> place =
                output == null
                        ? Optional.empty()
                        : Optional.of(PlaceName.of(Storage.parse("--output", output)));
        List<Job> jobs = new ArrayList<>();
        try {
            for (Job job : rest.jobs()) {
                if (job.name().equals(SmsReportsJob.NAME)
                        && !job.hasEnded()
                        && (wanted == null || job.id().startsWith(wanted))
                        && (place.isEmpty() || place.equals(outputOf(rest, job)))) {
                    jobs.add(job);
                }
            }
        } catch (SmsReportsException e) {
            throw failed("no job runs: " + e.getMessage() + "; " + NAME_IT);
        }
        if (jobs.isEmpty()) {
            throw failed(
                    "no job%s runs%s on %s; %s"
                            .formatted(
                                    wanted == null ? "" : " " + wanted,
                                    place.map(folder -> " that writes " + folder).orElse(""),
                                    rest.address(),
                                    NAME_IT));
        }
        return jobs;
    }

    /** Empty of a job that has just ended, or does not come to its start. */
    private static Optional<String> outputOf(JobRest rest, Job job)
            throws IOException, InterruptedException {
        return Optional.ofNullable(awaitParameters(rest, job).get(JobParameters.OUTPUT))
                .map(PlaceName::of);
    }

    /**
     * The parameters of a job; a job that is just starting has none yet.
     *
     * @return none if it still has none after half a minute
     */
    static Map<String, String> awaitParameters(JobRest rest, Job job)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            Map<String, String> parameters = rest.parameters(job.id());
            if (parameters.containsKey(JobParameters.RUN) || System.nanoTime() > deadline) {
                return parameters;
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /**
     * The one job that runs.
     *
     * @throws SmsReportsException also if several do and the user named none
     */
    Job only(JobRest rest) throws IOException, InterruptedException {
        List<Job> jobs = all(rest);
        if (jobs.size() > 1) {
            throw failed(
                    "%d jobs run on %s: name one of them with --output, or with --job, %s"
                            .formatted(
                                    jobs.size(),
                                    rest.address(),
                                    jobs.stream()
                                            .map(Job::id)
                                            .collect(Collectors.joining(" or "))));
        }
        return jobs.get(0);
    }

    private static SmsReportsException failed(String message) {
        return new SmsReportsException(ErrorCode.COMMAND_FAILED, message);
    }
}
