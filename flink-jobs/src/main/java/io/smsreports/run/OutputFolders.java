package io.smsreports.run;

import io.smsreports.model.AuditFolders;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.core.fs.Path;

/**
 * What lies where under OUTPUT_BASE.
 *
 * @param reports the output's own
 */
public record OutputFolders(ReportCatalogue reports) {

    /** Partitioned by the day of reading; their first column is the input file. */
    static final List<String> BY_INPUT_FILE =
            List.of(AuditFolders.REJECTED_ROWS, AuditFolders.FILE_LEDGER);

    private static final String RUN_FOLDER = "_sms-reports";
    static final String STAGING_FOLDER = "_staging";

    /** Every folder that a run may make in an output: all there is to remove. */
    public List<String> all() {
        return Stream.concat(data().stream(), Stream.of(RUN_FOLDER)).toList();
    }

    /** The folders that hold rows, published or not. */
    List<String> data() {
        return Stream.of(
                        byEventDate(),
                        BY_INPUT_FILE,
                        List.of(AuditFolders.OPEN_TOTALS, STAGING_FOLDER))
                .flatMap(List::stream)
                .toList();
    }

    /** Partitioned by event date: a restated date replaces its part of them. */
    List<String> byEventDate() {
        List<String> folders = new ArrayList<>(reports.names());
        folders.add(AuditFolders.FILE_DAYS);
        return folders;
    }

    /** Whether the folder is a report of the figures: its dates are those that a batch computes. */
    boolean isOfFigures(String folder) {
        return reports.find(folder).filter(report -> !report.streamingOnly()).isPresent();
    }

    /** The column of a folder that adds up to its money, or empty. */
    Optional<String> revenueColumn(String folder) {
        return folder.equals(AuditFolders.FILE_DAYS)
                ? Optional.of("revenue")
                : reports.find(folder).flatMap(ReportDefinition::revenueColumn);
    }

    static Path runFolder(Path outputBase) {
        return new Path(outputBase, RUN_FOLDER);
    }

    static Path runFile(Path outputBase, String name) {
        return new Path(runFolder(outputBase), name);
    }

    static Path staging(Path outputBase) {
        return new Path(outputBase, STAGING_FOLDER);
    }

    static Path staging(Path outputBase, String runId) {
        return new Path(staging(outputBase), runId);
    }

    /** The first published file, relative to the output base: whether the output holds reports. */
    Optional<String> firstReport(StoredFiles files, Path outputBase) throws IOException {
        for (List<String> folders : List.of(byEventDate(), BY_INPUT_FILE)) {
            for (String folder : folders) {
                Optional<String> first = files.firstVisible(new Path(outputBase, folder));
                if (first.isPresent()) {
                    return first.map(name -> folder + "/" + name);
                }
            }
        }
        return Optional.empty();
    }
}
