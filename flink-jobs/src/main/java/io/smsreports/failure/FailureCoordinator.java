package io.smsreports.failure;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.operators.coordination.CoordinatorStore;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears in the JobManager of the failures of one task, keeps them in the job's {@link
 * FailureHistory}, and ends the job when that says so. While the job waits, logs why, once a
 * minute. All calls come from the JobMaster's one thread.
 */
final class FailureCoordinator implements OperatorCoordinator {

    private static final Logger LOG = LoggerFactory.getLogger(FailureCoordinator.class);

    private static final Duration LINE_INTERVAL = Duration.ofMinutes(1);

    /** Seconds since a failure after which no checkpoint has completed; 0 if all is well. */
    private static final String WAITING_SECONDS = "waitingSeconds";

    /** What the job waits for: its last failure. */
    private static final String WAITING_FOR = "waitingFor";

    private final Context context;
    private boolean restored;
    private Shared shared;

    /** What the coordinators of one job have in common. */
    private static final class Shared {
        private final FailureHistory history;
        private long lastLineMillis;

        Shared(FailureHistory history) {
            this.history = history;
        }
    }

    FailureCoordinator(Context context) {
        this.context = context;
    }

    @Override
    public void start() {
        CoordinatorStore store = context.getCoordinatorStore();
        boolean commits = context.getCheckpointCoordinator() != null;
        store.putIfAbsent(Shared.class, new Shared(new FailureHistory(commits, restored)));
        shared = (Shared) store.get(Shared.class);
        MetricGroup metrics = context.metricGroup();
        metrics.gauge(WAITING_SECONDS, () -> shared.history.waitedMillis(now()) / 1_000);
        metrics.gauge(WAITING_FOR, () -> shared.history.reason());
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    @Override
    public void executionAttemptFailed(int subtask, int attempt, Throwable failure) {
        if (failure == null) {
            // Flink has no reason where a task was ended because of another one.
            return;
        }
        Optional<String> end = shared.history.failed(failure, now());
        if (end.isPresent()) {
            context.failJob(
                    new SuppressRestartsException(
                            new SmsReportsException(ErrorCode.JOB_FAILED, end.get(), failure)));
            return;
        }
        if (now() - shared.lastLineMillis >= LINE_INTERVAL.toMillis()) {
            shared.lastLineMillis = now();
            LOG.warn(
                    "The job waits: {}. It is tried again, at the latest after half a minute each time.",
                    shared.history.reason());
        }
    }

    @Override
    public void subtaskReset(int subtask, long checkpointId) {
        shared.history.restarted();
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        long waitedMillis = shared.history.waitedMillis(now());
        if (shared.history.progressed()) {
            shared.lastLineMillis = 0;
            LOG.warn("The job goes on; it had waited for {} s.", waitedMillis / 1_000);
        }
    }

    @Override
    public void resetToCheckpoint(long checkpointId, byte[] checkpointData) {
        // At the start of a job that resumes, and when all of its tasks restart.
        restored |= checkpointId != NO_CHECKPOINT;
        if (shared != null) {
            shared.history.restarted();
        }
    }

    @Override
    public void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
        // A new attempt of the whole job has no memory to keep.
        result.complete(new byte[0]);
    }

    @Override
    public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {
        throw new IllegalStateException("No operator sends events, but one sent " + event);
    }

    @Override
    public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {
        // Nothing is sent to the operator.
    }

    @Override
    public boolean supportsBatchSnapshot() {
        return true;
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}
