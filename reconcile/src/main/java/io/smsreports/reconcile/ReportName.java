package io.smsreports.reconcile;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The four reports, with the columns that the replaced system gave them. */
public enum ReportName {
    /** Report 1. */
    DAILY_REVENUE(1, "date", "daily_revenue"),
    /** Report 2. */
    REVENUE_15MIN(2, "RECORD_DATE", "paytype", "revenue"),
    /** Report 3. */
    MINMAX_15MIN(2, "RECORD_DATE", "paytype", "min_revenue", "max_revenue"),
    /** Report 4. */
    COUNT_REVENUE_15MIN(2, "RECORD_DATE", "Pay_type", "record_count", "revenue");

    private final int keys;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> columns;

    ReportName(int keys, String... columns) {
        this.keys = keys;
        this.columns = List.of(columns);
    }

    /** The name of its folder, and to users. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The report of this label, or empty. */
    public static Optional<ReportName> ofLabel(String label) {
        return Arrays.stream(values()).filter(name -> name.label().equals(label)).findFirst();
    }

    /** The columns in the order of the header. */
    public List<String> columns() {
        return columns;
    }

    /** The columns that tell one row from another; the first ones of the header. */
    List<String> keyColumns() {
        return columns.subList(0, keys);
    }

    /** The columns with the figures. */
    List<String> valueColumns() {
        return columns.subList(keys, columns.size());
    }
}
