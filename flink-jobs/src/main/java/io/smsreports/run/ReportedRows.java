package io.smsreports.run;

import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.sink.ReportFiles;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * What the reports of an output hold of a date, to be held against file_days.
 *
 * @param progress called before each date
 * @param reports those of the output
 */
record ReportedRows(
        StoredFiles files,
        PublishPlan.Progress progress,
        Path outputBase,
        ReportCatalogue reports) {

    private static final String RECORD_COUNT = "record_count";

    /**
     * What the reports hold of a date that file_days does not name the files of; of no rows if all
     * is accounted for.
     *
     * @param known what file_days has of the date
     */
    CutDates.Loss beyond(FileDays.Part known, String date) throws IOException {
        progress.beforeFile();
        Optional<ReportDefinition> counting =
                reports.ofFigures().stream()
                        .filter(report -> report.columnNames().contains(RECORD_COUNT))
                        .findFirst();
        long rows =
                counting.isPresent()
                        ? sum(counting.get(), RECORD_COUNT, date).longValue()
                        : rowsOfAny(date);
        long inTime = known.accepted() - known.late();
        boolean accountedFor = counting.isPresent() ? rows <= inTime : rows == 0 || inTime > 0;
        if (accountedFor) {
            return CutDates.Loss.NONE;
        }
        BigDecimal revenue = revenue(reports.ofFigures(), date);
        List<ReportDefinition> late =
                reports.reports().stream().filter(ReportDefinition::streamingOnly).toList();
        return new CutDates.Loss(
                rows - inTime, revenue.add(revenue(late, date)).subtract(known.revenue()));
    }

    /** Without a column that counts what came in. */
    private long rowsOfAny(String date) throws IOException {
        long rows = 0;
        for (ReportDefinition report : reports.ofFigures()) {
            rows =
                    Math.max(
                            rows,
                            ReportTotals.of(files, folder(report, date), Optional.empty()).rows());
        }
        return rows;
    }

    private BigDecimal revenue(List<ReportDefinition> of, String date) throws IOException {
        for (ReportDefinition report : of) {
            if (report.revenueColumn().isPresent()) {
                return sum(report, report.revenueColumn().get(), date);
            }
        }
        return BigDecimal.ZERO;
    }

    private BigDecimal sum(ReportDefinition report, String column, String date) throws IOException {
        return new BigDecimal(
                ReportTotals.of(files, folder(report, date), Optional.of(column)).revenue());
    }

    private Path folder(ReportDefinition report, String date) {
        return new Path(outputBase, report.name() + "/" + ReportFiles.FOLDER_PREFIX + date);
    }
}
