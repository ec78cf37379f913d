package io.smsreports.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.BlockCounts;
import io.smsreports.model.FileStatus;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RejectReason;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Meter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;
import org.apache.flink.metrics.groups.OperatorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.streaming.util.MockStreamingRuntimeContext;
import org.junit.jupiter.api.Test;

final class InputCountersTest {

    private final RecordedGauges gauges = new RecordedGauges("");
    private final Context context = new Context(gauges);
    private final InputCounters counters =
            new InputCounters(context, () -> 4_711, () -> 4_000, () -> "sw2");

    @Test
    void showsEveryCounterUnderItsName() {
        counters.add(
                block(
                        false,
                        FileStatus.OK,
                        5,
                        Map.of(RejectReason.BAD_AMOUNT, 2L, RejectReason.TOO_LONG, 1L)),
                3);
        counters.add(block(true, FileStatus.OK, 1, Map.of(RejectReason.BAD_AMOUNT, 1L)), 0);
        counters.add(block(true, FileStatus.MISSING, 0, Map.of()), 0);

        counters.addOddDates(7);

        Map<String, Object> values = gauges.values();
        assertThat((Long) values.remove("sms.watermarkLag"))
                .isBetween(0L, System.currentTimeMillis());
        assertThat(values)
                .hasToString(
                        "{sms.files=2, sms.files.changed_after_read=0, sms.files.missing=1,"
                                + " sms.files.ok=1, sms.files.truncated=0, sms.files.unreadable=0, sms.heldBy=sw2,"
                                + " sms.late=3, sms.oddDates=7, sms.publishedUntil=4000, sms.rejected=4,"
                                + " sms.rejected.BAD_AMOUNT=3, sms.rejected.BAD_QUOTING=0,"
                                + " sms.rejected.BAD_RECORD_DATE=0,"
                                + " sms.rejected.FUTURE_RECORD_DATE=0, sms.rejected.TOO_LONG=1,"
                                + " sms.rejected.WRONG_COLUMN_COUNT=0, sms.rows=10,"
                                + " sms.rowsPerSecond=10, sms.watermark=4711}");
    }

    @Test
    void hasNoLagBeforeTheFirstWatermarkAndAfterTheEndOfTheInput() {
        for (long noTime : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
            RecordedGauges recorded = new RecordedGauges("");
            InputCounters quiet =
                    new InputCounters(new Context(recorded), () -> noTime, () -> noTime, () -> "");

            assertThat(quiet).isNotNull();
            assertThat(recorded.values()).containsEntry("sms.watermarkLag", -1L);
        }
    }

    @Test
    void givesTheSameNumbersToTheEndOfTheJob() {
        counters.add(block(true, FileStatus.OK, 5, Map.of(RejectReason.BAD_AMOUNT, 2L)), 3);

        assertThat(accumulated(InputCounters.FILES)).isEqualTo(1L);
        assertThat(accumulated(InputCounters.ROWS)).isEqualTo(7L);
        assertThat(accumulated(InputCounters.REJECTED)).isEqualTo(2L);
        assertThat(accumulated(InputCounters.LATE)).isEqualTo(3L);
        assertThat(accumulated(InputCounters.rejectedName(RejectReason.BAD_AMOUNT))).isEqualTo(2L);
        assertThat(accumulated(InputCounters.filesName(FileStatus.OK))).isEqualTo(1L);
    }

    /** It is no reading, so that the files read are as many as there are rows with a reading. */
    @Test
    void countsAChangeApart() {
        counters.add(ReducedBlock.ofChange(0, 1, "a.csv", 9), 0);

        assertThat(accumulated(InputCounters.FILES)).isEqualTo(0L);
        assertThat(accumulated(InputCounters.filesName(FileStatus.CHANGED_AFTER_READ)))
                .isEqualTo(1L);
        assertThat(accumulated(InputCounters.ROWS)).isEqualTo(0L);
    }

    private Object accumulated(String name) {
        return context.getAccumulator(name).getLocalValue();
    }

    private static ReducedBlock block(
            boolean last, FileStatus status, long accepted, Map<RejectReason, Long> rejected) {
        return new ReducedBlock(
                0,
                1,
                "a.csv",
                9,
                false,
                last,
                status,
                new BlockCounts(accepted, rejected, 0, 0, 0, 1, 1),
                List.of());
    }

    private static final class Context extends MockStreamingRuntimeContext {

        private final OperatorMetricGroup metrics;

        Context(OperatorMetricGroup metrics) {
            super(1, 0);
            this.metrics = metrics;
        }

        @Override
        public OperatorMetricGroup getMetricGroup() {
            return metrics;
        }
    }

    /** Keeps gauges, and what meters have counted, by their name below the operator. */
    private static final class RecordedGauges extends UnregisteredMetricsGroup
            implements OperatorMetricGroup {

        private final Map<String, Gauge<?>> recorded;
        private final String prefix;

        RecordedGauges(String prefix) {
            this(prefix, new TreeMap<>());
        }

        private RecordedGauges(String prefix, Map<String, Gauge<?>> recorded) {
            this.prefix = prefix;
            this.recorded = recorded;
        }

        Map<String, Object> values() {
            Map<String, Object> values = new TreeMap<>();
            recorded.forEach((name, gauge) -> values.put(name, gauge.getValue()));
            return values;
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            recorded.put(prefix + name, gauge);
            return gauge;
        }

        @Override
        public <M extends Meter> M meter(String name, M meter) {
            Gauge<Long> count = meter::getCount;
            recorded.put(prefix + name, count);
            return meter;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return new RecordedGauges(prefix + name + ".", recorded);
        }

        @Override
        public OperatorIOMetricGroup getIOMetricGroup() {
            return createOperatorIOMetricGroup();
        }
    }
}
