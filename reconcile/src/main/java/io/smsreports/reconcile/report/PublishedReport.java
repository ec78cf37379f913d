package io.smsreports.reconcile.report;

import io.smsreports.model.ReportDefinition;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.output.CoreReport;
import io.smsreports.reconcile.output.OutputTotals;
import io.smsreports.reconcile.output.PublishedFolder;
import io.smsreports.reconcile.output.ReportRow;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;

/** A report out of all of its part files, as it was published. */
public final class PublishedReport {

    private PublishedReport() {}

    /**
     * What is published, in the report's own columns.
     *
     * @throws SmsReportsException if there is no such output or date, or if a file is damaged or a
     *     row is there twice
     */
    public static ReportTable of(ReportSource source) throws IOException, InterruptedException {
        ReportDefinition report = source.report();
        OutputTotals totals =
                source.read(
                        List.of(PublishedFolder.rowsOf(report)), read -> read.findings.mismatches);
        boolean core = CoreReport.ofLabel(report.name()).isPresent();
        return source.table(
                report.columnNames(),
                totals.rows.getOrDefault(report.name(), new TreeMap<>()).values().stream()
                        .map(ReportRow::fields)
                        .toList(),
                " is published" + (core ? "; --corrected shows what is open" : ""));
    }
}
