package io.smsreports.watermark;

import io.smsreports.model.LateSlice;
import io.smsreports.model.ReportWindow;
import io.smsreports.model.RevenueSlice;
import io.smsreports.model.RevenueTotals;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Sums up late slices by window, paytype and file, and passes the sums on with every checkpoint's
 * barrier: one row each and commit. Holds nothing across a barrier, so it has no state.
 */
public final class LateTotals extends AbstractStreamOperator<LateTotals.LateRow>
        implements OneInputStreamOperator<LateSlice, LateTotals.LateRow> {

    private static final long serialVersionUID = 1L;

    private transient Map<Key, RevenueTotals> sums;

    private record Key(long startMillis, int paytype, String file) {}

    /**
     * Late rows of one window, paytype and file that are booked together.
     *
     * @param windowStartMillis the window that they missed
     * @param paytype the code, or {@link RevenueSlice#NO_PAYTYPE}
     * @param bookedAtMillis when they were booked, epoch milliseconds
     */
    public record LateRow(
            long windowStartMillis,
            int paytype,
            String file,
            RevenueTotals totals,
            long bookedAtMillis) {}

    @Override
    public void open() throws Exception {
        super.open();
        sums =
                new TreeMap<>(
                        Comparator.comparingLong(Key::startMillis)
                                .thenComparingInt(Key::paytype)
                                .thenComparing(Key::file));
    }

    @Override
    public void processElement(StreamRecord<LateSlice> element) {
        LateSlice late = element.getValue();
        Key key = new Key(ReportWindow.startOf(late.slice()), late.slice().paytype(), late.file());
        sums.computeIfAbsent(key, unused -> new RevenueTotals()).add(late.slice());
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        passOn();
    }

    @Override
    public void finish() throws Exception {
        passOn();
        super.finish();
    }

    private void passOn() {
        long now = System.currentTimeMillis();
        sums.forEach(
                (key, totals) ->
                        output.collect(
                                new StreamRecord<>(
                                        new LateRow(
                                                key.startMillis(),
                                                key.paytype(),
                                                key.file(),
                                                totals,
                                                now))));
        sums.clear();
    }
}
