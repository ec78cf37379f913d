package io.smsreports.sink;

import java.io.Serializable;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/**
 * A column of a report file: takes its value out of a row, and writes it.
 *
 * @param name its name in the header
 * @param field finds the value in a row
 * @param kind how the value is written
 * @param scale digits after the point, of a DECIMAL
 */
public record ReportColumn(String name, RowData.FieldGetter field, Kind kind, int scale)
        implements Serializable {

    /** What {@link #of} takes, for messages. */
    public static final String SUPPORTED_TYPES =
            "STRING, CHAR, VARCHAR, INT, BIGINT, DECIMAL, DATE, TIMESTAMP(0..3), TIMESTAMP_LTZ(0..3)";

    private static final int MAX_TIME_PRECISION = 3;

    /** The ways to write a value. */
    enum Kind {
        TEXT,
        NUMBER,
        DECIMAL,
        DATE,
        TIME
    }

    /** The column at this index of a row, or nothing if there is no way to write its type. */
    public static Optional<ReportColumn> of(String name, LogicalType type, int index) {
        return kindOf(type)
                .map(
                        kind ->
                                new ReportColumn(
                                        name,
                                        RowData.createFieldGetter(type, index),
                                        kind,
                                        type instanceof DecimalType decimal
                                                ? decimal.getScale()
                                                : 0));
    }

    private static Optional<Kind> kindOf(LogicalType type) {
        return switch (type.getTypeRoot()) {
            case CHAR, VARCHAR -> Optional.of(Kind.TEXT);
            case INTEGER, BIGINT -> Optional.of(Kind.NUMBER);
            case DECIMAL -> Optional.of(Kind.DECIMAL);
            case DATE -> Optional.of(Kind.DATE);
            case TIMESTAMP_WITHOUT_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
                    LogicalTypeChecks.getPrecision(type) <= MAX_TIME_PRECISION
                            ? Optional.of(Kind.TIME)
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    /**
     * The row's value, or null. It may be kept: it shares nothing with the row, which is reused.
     */
    Comparable<?> valueOf(RowData row) {
        Object value = field.getFieldOrNull(row);
        if (value instanceof StringData text) {
            return text.toString();
        }
        return (Comparable<?>) value;
    }

    /** Appends a value of {@link #valueOf} to a line. */
    void write(Comparable<?> value, CsvLine line) {
        if (value == null) {
            line.empty();
            return;
        }
        switch (kind) {
            case TEXT -> line.text((String) value);
            case NUMBER -> line.number(((Number) value).longValue());
            case DECIMAL ->
                    line.decimal(
                            ((DecimalData) value)
                                    .toBigDecimal()
                                    .setScale(scale, RoundingMode.UNNECESSARY));
            case DATE -> line.date(LocalDate.ofEpochDay((Integer) value));
            case TIME -> line.time(((TimestampData) value).getMillisecond());
        }
    }
}
