package io.smsreports.cli;

import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.rest.JobRest.Job;
import io.smsreports.job.SmsReportsJob;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The report jobs that have not ended, on the Flink that a command uses. */
final class RunningJobs {

    private static final String NAME_IT = "name its place with --web-port or --jobmanager";

    @Mixin private JobManagerAddress jobManager;

    @Option(
            names = "--job",
            paramLabel = "ID",
            description = "The job, where several run: Flink's id of it, or how that begins.")
    private String wanted;

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
        List<Job> jobs;
        try {
            jobs =
                    rest.jobs().stream()
                            .filter(job -> job.name().equals(SmsReportsJob.NAME))
                            .filter(job -> !job.hasEnded())
                            .filter(job -> wanted == null || job.id().startsWith(wanted))
                            .toList();
        } catch (SmsReportsException e) {
            throw failed("no job runs: " + e.getMessage() + "; " + NAME_IT);
        }
        if (jobs.isEmpty()) {
            String which = wanted == null ? "no job runs" : "no job " + wanted + " runs";
            throw failed(which + " on " + rest.address() + "; " + NAME_IT);
        }
        return jobs;
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
                    "%d jobs run on %s: name one of them with --job, %s"
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
