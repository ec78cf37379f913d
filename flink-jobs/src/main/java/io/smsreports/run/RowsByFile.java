package io.smsreports.run;

import io.smsreports.storage.StoredFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.core.fs.Path;

/**
 * The rows of a file of file_ledger or rejected_rows, distinguished by the input file that they are
 * about, which is their first column. A copy holds the rows as the bytes that they are.
 */
final class RowsByFile {

    private final StoredFiles files;

    RowsByFile(StoredFiles files) {
        this.files = files;
    }

    /**
     * Numbers of rows.
     *
     * @param of those of some input files
     * @param others all the rest
     */
    record Count(long of, long others) {}

    /** How many rows are about some input files. */
    Count count(Path csv, Set<String> inputFiles) throws IOException {
        long of = 0;
        long others = 0;
        try (CsvRecords records = new CsvRecords(files.open(csv))) {
            records.next(); // the header
            while (records.next()) {
                if (inputFiles.contains(records.firstField())) {
                    of++;
                } else {
                    others++;
                }
            }
        }
        return new Count(of, others);
    }

    /**
     * Copies the header, and the rows that are not about these input files.
     *
     * @param lost what other files count no more: their rows of file_ledger say so in the copy
     */
    void copyOthers(Path from, Path to, Set<String> inputFiles, Map<String, FileDays.Part> lost)
            throws IOException {
        try (CsvRecords records = new CsvRecords(files.open(from));
                OutputStream out = new BufferedOutputStream(files.create(to))) {
            List<String> header = List.of();
            if (records.next()) {
                header = records.fields();
                records.writeTo(out);
            }
            while (records.next()) {
                String file = records.firstField();
                if (inputFiles.contains(file)) {
                    continue;
                }
                if (lost.containsKey(file)) {
                    records.writeTo(out, less(header, records.fields(), lost.get(file)));
                } else {
                    records.writeTo(out);
                }
            }
        }
    }

    /** The columns that have another value; none if the row does not count so much. */
    private static Map<Integer, String> less(
            List<String> header, List<String> fields, FileDays.Part lost) {
        int accepted = header.indexOf("accepted");
        if (accepted < 0 || Long.parseLong(fields.get(accepted)) < lost.accepted()) {
            return Map.of();
        }
        Map<Integer, String> values = new HashMap<>();
        Map<String, BigDecimal> less =
                Map.of(
                        "rows", BigDecimal.valueOf(lost.accepted()),
                        "accepted", BigDecimal.valueOf(lost.accepted()),
                        "late", BigDecimal.valueOf(lost.late()),
                        "revenue", lost.revenue());
        less.forEach(
                (column, value) -> {
                    int index = header.indexOf(column);
                    if (index >= 0) {
                        BigDecimal old = new BigDecimal(fields.get(index));
                        values.put(index, old.subtract(value).toPlainString());
                    }
                });
        return values;
    }

    /**
     * Copies the header, and the rows that are about these input files.
     *
     * @param late another value for the column {@code late} of a file's row, or empty to keep it
     */
    void copyOf(Path from, Path to, Set<String> inputFiles, Function<String, Optional<String>> late)
            throws IOException {
        try (CsvRecords records = new CsvRecords(files.open(from));
                OutputStream out = new BufferedOutputStream(files.create(to))) {
            int lateColumn = -1;
            if (records.next()) {
                lateColumn = records.fields().indexOf("late");
                records.writeTo(out);
            }
            while (records.next()) {
                String file = records.firstField();
                if (!inputFiles.contains(file)) {
                    continue;
                }
                Optional<String> otherLate = late.apply(file);
                if (lateColumn >= 0 && otherLate.isPresent()) {
                    records.writeTo(out, Map.of(lateColumn, otherLate.get()));
                } else {
                    records.writeTo(out);
                }
            }
        }
    }
}
