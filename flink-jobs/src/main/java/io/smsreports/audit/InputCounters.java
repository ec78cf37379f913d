package io.smsreports.audit;

import io.smsreports.model.FileStatus;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RejectReason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MetricGroup;

/**
 * What the running job has read since it was started, as Flink metrics (group {@value #GROUP}) and,
 * for the end of the job, as accumulators of the same names. They begin at zero at each start; the
 * account that outlives starts is the file ledger.
 */
public final class InputCounters {

    /** The metric group, below the operator's. */
    public static final String GROUP = "sms";

    /** Files read to their end, whatever their status. */
    public static final String FILES = "files";

    /** Rows, accepted or rejected. */
    public static final String ROWS = "rows";

    /** Rejected rows; {@code rejected.<REASON>} counts one reason. */
    public static final String REJECTED = "rejected";

    /** Accepted rows whose window was already published. */
    public static final String LATE = "late";

    /**
     * Epoch milliseconds up to which windows are closed; {@link Long#MIN_VALUE} before the first.
     */
    public static final String WATERMARK = "watermark";

    private final LongCounter files = new LongCounter();
    private final LongCounter rows = new LongCounter();
    private final LongCounter rejected = new LongCounter();
    private final LongCounter late = new LongCounter();
    private final Map<RejectReason, LongCounter> byReason = new EnumMap<>(RejectReason.class);
    private final Map<FileStatus, LongCounter> byStatus = new EnumMap<>(FileStatus.class);

    /** Registers all counters; call once, when the operator opens. */
    public InputCounters(RuntimeContext context, LongSupplier watermark) {
        MetricGroup group = context.getMetricGroup().addGroup(GROUP);
        register(context, group, FILES, files);
        register(context, group, ROWS, rows);
        register(context, group, REJECTED, rejected);
        register(context, group, LATE, late);
        for (RejectReason reason : RejectReason.values()) {
            register(context, group, rejectedName(reason), counter(byReason, reason));
        }
        for (FileStatus status : FileStatus.values()) {
            register(context, group, filesName(status), counter(byStatus, status));
        }
        group.gauge(WATERMARK, watermark::getAsLong);
    }

    private static <K extends Enum<K>> LongCounter counter(Map<K, LongCounter> counters, K key) {
        return counters.computeIfAbsent(key, unused -> new LongCounter());
    }

    private static void register(
            RuntimeContext context, MetricGroup group, String name, LongCounter counter) {
        context.addAccumulator(name, counter);
        group.gauge(name, counter::getLocalValuePrimitive);
    }

    /** The name of the counter of one reason's rejected rows. */
    public static String rejectedName(RejectReason reason) {
        return REJECTED + "." + reason;
    }

    /**
     * The name of the counter of the files that ended with a status; of the changes to files that
     * had been read, for {@link FileStatus#CHANGED_AFTER_READ}.
     */
    public static String filesName(FileStatus status) {
        return FILES + "." + status.name().toLowerCase(Locale.ROOT);
    }

    /** Counts a block, of whose rows some were late. */
    public void add(ReducedBlock block, long lateRows) {
        rows.add(block.counts().rows());
        rejected.add(block.counts().rejected());
        late.add(lateRows);
        block.counts()
                .rejectedByReason()
                .forEach((reason, count) -> byReason.get(reason).add(count));
        if (block.last()) {
            files.add(block.isChange() ? 0 : 1);
            byStatus.get(block.status()).add(1);
        }
    }
}
