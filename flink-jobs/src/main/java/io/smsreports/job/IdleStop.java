package io.smsreports.job;

import io.smsreports.ledger.InputCounters;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a job with a savepoint, and so with every window left open that is open, when the job has
 * read all that was there ({@code --stop-when-idle}). A source that ended by itself would close
 * them all. Runs in the process that has submitted the job and awaits its end.
 */
public final class IdleStop {

    private static final Logger LOG = LoggerFactory.getLogger(IdleStop.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    private final JobClient job;
    private final String folder;
    private final BooleanSupplier mayStop;

    /**
     * @param folder where the savepoint goes
     * @param mayStop asked once, before the job is stopped; false leaves that to someone else
     */
    IdleStop(JobClient job, String folder, BooleanSupplier mayStop) {
        this.job = job;
        this.folder = folder;
        this.mayStop = mayStop;
    }

    /** Starts a daemon thread that does so, and ends with the job in any case. */
    void begin() {
        Thread thread = new Thread(this::stopWhenRead, "idle-stop");
        thread.setDaemon(true);
        thread.start();
    }

    private void stopWhenRead() {
        try {
            CompletableFuture<?> end = job.getJobExecutionResult();
            boolean isAsked = false;
            while (!end.isDone()) {
                if (isAllRead()) {
                    boolean isLeft = !isAsked && !mayStop.getAsBoolean();
                    isAsked = true;
                    if (isLeft || isStopped()) {
                        return;
                    }
                }
                Thread.sleep(BETWEEN_LOOKS.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of the attempt that runs now: what one before a failure had read may be read again. */
    private boolean isAllRead() throws InterruptedException {
        try {
            return Long.valueOf(1)
                    .equals(
                            job.getAccumulators()
                                    .get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                                    .get(InputCounters.ALL_READ));
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("How far the job is cannot be seen now.", e);
            return false;
        }
    }

    /** Waits as long as Flink gives the savepoint. Without one, the job goes on. */
    private boolean isStopped() throws InterruptedException {
        try {
            String savepoint =
                    job.stopWithSavepoint(false, folder, SavepointFormatType.CANONICAL).get();
            LOG.info("All that was there is read; the job has ended with savepoint {}.", savepoint);
            return true;
        } catch (ExecutionException e) {
            LOG.warn("The job has read all that was there and cannot be stopped now.", e);
            return false;
        }
    }
}
