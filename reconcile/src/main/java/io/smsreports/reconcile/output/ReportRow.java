package io.smsreports.reconcile.output;

import io.smsreports.model.LocalDays;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.ReportDefinition.Column;
import io.smsreports.model.SmsReportsException;
import io.smsreports.sink.CsvLine;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A row of any report, read by the report's definition.
 *
 * @param key what identifies it
 * @param date the date of its first key column, if that is a time or a date
 * @param fields its values as the reports write them, in the order of the header
 */
public record ReportRow(RowKey key, Optional<LocalDate> date, List<String> fields) {

    /**
     * The current row of a file.
     *
     * @param days what days the output's dates are
     * @throws SmsReportsException if a value is not of its column's type
     */
    static ReportRow of(ReportDefinition report, LocalDays days, PublishedRows rows)
            throws IOException {
        boolean core = CoreReport.ofLabel(report.name()).isPresent();
        List<Comparable<?>> key = new ArrayList<>();
        List<String> described = new ArrayList<>();
        Optional<LocalDate> date = Optional.empty();
        List<String> fields = new ArrayList<>();
        for (Column column : report.columns()) {
            if (!report.key().contains(column.name())) {
                fields.add(figure(column, rows, core));
                continue;
            }
            Comparable<?> value = keyValue(column, rows, core);
            if (key.isEmpty()) {
                date = dateOf(value, days);
            }
            key.add(value);
            fields.add(value instanceof Instant time ? CsvLine.timeText(time) : value.toString());
            described.add(described(column, value));
        }
        return new ReportRow(new RowKey(key, String.join(" ", described)), date, fields);
    }

    private static Comparable<?> keyValue(Column column, PublishedRows rows, boolean core)
            throws IOException {
        if (column.holdsTimes()) {
            return core ? rows.window() : rows.time(column.name());
        }
        if (column.holdsDates()) {
            return rows.date(column.name());
        }
        String text = rows.text(column.name());
        if (!column.holdsNumbers() || text.isEmpty()) {
            return text;
        }
        return column.typeName().equals("DECIMAL")
                ? rows.amount(column.name())
                : (Comparable<?>) rows.number(column.name());
    }

    private static Optional<LocalDate> dateOf(Comparable<?> value, LocalDays days) {
        if (value instanceof Instant time) {
            return Optional.of(days.dayOf(time));
        }
        return value instanceof LocalDate day ? Optional.of(day) : Optional.empty();
    }

    private static String described(Column column, Comparable<?> value) {
        if (!column.holdsNumbers()) {
            return value.toString();
        }
        return column.name() + " " + (value.equals("") ? "(none)" : value);
    }

    /** In the four reports there is always a figure; SQL of users may leave one out. */
    private static String figure(Column column, PublishedRows rows, boolean core)
            throws IOException {
        if (!core && rows.text(column.name()).isEmpty()) {
            return "";
        }
        if (!column.typeName().equals("DECIMAL")) {
            return Long.toString(rows.number(column.name()));
        }
        BigDecimal amount = rows.amount(column.name());
        // More decimals than the report has are a damage that must show: they are kept.
        return amount.scale() > column.scale()
                ? amount.toPlainString()
                : amount.setScale(column.scale(), RoundingMode.UNNECESSARY).toPlainString();
    }
}
