package io.smsreports.integration;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The figures of the four reports by what they are of, such as {@code 2020-08-30T00:00:00.000Z
 * paytype 0 revenue}. Parts of them combine as money does: sums and counts add up, the smallest and
 * the greatest decide. Two are equal when every figure is, to the digit.
 */
public final class Figures {

    private static final String MIN = " min";
    private static final String MAX = " max";

    private final Map<String, BigDecimal> values = new TreeMap<>();

    /** Finds the rows of a report. */
    @FunctionalInterface
    interface Reports<E extends Exception> {
        List<NamedCsvRecord> rows(String report) throws E;
    }

    /** The figures of the four reports. */
    static <E extends Exception> Figures ofReports(Reports<E> reports) throws E {
        Figures figures = new Figures();
        for (NamedCsvRecord row : reports.rows("daily_revenue")) {
            figures.addDay(row.getField("date"), Output.amount(row, "daily_revenue"));
        }
        for (NamedCsvRecord row : reports.rows("revenue_15min")) {
            figures.addRevenue(
                    row.getField("RECORD_DATE"),
                    row.getField("paytype"),
                    Output.amount(row, "revenue"));
        }
        for (NamedCsvRecord row : reports.rows("minmax_15min")) {
            figures.addBounds(
                    row.getField("RECORD_DATE"),
                    row.getField("paytype"),
                    Output.amount(row, "min_revenue"),
                    Output.amount(row, "max_revenue"));
        }
        for (NamedCsvRecord row : reports.rows("count_revenue_15min")) {
            figures.addLabel(
                    row.getField("RECORD_DATE"),
                    row.getField("Pay_type"),
                    Output.amount(row, "record_count"),
                    Output.amount(row, "revenue"));
        }
        return figures;
    }

    void addDay(String date, BigDecimal revenue) {
        add(date + " day revenue", revenue);
    }

    void addRevenue(String window, String paytype, BigDecimal revenue) {
        add(window + " paytype " + paytype + " revenue", revenue);
    }

    void addBounds(String window, String paytype, BigDecimal min, BigDecimal max) {
        add(window + " paytype " + paytype + MIN, min);
        add(window + " paytype " + paytype + MAX, max);
    }

    void addLabel(String window, String label, BigDecimal records, BigDecimal revenue) {
        add(window + " label " + label + " records", records);
        add(window + " label " + label + " revenue", revenue);
    }

    /** These figures and those, as one. */
    public Figures plus(Figures other) {
        Figures all = new Figures();
        values.forEach(all::add);
        other.values.forEach(all::add);
        return all;
    }

    private void add(String name, BigDecimal value) {
        values.merge(
                name,
                value,
                name.endsWith(MIN)
                        ? BigDecimal::min
                        : name.endsWith(MAX) ? BigDecimal::max : BigDecimal::add);
    }

    /** For assertions: their message shows where two differ. */
    public Map<String, BigDecimal> values() {
        return values;
    }
}
