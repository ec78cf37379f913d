package io.smsreports.watermark;

import io.smsreports.failure.TaskReports;
import io.smsreports.model.LocalDays;
import io.smsreports.model.ReportWindow;
import io.smsreports.model.Revenue;
import io.smsreports.model.RevenueSlice;
import io.smsreports.model.RevenueTotals;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.ownership.Ownership;
import io.smsreports.sink.CsvLine;
import io.smsreports.storage.AtomicFile;
import io.smsreports.storage.PlaceName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the provisional figures: the sums of every window that is not yet published, and of every
 * day that is not yet over. Writes them to {@code open_15min.csv} and {@code open_daily.csv} when a
 * checkpoint has completed, as they were at that checkpoint, and forgets what the watermark passes.
 *
 * <p>A file that can't be written is reported and left as it was until the next checkpoint:
 * provisional figures stop no job.
 */
public final class OpenTotals extends AbstractStreamOperator<Void>
        implements OneInputStreamOperator<RevenueSlice, Void> {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(OpenTotals.class);

    private final String folder;
    private final Revenue revenue;
    private final LocalDays localDays;

    /** Null where nobody competes for the output. */
    private final OutputOwner owner;

    private transient NavigableMap<WindowKey, RevenueTotals> windows;
    private transient NavigableMap<Long, BigInteger> days;
    private transient ListState<OpenWindow> windowState;
    private transient ListState<OpenDay> dayState;
    private transient PendingCheckpoints<Snapshot> unwritten;
    private transient Ownership ownership;
    private transient TaskReports reports;

    private record WindowKey(long startMillis, int paytype) {}

    /** The contents of the two files. */
    private record Snapshot(String open15Min, String openDaily) {}

    /** A window in state. */
    public record OpenWindow(long startMillis, int paytype, RevenueTotals totals) {}

    /** A day in state: the sum of its amounts in hundredths. */
    public record OpenDay(long epochDay, BigInteger amountMinor) {}

    /**
     * @param folder where the two files are written
     * @param localDays what days the slices are of
     * @param owner of the output, if it has one, without whom nothing is written: a job that was
     *     paused would put old figures over those of the next one
     */
    public OpenTotals(
            Path folder, Revenue revenue, LocalDays localDays, Optional<OutputOwner> owner) {
        this.folder = folder.toString();
        this.revenue = revenue;
        this.localDays = localDays;
        this.owner = owner.orElse(null);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        reports = TaskReports.ofThisTask();
        ownership = owner == null ? null : owner.claim(context.getRestoredCheckpointId().orElse(0));
        windows =
                new TreeMap<>(
                        Comparator.comparingLong(WindowKey::startMillis)
                                .thenComparingInt(WindowKey::paytype));
        days = new TreeMap<>();
        unwritten = new PendingCheckpoints<>();
        windowState =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "windows", TypeInformation.of(OpenWindow.class)));
        dayState =
                context.getOperatorStateStore()
                        .getListState(
                                new ListStateDescriptor<>(
                                        "days", TypeInformation.of(OpenDay.class)));
        for (OpenWindow window : windowState.get()) {
            windows.put(new WindowKey(window.startMillis(), window.paytype()), window.totals());
        }
        for (OpenDay day : dayState.get()) {
            days.put(day.epochDay(), day.amountMinor());
        }
    }

    @Override
    public void processElement(StreamRecord<RevenueSlice> element) {
        RevenueSlice slice = element.getValue();
        windows.computeIfAbsent(
                        new WindowKey(ReportWindow.startOf(slice), slice.paytype()),
                        key -> new RevenueTotals())
                .add(slice);
        days.merge(
                slice.day().toEpochDay(), BigInteger.valueOf(slice.amountMinor()), BigInteger::add);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        long watermark = mark.getTimestamp();
        while (!windows.isEmpty()
                && ReportWindow.isClosed(windows.firstKey().startMillis(), watermark)) {
            windows.pollFirstEntry();
        }
        while (!days.isEmpty() && localDays.endOf(days.firstKey()) - 1 <= watermark) {
            days.pollFirstEntry();
        }
        super.processWatermark(mark);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        windowState.clear();
        for (Map.Entry<WindowKey, RevenueTotals> entry : windows.entrySet()) {
            WindowKey key = entry.getKey();
            windowState.add(new OpenWindow(key.startMillis(), key.paytype(), entry.getValue()));
        }
        dayState.clear();
        for (Map.Entry<Long, BigInteger> entry : days.entrySet()) {
            dayState.add(new OpenDay(entry.getKey(), entry.getValue()));
        }
        long now = System.currentTimeMillis();
        unwritten.put(context.getCheckpointId(), new Snapshot(open15Min(now), openDaily(now)));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        unwritten.complete(checkpointId).ifPresent(this::write);
    }

    private void write(Snapshot snapshot) {
        try {
            if (ownership != null) {
                ownership.check();
            }
            replace("open_15min.csv", snapshot.open15Min());
            replace("open_daily.csv", snapshot.openDaily());
        } catch (SuppressRestartsException e) {
            // Another job has taken the output; this one ends with its next commit or heartbeat.
            LOG.info("The provisional figures in {} belong to another job.", folder, e);
        } catch (IOException | RuntimeException e) {
            if (getContainingTask().isCanceled()) {
                // Whoever ends the task interrupts what it does: no failure of the storage.
                return;
            }
            // Storage clients throw either; neither may hold back what is final.
            LOG.debug("The provisional figures could not be replaced.", e);
            reports.cannotDo(
                    "the provisional figures in %s could not be replaced"
                            .formatted(PlaceName.of(folder)),
                    e);
        }
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        super.notifyCheckpointAborted(checkpointId);
        unwritten.abort(checkpointId);
    }

    private void replace(String name, String content) throws IOException {
        AtomicFile.replace(new Path(folder, name), content.getBytes(StandardCharsets.UTF_8));
    }

    private String open15Min(long asOfMillis) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        CsvLine line = new CsvLine();
        line.text("as_of").text("RECORD_DATE").text("paytype").text("record_count");
        line.text("revenue").text("min_revenue").text("max_revenue").writeTo(file);
        for (Map.Entry<WindowKey, RevenueTotals> entry : windows.entrySet()) {
            RevenueTotals totals = entry.getValue();
            line.time(asOfMillis).time(entry.getKey().startMillis());
            int paytype = entry.getKey().paytype();
            if (paytype == RevenueSlice.NO_PAYTYPE) {
                line.empty();
            } else {
                line.number(paytype);
            }
            line.number(totals.recordCount).decimal(revenue.of(totals.amountMinor));
            line.decimal(revenue.of(totals.minMinor)).decimal(revenue.of(totals.maxMinor));
            line.writeTo(file);
        }
        return file.toString(StandardCharsets.UTF_8);
    }

    private String openDaily(long asOfMillis) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        CsvLine line = new CsvLine();
        line.text("as_of").text("date").text("daily_revenue").writeTo(file);
        for (Map.Entry<Long, BigInteger> entry : days.entrySet()) {
            line.time(asOfMillis).date(LocalDate.ofEpochDay(entry.getKey()));
            line.decimal(revenue.of(entry.getValue())).writeTo(file);
        }
        return file.toString(StandardCharsets.UTF_8);
    }
}
