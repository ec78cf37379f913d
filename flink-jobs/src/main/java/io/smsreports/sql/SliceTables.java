package io.smsreports.sql;

import io.smsreports.model.JobOperator;
import io.smsreports.model.LocalDays;
import io.smsreports.model.RevenueSlice;
import io.smsreports.model.RevenueTotals;
import io.smsreports.watermark.LateTotals.LateRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.runtime.typeutils.InternalTypeInfo;
import org.apache.flink.table.types.DataType;

/** Shows the streams of slices to SQL, as the tables that {@code sql/pipeline} reads. */
public final class SliceTables {

    private static final long MILLIS_PER_MINUTE = 60_000L;

    private static final int AMOUNT_SCALE = 2;

    /** A slice's sum fits a long: 19 digits. */
    private static final int SLICE_PRECISION = 19;

    private static final int TOTAL_PRECISION = 38;

    private static final String EVENT_TIME = "event_time";

    private static final String LAST_WINDOW = "last_window";

    private static final DataType LATE_SLICE =
            DataTypes.ROW(
                            DataTypes.FIELD("window_start", DataTypes.TIMESTAMP(3).notNull()),
                            DataTypes.FIELD("dt", DataTypes.STRING().notNull()),
                            DataTypes.FIELD("paytype", DataTypes.INT()),
                            DataTypes.FIELD("record_count", DataTypes.BIGINT().notNull()),
                            DataTypes.FIELD("amount", totalAmount()),
                            DataTypes.FIELD("min_amount", totalAmount()),
                            DataTypes.FIELD("max_amount", totalAmount()),
                            DataTypes.FIELD("file", DataTypes.STRING().notNull()),
                            DataTypes.FIELD("booked_at", DataTypes.TIMESTAMP(3).notNull()))
                    .notNull();

    private SliceTables() {}

    private static DataType slice(String time) {
        return DataTypes.ROW(
                        DataTypes.FIELD(time, DataTypes.TIMESTAMP(3).notNull()),
                        DataTypes.FIELD("dt", DataTypes.STRING().notNull()),
                        DataTypes.FIELD("paytype", DataTypes.INT()),
                        DataTypes.FIELD("record_count", DataTypes.BIGINT().notNull()),
                        DataTypes.FIELD("amount", sliceAmount()),
                        DataTypes.FIELD("min_amount", sliceAmount()),
                        DataTypes.FIELD("max_amount", sliceAmount()))
                .notNull();
    }

    private static DataType sliceAmount() {
        return DataTypes.DECIMAL(SLICE_PRECISION, AMOUNT_SCALE).notNull();
    }

    private static DataType totalAmount() {
        return DataTypes.DECIMAL(TOTAL_PRECISION, AMOUNT_SCALE).notNull();
    }

    /**
     * Defines {@code revenue_slices}. In streaming its event time follows the stream's own
     * watermarks, those of the LateGate.
     */
    public static void defineRevenueSlices(
            StreamTableEnvironment tables, DataStream<RevenueSlice> slices, boolean streaming) {
        define(
                tables,
                "revenue_slices",
                EVENT_TIME,
                JobOperator.SLICES_TO_SQL,
                slices,
                slice -> row(slice, slice.epochMinute() * MILLIS_PER_MINUTE),
                streaming);
    }

    /**
     * Defines {@code day_slices}: the same slices, with the start of their day's last window for a
     * time. So a 15-minute window of them is a whole day, of whatever length, and is closed by the
     * watermark that closes the day.
     */
    public static void defineDaySlices(
            StreamTableEnvironment tables,
            DataStream<RevenueSlice> slices,
            LocalDays days,
            boolean streaming) {
        define(
                tables,
                "day_slices",
                LAST_WINDOW,
                JobOperator.DAY_SLICES_TO_SQL,
                slices,
                slice -> row(slice, days.lastWindowOf(slice.epochDay())),
                streaming);
    }

    private static void define(
            StreamTableEnvironment tables,
            String name,
            String time,
            JobOperator operator,
            DataStream<RevenueSlice> slices,
            MapFunction<RevenueSlice, RowData> row,
            boolean streaming) {
        DataType type = slice(time);
        SingleOutputStreamOperator<RowData> rows =
                operator.identify(
                                slices.map(row).returns(InternalTypeInfo.of(type.getLogicalType())))
                        .setParallelism(1);
        Schema.Builder schema = Schema.newBuilder().fromRowDataType(type);
        if (streaming) {
            schema.watermark(time, "SOURCE_WATERMARK()");
        }
        tables.createTemporaryView(name, rows, schema.build());
    }

    /** Defines {@code late_slices}. */
    public static void defineLateSlices(
            StreamTableEnvironment tables, DataStream<LateRow> late, LocalDays days) {
        SingleOutputStreamOperator<RowData> rows =
                JobOperator.LATE_SLICES_TO_SQL
                        .identify(
                                late.map(row -> row(row, days))
                                        .returns(InternalTypeInfo.of(LATE_SLICE.getLogicalType())))
                        .setParallelism(1);
        tables.createTemporaryView(
                "late_slices", rows, Schema.newBuilder().fromRowDataType(LATE_SLICE).build());
    }

    private static RowData row(RevenueSlice slice, long timeMillis) {
        return GenericRowData.of(
                TimestampData.fromEpochMillis(timeMillis),
                StringData.fromString(slice.day().toString()),
                paytype(slice.paytype()),
                slice.recordCount(),
                sliceAmount(slice.amountMinor()),
                sliceAmount(slice.minMinor()),
                sliceAmount(slice.maxMinor()));
    }

    private static RowData row(LateRow late, LocalDays days) {
        RevenueTotals totals = late.totals();
        return GenericRowData.of(
                TimestampData.fromEpochMillis(late.windowStartMillis()),
                StringData.fromString(
                        LocalDate.ofEpochDay(days.dayOf(late.windowStartMillis())).toString()),
                paytype(late.paytype()),
                totals.recordCount,
                totalAmount(totals.amountMinor),
                totalAmount(BigInteger.valueOf(totals.minMinor)),
                totalAmount(BigInteger.valueOf(totals.maxMinor)),
                StringData.fromString(late.file()),
                TimestampData.fromEpochMillis(late.bookedAtMillis()));
    }

    private static Integer paytype(int code) {
        return code == RevenueSlice.NO_PAYTYPE ? null : code;
    }

    private static DecimalData sliceAmount(long minor) {
        return DecimalData.fromBigDecimal(
                BigDecimal.valueOf(minor, AMOUNT_SCALE), SLICE_PRECISION, AMOUNT_SCALE);
    }

    private static DecimalData totalAmount(BigInteger minor) {
        return DecimalData.fromBigDecimal(
                new BigDecimal(minor, AMOUNT_SCALE), TOTAL_PRECISION, AMOUNT_SCALE);
    }
}
