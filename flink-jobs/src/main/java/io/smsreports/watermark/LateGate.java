package io.smsreports.watermark;

import io.smsreports.ledger.InputCounters;
import io.smsreports.model.FilePart;
import io.smsreports.model.FilePart.DayPart;
import io.smsreports.model.LateSlice;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.ReportWindow;
import io.smsreports.model.RevenueSlice;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Collectors;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Decides which rows come too late, and makes the watermark that all behind it sees. A slice whose
 * window the watermark has closed goes to {@link #LATE}, any other one to SQL, which therefore
 * never drops one. Runs once, behind all readers: what it decides on is what SQL sees.
 *
 * <p>Its state is the watermark at the snapshot, and how far each series of files has come. After a
 * restore it resumes from there, since SQL has published up to there; the readers say anew which
 * files they have.
 *
 * <p>Where all that is to be read is there from the start, in batch and with {@code --stop-at-end},
 * there is no watermark before the end of the input, so nothing is late.
 */
public final class LateGate extends AbstractStreamOperator<RevenueSlice>
        implements OneInputStreamOperator<ReducedBlock, RevenueSlice> {

    private static final long serialVersionUID = 1L;

    /** The slices whose window was published before they came. */
    public static final OutputTag<LateSlice> LATE =
            new OutputTag<>("late-slices", TypeInformation.of(LateSlice.class));

    /** What every block adds to the ledger row of its file. */
    public static final OutputTag<FilePart> FILE_PARTS =
            new OutputTag<>("file-parts", TypeInformation.of(FilePart.class));

    /**
     * How often quiet time is added up. Time passes only in such steps: while this operator is
     * blocked, unread blocks may wait before it, and no reader is idle because of that.
     */
    private static final long TICK_MILLIS = 100;

    private final boolean bounded;

    /** Null in a bounded run, which has no watermark before its end. */
    private final ProgressRule rule;

    /** The epoch days that are reported; empty: all. */
    private final Set<Long> days;

    private transient InputProgress progress;
    private transient InputCounters counters;
    private transient ListState<Long> watermarkState;
    private transient ListState<SeriesState> seriesState;
    private transient long watermark;
    private transient ScheduledFuture<?> nextTick;

    private transient PendingCheckpoints<Long> watermarkAtCheckpoint;

    private transient long publishedUntil;

    /**
     * A series in state.
     *
     * @param reachedMillis how far it has come, in epoch milliseconds
     * @param doubtedMillis how far it may have come beyond that
     */
    public record SeriesState(String series, long reachedMillis, long doubtedMillis) {}

    private LateGate(boolean bounded, ProgressRule rule, Collection<LocalDate> days) {
        this.bounded = bounded;
        this.days = days.stream().map(LocalDate::toEpochDay).collect(Collectors.toSet());
        this.rule = rule;
    }

    /** A gate that makes watermarks, for an input that goes on. */
    public static LateGate live(ProgressRule rule) {
        return new LateGate(false, rule, List.of());
    }

    /**
     * A gate without watermarks before the end of the input: its reports do not depend on the
     * order, the names or the times of the files, nor on how many are read at once.
     *
     * @param days the event dates whose slices go on to the reports; empty: all. The ledger is of
     *     all days
     */
    public static LateGate bounded(Collection<LocalDate> days) {
        return new LateGate(true, null, days);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        watermark = InputProgress.NONE;
        watermarkState =
                context.getOperatorStateStore()
                        .getListState(new ListStateDescriptor<>("watermark", Types.LONG));
        for (Long restored : watermarkState.get()) {
            watermark = Math.max(watermark, restored);
        }
        seriesState =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "series", TypeInformation.of(SeriesState.class)));
        if (!bounded) {
            progress = new InputProgress(rule);
            progress.restore(seriesState.get());
        }
        watermarkAtCheckpoint = new PendingCheckpoints<>();
        publishedUntil = InputCounters.UNKNOWN;
        committed(watermark);
    }

    @Override
    public void open() throws Exception {
        super.open();
        counters =
                new InputCounters(
                        getRuntimeContext(),
                        () -> watermark,
                        this::publishedUntil,
                        () -> bounded ? "" : progress.heldBy());
        if (bounded) {
            return;
        }
        if (watermark != InputProgress.NONE) {
            output.emitWatermark(new Watermark(watermark));
        }
        scheduleTick();
    }

    private void scheduleTick() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        nextTick = getProcessingTimeService().registerTimer(now + TICK_MILLIS, time -> onTick());
    }

    private void onTick() {
        progress.onTime(TICK_MILLIS);
        advance();
        scheduleTick();
    }

    @Override
    public void processElement(StreamRecord<ReducedBlock> element) {
        ReducedBlock block = element.getValue();
        if (block.isHeld() || block.isWaiting()) {
            progress.onNotice(block);
            counters.allRead(progress.isAllRead());
            advance();
            return;
        }
        if (block.isChange()) {
            // No reading of a file: it shows no progress of its reader.
            counters.add(block, 0);
            output.collect(FILE_PARTS, new StreamRecord<>(FilePart.of(block, List.of())));
            return;
        }
        Map<Long, DayPart> parts = new TreeMap<>();
        long late = 0;
        for (RevenueSlice slice : block.slices()) {
            boolean isLate = ReportWindow.isClosed(ReportWindow.startOf(slice), watermark);
            parts.merge(slice.day().toEpochDay(), DayPart.of(slice, isLate), DayPart::plus);
            if (isLate) {
                late += slice.recordCount();
                output.collect(LATE, new StreamRecord<>(new LateSlice(block.file(), slice)));
            } else if (isReported(slice)) {
                output.collect(new StreamRecord<>(slice, ReportWindow.startOf(slice)));
            }
        }
        counters.add(block, late);
        output.collect(FILE_PARTS, new StreamRecord<>(FilePart.of(block, parts.values())));
        if (!bounded) {
            counters.addOddDates(progress.onBlock(block));
            advance();
        }
    }

    private boolean isReported(RevenueSlice slice) {
        return days.isEmpty() || days.contains(slice.day().toEpochDay());
    }

    private void advance() {
        long combined = progress.watermark();
        if (combined > watermark) {
            watermark = combined;
            output.emitWatermark(new Watermark(watermark));
        }
    }

    /** Only the end of the input comes from the readers; all other watermarks are made here. */
    @Override
    public void processWatermark(Watermark mark) {
        if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
            watermark = mark.getTimestamp();
            output.emitWatermark(mark);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        watermarkState.update(List.of(watermark));
        seriesState.update(bounded ? List.of() : progress.state());
        watermarkAtCheckpoint.put(context.getCheckpointId(), watermark);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        watermarkAtCheckpoint.complete(checkpointId).ifPresent(this::committed);
    }

    /** The end of the last window that is committed, or {@link InputCounters#UNKNOWN}. */
    long publishedUntil() {
        return publishedUntil;
    }

    private void committed(long mark) {
        boolean hasWindow =
                mark != InputProgress.NONE && mark != Watermark.MAX_WATERMARK.getTimestamp();
        if (hasWindow) {
            publishedUntil = ReportWindow.startOf(mark + 1);
        }
    }

    @Override
    public void close() throws Exception {
        if (nextTick != null) {
            nextTick.cancel(false);
        }
        super.close();
    }

    /** This operator itself decides which readers are idle. */
    @Override
    public void processWatermarkStatus(WatermarkStatus status) {}
}
