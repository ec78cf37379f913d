package io.smsreports.integration;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the simulator says that the reports of its files are.
 *
 * @param folder that it has written
 */
record AnswerKeyFiles(Path folder) {

    /** The figures of all rows that count. */
    Figures all() throws IOException {
        return Figures.ofReports(this::rows);
    }

    /** The figures of the rows that one reader finds in time. */
    Figures inTime() throws IOException {
        return Figures.ofReports(report -> rows("in_time_" + report));
    }

    /** The rows of one of its tables. */
    List<NamedCsvRecord> rows(String table) throws IOException {
        Path file = folder.resolve(table + ".csv");
        return Output.records(Files.readString(file, StandardCharsets.ISO_8859_1));
    }
}
