package io.smsreports.reconcile.output;

import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.run.RunRecord;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * Which reports lie in an output: those that its run.json names, for it may have been written with
 * SQL files of its user's; else those that the program brings.
 */
public final class OutputCatalogue {

    private OutputCatalogue() {}

    /** The reports of an output. One that run.json does not name has those of the program. */
    public static ReportCatalogue of(Path outputBase) throws IOException {
        ReportCatalogue kept;
        try {
            kept =
                    RunRecord.read(outputBase)
                            .map(RunRecord::catalogue)
                            .orElse(ReportCatalogue.NONE);
        } catch (SmsReportsException unknown) {
            kept = ReportCatalogue.NONE;
        }
        return kept.reports().isEmpty() ? PipelineSql.packagedCatalogue() : kept;
    }

    /** What lies above a place need not be an output, nor be readable at all. */
    private static ReportCatalogue above(Path parent) {
        try {
            return of(parent);
        } catch (IOException unknown) {
            return PipelineSql.packagedCatalogue();
        }
    }

    /** The reports of an output, or of the output that a report's own folder or file lies in. */
    public static ReportCatalogue around(Path place) throws IOException {
        // A path of a folder may end in a slash, after which there is no name.
        Path parent = new Path(place.toString()).getParent();
        ReportCatalogue above = parent == null ? ReportCatalogue.NONE : above(parent);
        boolean folder = StoredFiles.DIRECT.status(place).map(FileStatus::isDir).orElse(false);
        return folder ? of(place).with(above) : above.with(PipelineSql.packagedCatalogue());
    }
}
