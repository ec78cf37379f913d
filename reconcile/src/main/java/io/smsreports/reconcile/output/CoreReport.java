package io.smsreports.reconcile.output;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.SmsReportsException;
import io.smsreports.sql.PipelineSql;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The four reports that reconciliation proves against each other, and that {@code --corrected}
 * completes: of these it knows what the figures mean. What their columns are says the catalogue.
 */
public enum CoreReport {
    /** Report 1. */
    DAILY_REVENUE,
    /** Report 2. */
    REVENUE_15MIN,
    /** Report 3. */
    MINMAX_15MIN,
    /** Report 4. */
    COUNT_REVENUE_15MIN;

    /** The name of its folder, and to users. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The report of this label, or empty. */
    public static Optional<CoreReport> ofLabel(String label) {
        return Arrays.stream(values()).filter(name -> name.label().equals(label)).findFirst();
    }

    /** What it is by the SQL that the program brings. */
    public ReportDefinition definition() {
        return PipelineSql.packagedCatalogue().find(label()).orElseThrow();
    }

    /**
     * Fails unless an output has what the four are checked by.
     *
     * @throws SmsReportsException if its SQL files leave one out, or a column of one
     */
    public static void requireAll(ReportCatalogue catalogue, String output)
            throws SmsReportsException {
        ReportCatalogue standard = PipelineSql.packagedCatalogue();
        for (CoreReport report : values()) {
            ReportDefinition needed = standard.find(report.label()).orElseThrow();
            boolean whole =
                    catalogue
                            .find(report.label())
                            .filter(found -> found.columns().containsAll(needed.columns()))
                            .isPresent();
            if (!whole) {
                throw new SmsReportsException(
                        ErrorCode.OUTPUT_UNUSABLE,
                        "the SQL files of %s do not define %s with the columns %s, from which its rows are proven: keep that file as sql/pipeline has it."
                                .formatted(
                                        output,
                                        report.label(),
                                        String.join(",", needed.columnNames())));
            }
        }
    }
}
