package io.smsreports.reconcile.report;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.output.Mismatch;
import io.smsreports.reconcile.output.OutputTotals;
import io.smsreports.reconcile.output.PublishedFolder;
import io.smsreports.reconcile.output.PublishedOutput;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a report is taken from.
 *
 * @param date the only date to report, or empty for all
 */
public record ReportSource(
        PublishedOutput output, ReportDefinition report, Optional<LocalDate> date) {

    /**
     * The figures of some folders.
     *
     * @param mismatches what must be empty before a report is made of them
     * @throws SmsReportsException if it is not: no report is better than a wrong one
     */
    OutputTotals read(
            List<PublishedFolder> folders, Function<OutputTotals, List<Mismatch>> mismatches)
            throws IOException, InterruptedException {
        OutputTotals totals = output.read(folders, date, read -> mismatches.apply(read).isEmpty());
        List<Mismatch> found = mismatches.apply(totals);
        if (!found.isEmpty()) {
            Mismatch first = found.get(0);
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_DAMAGED,
                    "%s of %s cannot be reported: %s: %s; ./sms-reports reconcile prints more"
                            .formatted(
                                    report.name(), output.name(), first.subject(), first.detail()));
        }
        return totals;
    }

    /**
     * The table of these rows.
     *
     * @param hint follows the message if there are none of the date
     */
    ReportTable table(List<String> columns, List<List<String>> rows, String hint)
            throws SmsReportsException {
        if (rows.isEmpty() && date.isPresent()) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_UNUSABLE,
                    "nothing of %s in %s of %s%s."
                            .formatted(date.get(), report.name(), output.name(), hint));
        }
        return new ReportTable(columns, rows);
    }
}
