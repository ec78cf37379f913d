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
 * Reports each restart of a job, and cancels a job that fails twice for the same reason: it would
 * fail for ever. A failure of storage may be transient and does not count.
 */
public final class RestartMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(RestartMonitor.class);

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** More than Flink reports at a time, so that none is taken for a new one. */
    private static final int REMEMBERED = 100;

    private final EmbeddedJob job;
    private final JobRest rest;
    private final Consumer<JobFailure> onRestart;
    private final ArrayDeque<JobFailure> seen = new ArrayDeque<>();
    private volatile JobFailure repeated;

    /**
     * @param onRestart called with each failure after which Flink restarts the job
     */
    public RestartMonitor(EmbeddedJob job, JobRest rest, Consumer<JobFailure> onRestart) {
        this.job = job;
        this.rest = rest;
        this.onRestart = onRestart;
    }

    /** Starts a thread that monitors the job until it has ended. */
    public void begin() {
        job.watch("restart-monitor", INTERVAL, this::checkFailures);
    }

    /** The repeated failure for which the job was cancelled, if it was. */
    public Optional<JobFailure> repeatedFailure() {
        return Optional.ofNullable(repeated);
    }

    private void checkFailures() throws InterruptedException {
        List<JobFailure> failures;
        try {
            failures = rest.failures(job.id());
        } catch (IOException e) {
            LOG.debug("The job's failures cannot be read now.", e);
            return;
        }
        for (JobFailure failure : failures) {
            if (repeated == null && !seen.contains(failure)) {
                handle(failure);
                seen.addLast(failure);
                if (seen.size() > REMEMBERED) {
                    seen.removeFirst();
                }
            }
        }
    }

    private void handle(JobFailure failure) {
        if (!failure.isTransient() && seen.stream().anyMatch(failure::repeats)) {
            repeated = failure;
            job.cancel();
            return;
        }
        if (!job.hasEnded()) {
            onRestart.accept(failure);
        }
    }
}
