package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.FilePart;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files of {@code _sms-reports} up to date while the job runs: renews the heartbeat with
 * the greatest committed checkpoint, and when a checkpoint holds the end of the input, closes the
 * output.
 *
 * <p>Fails the job for good when another job has taken the output: one with a fresher heartbeat, or
 * one that has committed more than this job resumes from, while this one waited to start or to
 * restart. A heartbeat that can't be written is logged; the job goes on, as its commits have
 * retries of their own.
 */
public final class RunLifecycleOperator extends AbstractStreamOperator<Void>
        implements OneInputStreamOperator<FilePart, Void> {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(RunLifecycleOperator.class);

    private final String outputBase;
    private final String runId;
    private final RunMode mode;

    private transient ScheduledExecutorService beats;
    private transient ScheduledFuture<?> nextBeat;
    private transient volatile boolean closing;
    private transient Heartbeat heartbeat;
    private transient AtomicLong committed;
    private transient ListState<Long> lastEventState;
    private transient long lastEventSecond;
    private transient boolean inputEnded;
    private transient long restoredCheckpoint;

    /** The first checkpoint after the end of the input. */
    private transient long finalCheckpoint;

    /**
     * @param output the base folder of all outputs, also in batch, whose files are staged elsewhere
     */
    public RunLifecycleOperator(Path output, String runId, RunMode mode) {
        this.outputBase = output.toString();
        this.runId = runId;
        this.mode = mode;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        lastEventState =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("last-event", Types.LONG));
        lastEventSecond = Long.MIN_VALUE;
        for (Long restored : lastEventState.get()) {
            lastEventSecond = Math.max(lastEventSecond, restored);
        }
        finalCheckpoint = Long.MAX_VALUE;
        restoredCheckpoint = context.getRestoredCheckpointId().orElse(0);
        committed = new AtomicLong(restoredCheckpoint);
    }

    @Override
    public void open() throws Exception {
        super.open();
        refuseClosed();
        String jobId = getRuntimeContext().getJobInfo().getJobId().toString();
        heartbeat = Heartbeat.ofThisProcess(runId, jobId, Instant.now());
        beat();
        beats = new ScheduledThreadPoolExecutor(1, RunLifecycleOperator::daemon);
        long interval = Heartbeat.INTERVAL.toMillis();
        nextBeat =
                beats.scheduleWithFixedDelay(this::beat, interval, interval, TimeUnit.MILLISECONDS);
    }

    /** To begin on an output that this run has closed meanwhile would be to publish it again. */
    private void refuseClosed() throws IOException {
        boolean closedMeanwhile =
                committed.get() == 0
                        && ClosedOutput.read(new Path(outputBase))
                                .filter(closed -> closed.runId().equals(runId))
                                .isPresent();
        if (closedMeanwhile) {
            throw new SuppressRestartsException(
                    new SmsReportsException(
                            ErrorCode.OUTPUT_TAKEN,
                            String.format(
                                    "Output %s has been closed by another job of run %s. This job"
                                            + " ends.",
                                    PlaceName.of(outputBase), runId)));
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "sms-reports-heartbeat");
        thread.setDaemon(true);
        return thread;
    }

    /** Renews the heartbeat; called when the operator opens and by its own thread. */
    synchronized void beat() {
        try {
            heartbeat = heartbeat.renew(new Path(outputBase), Instant.now(), committed.get());
        } catch (IOException | RuntimeException e) {
            if (ErrorCode.OUTPUT_TAKEN.isCodeOf(e)) {
                getContainingTask()
                        .getEnvironment()
                        .failExternally(new SuppressRestartsException(e));
                return;
            }
            // What is thrown from here would end the heartbeat in silence.
            if (closing) {
                return;
            }
            LOG.warn(
                    "The heartbeat of {} could not be written; it is tried again.",
                    PlaceName.of(outputBase),
                    e);
        }
    }

    @Override
    public void processElement(StreamRecord<FilePart> element) {
        lastEventSecond = Math.max(lastEventSecond, element.getValue().counts().lastEventSecond());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        lastEventState.update(List.of(lastEventSecond));
        if (inputEnded) {
            finalCheckpoint = Math.min(finalCheckpoint, context.getCheckpointId());
        }
    }

    @Override
    public void finish() throws Exception {
        inputEnded = true;
        super.finish();
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        committed.accumulateAndGet(checkpointId, Math::max);
        // At once, so that no other job takes what is committed for uncommitted.
        beats.execute(this::beat);
        // One that was under way when the input ended commits less than all.
        if (checkpointId >= finalCheckpoint) {
            closeOutput(checkpointId);
        }
    }

    /**
     * Other operators may still be committing this checkpoint. What a restored checkpoint had left
     * to commit is committed before any checkpoint of this job begins.
     */
    private void closeOutput(long checkpointId) throws IOException {
        Optional<ClosedOutput> before =
                ClosedOutput.read(new Path(outputBase))
                        .filter(closed -> closed.runId().equals(runId));
        if (before.isPresent()) {
            if (restoredCheckpoint > 0 && restoredCheckpoint >= before.get().checkpoint()) {
                before.get().confirmCommit(new Path(outputBase));
            }
            return;
        }
        ClosedOutput.By by =
                mode == RunMode.STREAMING_BOUNDED
                        ? ClosedOutput.By.STOP_AT_END
                        : ClosedOutput.By.DRAIN;
        Optional<LocalDate> lastDay =
                lastEventSecond == Long.MIN_VALUE
                        ? Optional.empty()
                        : Optional.of(
                                Instant.ofEpochSecond(lastEventSecond)
                                        .atZone(ZoneOffset.UTC)
                                        .toLocalDate());
        new ClosedOutput(runId, Instant.now(), by, lastDay, checkpointId)
                .write(new Path(outputBase));
    }

    @Override
    public void close() throws Exception {
        closing = true;
        if (nextBeat != null) {
            nextBeat.cancel(false);
            endBeats();
        }
        super.close();
    }

    /** The last commit is noted, unless the storage hangs. */
    private void endBeats() {
        beats.shutdown();
        try {
            boolean ended =
                    beats.awaitTermination(Heartbeat.INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("The heartbeat has {}.", ended ? "ended" : "been given up");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        beats.shutdownNow();
    }
}
