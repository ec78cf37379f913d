package io.smsreports.run;

import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.core.fs.Path;

/** What lies where under OUTPUT_BASE. */
public final class OutputFolders {

    /** The four reports. */
    static final List<String> REPORTS =
            List.of("daily_revenue", "revenue_15min", "minmax_15min", "count_revenue_15min");

    /** Partitioned by event date: a restated date replaces its part of them. */
    static final List<String> BY_EVENT_DATE =
            List.of(
                    "daily_revenue",
                    "revenue_15min",
                    "minmax_15min",
                    "count_revenue_15min",
                    "late_revenue",
                    "file_days");

    /** Partitioned by the day of reading; their first column is the input file. */
    static final List<String> BY_INPUT_FILE = List.of("rejected_rows", "file_ledger");

    private static final String RUN_FOLDER = "_sms-reports";
    private static final String STAGING_FOLDER = "_staging";

    private static final String OPEN_TOTALS = "open_totals";

    private OutputFolders() {}

    /** Every folder that a run may make in an output: all there is to remove. */
    public static List<String> all() {
        return Stream.of(
                        BY_EVENT_DATE,
                        BY_INPUT_FILE,
                        List.of(OPEN_TOTALS, RUN_FOLDER, STAGING_FOLDER))
                .flatMap(List::stream)
                .toList();
    }

    static Path runFile(Path outputBase, String name) {
        return new Path(new Path(outputBase, RUN_FOLDER), name);
    }

    static Path staging(Path outputBase) {
        return new Path(outputBase, STAGING_FOLDER);
    }

    static Path staging(Path outputBase, String runId) {
        return new Path(staging(outputBase), runId);
    }

    /** The first published file, relative to the output base: whether the output holds reports. */
    static Optional<String> firstReport(StoredFiles files, Path outputBase) throws IOException {
        for (List<String> folders : List.of(BY_EVENT_DATE, BY_INPUT_FILE)) {
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
