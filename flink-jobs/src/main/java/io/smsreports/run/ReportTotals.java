package io.smsreports.run;

import io.smsreports.model.Revenue;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/** Adds up what the files of one report say of one date. */
final class ReportTotals {

    private ReportTotals() {}

    /**
     * The total of a date's folder; of no rows if there is no such folder.
     *
     * @param folder the report's partition of the date
     * @param revenueColumn the column that adds up to its money, if it has one
     */
    static Publication.Total of(StoredFiles files, Path folder, Optional<String> revenueColumn)
            throws IOException {
        long rows = 0;
        BigDecimal revenue = BigDecimal.ZERO.setScale(Revenue.SCALE);
        String column = revenueColumn.orElse("");
        for (String name : files.visible(folder)) {
            try (CsvRecords records = new CsvRecords(files.open(new Path(folder, name)))) {
                int index = records.next() ? records.fields().indexOf(column) : -1;
                while (records.next()) {
                    rows++;
                    revenue = revenue.add(amount(records.fields(), index));
                }
            }
        }
        return new Publication.Total(rows, column.isEmpty() ? "" : revenue.toPlainString());
    }

    /** A file that somebody else has put there may hold anything. */
    private static BigDecimal amount(List<String> fields, int index) {
        try {
            return index < 0 || index >= fields.size()
                    ? BigDecimal.ZERO
                    : new BigDecimal(fields.get(index));
        } catch (NumberFormatException e) {
            return BigDecimal.ZERO;
        }
    }
}
