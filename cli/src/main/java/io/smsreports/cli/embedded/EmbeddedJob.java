package io.smsreports.cli.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.util.OptionalFailure;
import org.apache.flink.util.SerializedValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job on an {@link EmbeddedCluster}. */
public final class EmbeddedJob {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedJob.class);

    private final MiniCluster cluster;
    private final JobID id;
    private final CompletableFuture<JobResult> result;

    EmbeddedJob(MiniCluster cluster, JobID id) {
        this.cluster = cluster;
        this.id = id;
        this.result = cluster.requestJobResult(id);
    }

    /**
     * How a job ended.
     *
     * @param status finished, cancelled or failed
     * @param counters its accumulators that are whole numbers, by name; none if it never ran
     * @param failure why it failed
     */
    public record End(JobStatus status, Map<String, Long> counters, Optional<Throwable> failure) {

        public End {
            counters = Map.copyOf(counters);
        }
    }

    /** Flink's id of the job. */
    public String id() {
        return id.toString();
    }

    /** The job as Flink's clients know it. */
    public JobClient client() {
        return new MiniClusterJobClient(
                id,
                cluster,
                getClass().getClassLoader(),
                MiniClusterJobClient.JobFinalizationBehavior.NOTHING);
    }

    /** Waits until the job has ended. */
    public End await() throws InterruptedException, ExecutionException {
        JobResult ended = result.get();
        return new End(
                ended.getJobStatus().orElse(JobStatus.FAILED),
                counters(ended.getAccumulatorResults()),
                ended.getSerializedThrowable()
                        .map(failure -> failure.deserializeError(getClass().getClassLoader())));
    }

    /** Whether the job has ended. */
    public boolean hasEnded() {
        return result.isDone();
    }

    /** Reads something of a running job. */
    @FunctionalInterface
    public interface Check {
        void run() throws InterruptedException;
    }

    /**
     * Runs a check from time to time until the job has ended, in a daemon thread.
     *
     * @param thread the thread's name
     */
    public void watch(String thread, Duration interval, Check check) {
        Thread watch = new Thread(() -> checkUntilEnded(interval, check), thread);
        watch.setDaemon(true);
        watch.start();
    }

    private void checkUntilEnded(Duration interval, Check check) {
        try {
            while (true) {
                Thread.sleep(interval.toMillis());
                if (hasEnded()) {
                    return;
                }
                check.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Stops the job with a savepoint, from which the same run can resume; when that fails or takes
     * too long, cancels it, so that the run can resume from its newest checkpoint.
     *
     * @param folder where the savepoint goes
     * @param limit how long the savepoint may take
     */
    public void stop(String folder, Duration limit) throws InterruptedException {
        try {
            String savepoint =
                    cluster.stopWithSavepoint(id, folder, false, SavepointFormatType.CANONICAL)
                            .get(limit.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("The job has ended with savepoint {}.", savepoint);
        } catch (TimeoutException | ExecutionException e) {
            LOG.info("No savepoint could be taken; the job is cancelled.", e);
            cancel();
        }
    }

    /** Begins to end the job as it is. */
    public void cancel() {
        CompletableFuture<?> unused =
                cluster.cancelJob(id)
                        .exceptionally(
                                failure -> {
                                    LOG.info("The job could not be cancelled.", failure);
                                    return null;
                                });
    }

    private static Map<String, Long> counters(
            Map<String, SerializedValue<OptionalFailure<Object>>> serialized) {
        Map<String, Long> counters = new TreeMap<>();
        serialized.forEach(
                (name, value) -> {
                    if (counter(value) instanceof Long count) {
                        counters.put(name, count);
                    }
                });
        return counters;
    }

    private static Object counter(SerializedValue<OptionalFailure<Object>> value) {
        try {
            return value.deserializeValue(EmbeddedJob.class.getClassLoader()).getUnchecked();
        } catch (IOException | ClassNotFoundException e) {
            LOG.info("A counter of the job cannot be read.", e);
            return "";
        }
    }
}
