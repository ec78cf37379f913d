package io.smsreports.run;

import io.smsreports.model.AuditFolders;
import io.smsreports.model.SmsReportsException;
import io.smsreports.sink.ReportFiles;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.fs.Path;

/** What each file adds to each event date, as file_days has it, published or staged. */
final class FileDays {

    private final Map<String, Map<String, Part>> byFile = new TreeMap<>();

    /**
     * A file's part in a date.
     *
     * @param late how many of the accepted rows are late
     */
    record Part(long accepted, long late, BigDecimal debits, BigDecimal reversals) {

        static final Part NONE = new Part(0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

        Part plus(Part other) {
            return new Part(
                    accepted + other.accepted,
                    late + other.late,
                    debits.add(other.debits),
                    reversals.add(other.reversals));
        }

        BigDecimal revenue() {
            return debits.add(reversals);
        }

        /** Whether both count the same rows, late or not. */
        boolean sameRows(Part other) {
            return accepted == other.accepted
                    && debits.compareTo(other.debits) == 0
                    && reversals.compareTo(other.reversals) == 0;
        }
    }

    private FileDays() {}

    /**
     * Reads the folder file_days.
     *
     * @param base the output, or the staging of a batch
     * @throws SmsReportsException if a file of it cannot be understood
     */
    static FileDays read(StoredFiles files, PublishPlan.Progress progress, Path base)
            throws IOException {
        FileDays days = new FileDays();
        Path folder = new Path(base, AuditFolders.FILE_DAYS);
        for (String name : files.visible(folder)) {
            progress.beforeFile();
            String partition = name.substring(0, Math.max(0, name.indexOf('/')));
            String date =
                    partition.substring(
                            Math.min(ReportFiles.FOLDER_PREFIX.length(), partition.length()));
            days.read(files, new Path(folder, name), date);
        }
        return days;
    }

    private void read(StoredFiles files, Path csv, String date) throws IOException {
        try (CsvRecords records = new CsvRecords(files.open(csv))) {
            List<String> header = records.next() ? records.fields() : List.of();
            while (records.next()) {
                List<String> fields = records.fields();
                byFile.computeIfAbsent(fields.get(0), unused -> new TreeMap<>())
                        .merge(date, part(header, fields), Part::plus);
            }
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw Refusal.unknownFileDays(PlaceName.of(csv), e);
        }
    }

    private static Part part(List<String> header, List<String> fields) {
        return new Part(
                Long.parseLong(fields.get(header.indexOf("accepted"))),
                Long.parseLong(fields.get(header.indexOf("late"))),
                new BigDecimal(fields.get(header.indexOf("debits"))),
                new BigDecimal(fields.get(header.indexOf("reversals"))));
    }

    /** All files, by name. */
    NavigableSet<String> files() {
        return new TreeSet<>(byFile.keySet());
    }

    /** The dates that a file has rows of. */
    NavigableSet<String> datesOf(String file) {
        return new TreeSet<>(byFile.getOrDefault(file, Map.of()).keySet());
    }

    /** A file's part in a date; of no rows if it has none there. */
    Part of(String file, String date) {
        return byFile.getOrDefault(file, Map.of()).getOrDefault(date, Part.NONE);
    }

    /** A file's part in some dates together. */
    Part of(String file, NavigableSet<String> dates) {
        return dates.stream().map(date -> of(file, date)).reduce(Part.NONE, Part::plus);
    }

    /** What all files together have of a date. */
    Part of(String date) {
        return byFile.keySet().stream().map(file -> of(file, date)).reduce(Part.NONE, Part::plus);
    }

    /** Whether a file has a row of any of these dates. */
    boolean hasAny(String file, NavigableSet<String> dates) {
        return !Collections.disjoint(datesOf(file), dates);
    }
}
