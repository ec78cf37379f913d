package io.smsreports.run;

import io.smsreports.failure.TaskReports;
import io.smsreports.model.FilePart;
import io.smsreports.model.LocalDays;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.ownership.Ownership;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
 * Keeps the files of {@code _sms-reports} up to date while the job runs: renews the heartbeat,
 * keeps the commit log short, and when a checkpoint holds the end of the input, closes the output.
 * In streaming it keeps the {@link OutputOwner}'s token in its state, by which a start finds the
 * checkpoints of the last owner, and lets no checkpoint begin when that is another one.
 *
 * <p>Fails the job for good when another job has taken the output. A heartbeat that can't be
 * written is logged; the job goes on, as its commits have waits of their own.
 */
public final class RunLifecycleOperator extends AbstractStreamOperator<Void>
        implements OneInputStreamOperator<FilePart, Void> {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(RunLifecycleOperator.class);

    private final String outputBase;
    private final String runId;
    private final RunMode mode;
    private final LocalDays days;

    /** Null in batch. */
    private final OutputOwner owner;

    private transient TaskReports reports;
    private transient ScheduledExecutorService beats;
    private transient ScheduledFuture<?> nextBeat;
    private transient volatile boolean closing;
    private transient Heartbeat heartbeat;

    /** Null in batch. */
    private transient Ownership ownership;

    private transient ListState<Long> lastEventState;
    private transient ListState<String> ownerState;
    private transient long lastEventSecond;
    private transient boolean inputEnded;
    private transient long restoredCheckpoint;

    /** The first checkpoint after the end of the input. */
    private transient long finalCheckpoint;

    /**
     * @param output the base folder of all outputs, also in batch, whose files are staged elsewhere
     * @param days what days its dates are
     * @param owner who may commit; empty in batch, which publishes when its job has ended
     */
    public RunLifecycleOperator(
            Path output, String runId, RunMode mode, LocalDays days, Optional<OutputOwner> owner) {
        this.outputBase = output.toString();
        this.runId = runId;
        this.mode = mode;
        this.days = days;
        this.owner = owner.orElse(null);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        lastEventState =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("last-event", Types.LONG));
        ownerState = context.getOperatorStateStore().getListState(OwnerState.DESCRIPTOR);
        lastEventSecond = Long.MIN_VALUE;
        for (Long restored : lastEventState.get()) {
            lastEventSecond = Math.max(lastEventSecond, restored);
        }
        finalCheckpoint = Long.MAX_VALUE;
        restoredCheckpoint = context.getRestoredCheckpointId().orElse(0);
        if (owner != null) {
            ownership = owner.claim(restoredCheckpoint);
            new AttemptCheck(new Path(outputBase), runId, owner.token())
                    .require(restoredCheckpoint);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        reports = TaskReports.ofThisTask();
        String jobId = getRuntimeContext().getJobInfo().getJobId().toString();
        heartbeat =
                Heartbeat.ofThisProcess(
                        runId, owner == null ? "" : owner.token(), jobId, Instant.now());
        beat();
        beats = new ScheduledThreadPoolExecutor(1, RunLifecycleOperator::daemon);
        long interval = Heartbeat.INTERVAL.toMillis();
        nextBeat =
                beats.scheduleWithFixedDelay(this::beat, interval, interval, TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "sms-reports-heartbeat");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Renews the heartbeat, so long as the output is the job's; called when the operator opens and
     * by its own thread.
     */
    synchronized void beat() {
        if (closing) {
            return;
        }
        try {
            if (ownership != null) {
                ownership.check();
            }
            heartbeat = heartbeat.renew(new Path(outputBase), Instant.now());
            pruneLog();
        } catch (SuppressRestartsException e) {
            getContainingTask().getEnvironment().failExternally(e);
        } catch (IOException | RuntimeException e) {
            // What is thrown from here would end the heartbeat in silence.
            LOG.debug("The heartbeat could not be written.", e);
            reports.cannotDo(
                    "the heartbeat of %s could not be written".formatted(PlaceName.of(outputBase)),
                    e);
        }
    }

    /** Here, where no commit waits for it. */
    private void pruneLog() {
        if (ownership == null) {
            return;
        }
        try {
            ownership.prune();
        } catch (IOException e) {
            LOG.warn(
                    "Old entries of the commit log of {} could not be deleted; that is tried again.",
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
        requireOwnership();
        lastEventState.update(List.of(lastEventSecond));
        ownerState.update(owner == null ? List.of() : List.of(owner.token()));
        if (inputEnded) {
            finalCheckpoint = Math.min(finalCheckpoint, context.getCheckpointId());
        }
    }

    /**
     * A checkpoint that completes deletes the one before, which the next owner may be about to
     * restore.
     */
    private void requireOwnership() {
        if (ownership == null) {
            return;
        }
        try {
            ownership.check();
        } catch (SuppressRestartsException e) {
            getContainingTask().getEnvironment().failExternally(e);
            throw e;
        } catch (IOException | RuntimeException e) {
            LOG.debug("The commit log could not be read; commits will wait for it.", e);
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
        // One that was under way when the input ended commits less than all.
        if (checkpointId >= finalCheckpoint) {
            closeOutput(checkpointId);
        }
    }

    /**
     * Other operators may still be committing this checkpoint. What a restored checkpoint had left
     * to commit is committed before any checkpoint of this job begins.
     */
    private void closeOutput(long checkpointId) throws IOException, InterruptedException {
        if (ownership != null) {
            ownership.admit(checkpointId);
        }
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
                        : Optional.of(days.dayOf(Instant.ofEpochSecond(lastEventSecond)));
        new ClosedOutput(runId, Instant.now(), by, lastDay, checkpointId)
                .write(new Path(outputBase));
    }

    @Override
    public void close() throws Exception {
        if (nextBeat != null && !closing) {
            closing = true;
            nextBeat.cancel(false);
            endHeartbeat();
        }
        super.close();
    }

    /** The next start need not watch whether it goes on. Not waited for if the storage hangs. */
    private void endHeartbeat() {
        beats.execute(
                () -> {
                    try {
                        heartbeat.end(new Path(outputBase));
                    } catch (IOException | RuntimeException e) {
                        LOG.info(
                                "The heartbeat of {} could not be ended; the next start will watch it for some seconds.",
                                PlaceName.of(outputBase),
                                e);
                    }
                });
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
