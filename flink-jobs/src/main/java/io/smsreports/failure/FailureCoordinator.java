package io.smsreports.failure;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.DiskSpace;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.operators.coordination.CoordinatorStore;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * Hears in the JobManager of the failures of one task, and ends the job when its {@link
 * FailureHistory} says so. Flink calls it in the JobMaster's one thread.
 */
final class FailureCoordinator implements OperatorCoordinator {

    private final Context context;
    private final FailureWords words;

    /** Whether this one stands for the whole job in what concerns no single task. */
    private boolean first;

    private boolean restored;
    private WaitingJob job;

    /**
     * @param words what failures say
     */
    FailureCoordinator(Context context, FailureWords words) {
        this.context = context;
        this.words = words;
    }

    @Override
    public void start() {
        CoordinatorStore store = context.getCoordinatorStore();
        boolean commits = context.getCheckpointCoordinator() != null;
        WaitingJob mine = new WaitingJob(new FailureHistory(words, commits, restored));
        first = store.putIfAbsent(WaitingJob.class, mine) == null;
        job = (WaitingJob) store.get(WaitingJob.class);
        MetricGroup metrics = context.metricGroup();
        metrics.gauge(WaitingMetrics.SECONDS, job::waitedSeconds);
        metrics.gauge(WaitingMetrics.REASON, job::reason);
    }

    @Override
    public void executionAttemptFailed(int subtask, int attempt, Throwable failure) {
        // Flink gives no reason where a task is ended because of another one.
        if (failure != null
                && FailureKind.chain(failure).stream()
                        .noneMatch(SuppressRestartsException.class::isInstance)) {
            endIfHopeless(failure);
        }
    }

    private void endIfHopeless(Throwable failure) {
        endIf(job.failed(failure), failure);
    }

    private void endIf(Optional<String> end, Throwable failure) {
        if (end.isPresent()) {
            context.failJob(
                    new SuppressRestartsException(
                            new SmsReportsException(ErrorCode.JOB_FAILED, end.get(), failure)));
        }
    }

    @Override
    public void subtaskReset(int subtask, long checkpointId) {
        job.restarted();
    }

    /**
     * Flink calls it before the start of a job that resumes, and when it restarts all tasks for a
     * reason that no task has, which it keeps to itself: the checkpoints fail.
     */
    @Override
    public void resetToCheckpoint(long checkpointId, byte[] checkpointData) {
        if (job == null) {
            restored = checkpointId != NO_CHECKPOINT;
            return;
        }
        if (first) {
            endIfHopeless(
                    new IOException(
                            "no checkpoint could be completed; the log of the JobManager has the"
                                    + " reason"));
            job.restarted();
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        if (first) {
            job.completed(checkpointId);
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        if (first) {
            job.aborted(checkpointId);
            // Elsewhere than in this thread: a disk that is gone may not answer.
            CompletableFuture<Void> unused =
                    CompletableFuture.supplyAsync(() -> DiskSpace.firstFull(words.places()))
                            .thenAccept(
                                    full ->
                                            full.ifPresent(
                                                    reason -> endIf(job.waitFor(reason), null)));
        }
    }

    @Override
    public void checkpointCoordinator(long checkpointId, CompletableFuture<byte[]> result) {
        if (first) {
            job.begun(checkpointId);
        }
        // Another JobManager begins with no failure to remember.
        result.complete(new byte[0]);
    }

    @Override
    public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {
        TaskReport report = (TaskReport) event;
        if (report.waits()) {
            endIf(job.waitFor(report.text()), null);
            return;
        }
        job.cannotDo(report.text());
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
