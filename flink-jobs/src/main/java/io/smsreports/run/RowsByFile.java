package io.smsreports.run;

import io.smsreports.storage.StoredFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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

    /** Copies the header, and the rows that are not about these input files. */
    void copyOthers(Path from, Path to, Set<String> inputFiles) throws IOException {
        try (CsvRecords records = new CsvRecords(files.open(from));
                OutputStream out = new BufferedOutputStream(files.create(to))) {
            if (records.next()) {
                records.writeTo(out);
            }
            while (records.next()) {
                if (!inputFiles.contains(records.firstField())) {
                    records.writeTo(out);
                }
            }
        }
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
                    records.writeTo(out, lateColumn, otherLate.get());
                } else {
                    records.writeTo(out);
                }
            }
        }
    }
}
