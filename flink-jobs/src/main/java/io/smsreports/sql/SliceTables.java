package io.smsreports.sql;

import io.smsreports.model.JobOperator;
import io.smsreports.model.RevenueSlice;
import io.smsreports.model.RevenueTotals;
import io.smsreports.watermark.LateTotals.LateRow;
import java.math.BigDecimal;
import java.math.BigInteger;
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

    private static final DataType REVENUE_SLICE =
            DataTypes.ROW(
                            DataTypes.FIELD("event_time", DataTypes.TIMESTAMP_LTZ(3).notNull()),
                            DataTypes.FIELD("paytype", DataTypes.INT()),
                            DataTypes.FIELD("record_count", DataTypes.BIGINT().notNull()),
                            DataTypes.FIELD("amount", sliceAmount()),
                            DataTypes.FIELD("min_amount", sliceAmount()),
                            DataTypes.FIELD("max_amount", sliceAmount()))
                    .notNull();

    private static final DataType LATE_SLICE =
            DataTypes.ROW(
                            DataTypes.FIELD("window_start", DataTypes.TIMESTAMP(3).notNull()),
                            DataTypes.FIELD("paytype", DataTypes.INT()),
                            DataTypes.FIELD("record_count", DataTypes.BIGINT().notNull()),
                            DataTypes.FIELD("amount", totalAmount()),
                            DataTypes.FIELD("min_amount", totalAmount()),
                            DataTypes.FIELD("max_amount", totalAmount()),
                            DataTypes.FIELD("file", DataTypes.STRING().notNull()),
                            DataTypes.FIELD("booked_at", DataTypes.TIMESTAMP(3).notNull()))
                    .notNull();

    private SliceTables() {}

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
        SingleOutputStreamOperator<RowData> rows =
                JobOperator.SLICES_TO_SQL
                        .identify(
                                slices.map(SliceTables::row)
                                        .returns(
                                                InternalTypeInfo.of(
                                                        REVENUE_SLICE.getLogicalType())))
                        .setParallelism(1);
        Schema.Builder schema = Schema.newBuilder().fromRowDataType(REVENUE_SLICE);
        if (streaming) {
            schema.watermark("event_time", "SOURCE_WATERMARK()");
        }
        tables.createTemporaryView("revenue_slices", rows, schema.build());
    }

    /** Defines {@code late_slices}. */
    public static void defineLateSlices(StreamTableEnvironment tables, DataStream<LateRow> late) {
        SingleOutputStreamOperator<RowData> rows =
                JobOperator.LATE_SLICES_TO_SQL
                        .identify(
                                late.map(SliceTables::row)
                                        .returns(InternalTypeInfo.of(LATE_SLICE.getLogicalType())))
                        .setParallelism(1);
        tables.createTemporaryView(
                "late_slices", rows, Schema.newBuilder().fromRowDataType(LATE_SLICE).build());
    }

    private static RowData row(RevenueSlice slice) {
        return GenericRowData.of(
                TimestampData.fromEpochMillis(slice.epochMinute() * MILLIS_PER_MINUTE),
                paytype(slice.paytype()),
                slice.recordCount(),
                sliceAmount(slice.amountMinor()),
                sliceAmount(slice.minMinor()),
                sliceAmount(slice.maxMinor()));
    }

    private static RowData row(LateRow late) {
        RevenueTotals totals = late.totals();
        return GenericRowData.of(
                TimestampData.fromEpochMillis(late.windowStartMillis()),
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
