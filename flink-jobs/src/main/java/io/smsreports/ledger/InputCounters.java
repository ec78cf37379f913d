package io.smsreports.ledger;

import io.smsreports.model.FileStatus;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RejectReason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;

/**
 * What the running job has read since it was started, as Flink metrics (group {@value #GROUP}) and,
 * for the end of the job, as accumulators of the same names. They begin at zero at each start; what
 * outlives starts is the file ledger.
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

    /** Rows a second, over the last {@value #RATE_SECONDS} seconds. */
    public static final String ROWS_PER_SECOND = "rowsPerSecond";

    /**
     * Milliseconds by which the watermark is behind the clock; {@link #UNKNOWN} before the first
     * and after the end of the input.
     */
    public static final String WATERMARK_LAG = "watermarkLag";

    /**
     * Epoch milliseconds: every window that ends by then is published and committed. {@link
     * #UNKNOWN} before the first, and in batch.
     */
    public static final String PUBLISHED_UNTIL = "publishedUntil";

    /** The series that windows wait for; empty if there is one series, or if nothing holds them. */
    public static final String HELD_BY = "heldBy";

    /**
     * Accepted rows whose time is far from those of all others in their file: they count, and move
     * no window.
     */
    public static final String ODD_DATES = "oddDates";

    /**
     * An accumulator only: 1 when a job that reads only what is there has read it. It is of the
     * attempt that runs now; one that starts after a failure begins with 0.
     */
    public static final String ALL_READ = "allRead";

    /** The value of a metric that has none yet. */
    public static final long UNKNOWN = -1;

    /** Flink samples every 5 seconds; two samples even out a block that just missed one. */
    private static final int RATE_SECONDS = 10;

    private final LongCounter files = new LongCounter();
    private final LongCounter rows = new LongCounter();
    private final MeterView rate = new MeterView(RATE_SECONDS);
    private final LongCounter rejected = new LongCounter();
    private final LongCounter late = new LongCounter();
    private final LongCounter oddDates = new LongCounter();
    private final LongCounter allRead = new LongCounter();
    private final Map<RejectReason, LongCounter> byReason = new EnumMap<>(RejectReason.class);
    private final Map<FileStatus, LongCounter> byStatus = new EnumMap<>(FileStatus.class);

    /**
     * Registers all counters; call once, when the operator opens.
     *
     * @param watermark epoch milliseconds up to which windows are closed
     * @param publishedUntil the end of the last window that is committed, or {@link #UNKNOWN}
     * @param heldBy by the contract of {@link #HELD_BY}
     */
    public InputCounters(
            RuntimeContext context,
            LongSupplier watermark,
            LongSupplier publishedUntil,
            Supplier<String> heldBy) {
        MetricGroup group = context.getMetricGroup().addGroup(GROUP);
        register(context, group, FILES, files);
        register(context, group, ROWS, rows);
        register(context, group, REJECTED, rejected);
        register(context, group, LATE, late);
        register(context, group, ODD_DATES, oddDates);
        for (RejectReason reason : RejectReason.values()) {
            register(context, group, rejectedName(reason), counter(byReason, reason));
        }
        for (FileStatus status : FileStatus.values()) {
            register(context, group, filesName(status), counter(byStatus, status));
        }
        context.addAccumulator(ALL_READ, allRead);
        group.meter(ROWS_PER_SECOND, rate);
        group.gauge(WATERMARK, watermark::getAsLong);
        group.gauge(WATERMARK_LAG, () -> lag(watermark.getAsLong()));
        group.gauge(PUBLISHED_UNTIL, publishedUntil::getAsLong);
        group.gauge(HELD_BY, heldBy::get);
    }

    private static long lag(long watermark) {
        return watermark == Long.MIN_VALUE || watermark == Long.MAX_VALUE
                ? UNKNOWN
                : System.currentTimeMillis() - watermark;
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

    /** Counts rows by the contract of {@link #ODD_DATES}. */
    public void addOddDates(long count) {
        oddDates.add(count);
    }

    /** Says what {@link #ALL_READ} stands for. */
    public void allRead(boolean isAllRead) {
        allRead.resetLocal();
        allRead.add(isAllRead ? 1 : 0);
    }

    /** Counts a block, of whose rows some were late. */
    public void add(ReducedBlock block, long lateRows) {
        rows.add(block.counts().rows());
        rate.markEvent(block.counts().rows());
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
