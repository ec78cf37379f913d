package io.smsreports.run;

import io.smsreports.model.AuditFolders;
import io.smsreports.model.FileStatus;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.fs.Path;

/**
 * The files that a batch was given, and of which it could not read all.
 *
 * @param listed those of its input, as the {@code file} columns name them
 * @param gone those that were not there any more when their turn came
 * @param broken those that were not read to their end, or changed after they were read
 */
record FilesGiven(Set<String> listed, Set<String> gone, Set<String> broken) {

    /** By the ledger that the batch has staged. */
    static FilesGiven read(StoredFiles files, Path staging, Set<String> listed) throws IOException {
        FilesGiven given = new FilesGiven(Set.copyOf(listed), new HashSet<>(), new HashSet<>());
        Path ledger = new Path(staging, AuditFolders.FILE_LEDGER);
        for (String name : files.visible(ledger)) {
            try (CsvRecords records = new CsvRecords(files.open(new Path(ledger, name)))) {
                int status = records.next() ? records.fields().indexOf("status") : -1;
                while (status >= 0 && records.next()) {
                    given.add(records.firstField(), records.fields(), status);
                }
            }
        }
        return given;
    }

    private void add(String file, List<String> fields, int status) {
        String found = status < fields.size() ? fields.get(status) : "";
        if (found.equals(FileStatus.MISSING.name())) {
            gone.add(file);
        } else if (!found.equals(FileStatus.OK.name())) {
            broken.add(file);
        }
    }

    /** Whether it was there to be read. */
    boolean has(String file) {
        return listed.contains(file) && !gone.contains(file);
    }
}
