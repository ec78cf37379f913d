package io.smsreports.cli.embedded;

import io.smsreports.cli.rest.JobFailure;
import io.smsreports.cli.rest.JobRest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of each restart of a job, and ends a job that fails twice for the same reason unless that
 * is storage, which may be well again: what else fails twice fails for ever.
 */
public final class RestartWatch {

    private static final Logger LOG = LoggerFactory.getLogger(RestartWatch.class);

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** More than Flink tells of at a time, so that none is taken for a new one. */
    private static final int REMEMBERED = 100;

    private final EmbeddedJob job;
    private final JobRest rest;
    private final Consumer<JobFailure> onRestart;
    private final ArrayDeque<JobFailure> seen = new ArrayDeque<>();
    private volatile JobFailure lasting;

    /**
     * @param onRestart told of each failure after which the job is started again
     */
    public RestartWatch(EmbeddedJob job, JobRest rest, Consumer<JobFailure> onRestart) {
        this.job = job;
        this.rest = rest;
        this.onRestart = onRestart;
    }

    /** Watches until the job has ended, in a thread of its own. */
    public void begin() {
        job.watch("restart-watch", INTERVAL, this::look);
    }

    /** The failure for which the job was ended, if it was. */
    public Optional<JobFailure> lastingFailure() {
        return Optional.ofNullable(lasting);
    }

    private void look() throws InterruptedException {
        List<JobFailure> failures;
        try {
            failures = rest.failures(job.id());
        } catch (IOException e) {
            LOG.debug("The job's failures cannot be read now.", e);
            return;
        }
        for (JobFailure failure : failures) {
            if (lasting == null && !seen.contains(failure)) {
                judge(failure);
                seen.addLast(failure);
                if (seen.size() > REMEMBERED) {
                    seen.removeFirst();
                }
            }
        }
    }

    private void judge(JobFailure failure) {
        if (!failure.mayPass() && seen.stream().anyMatch(failure::repeats)) {
            lasting = failure;
            job.cancel();
            return;
        }
        if (!job.hasEnded()) {
            onRestart.accept(failure);
        }
    }
}
