package io.smsreports.run;

import io.smsreports.model.AuditFolders;
import io.smsreports.model.SmsReportsException;
import io.smsreports.sink.ReportFiles;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.core.fs.Path;

/**
 * Whether some dates can be restated alone, so that the ledger of the files still balances. A
 * file's ledger row is about all of its dates, so those that are not restated must be what they
 * were: then the new reading's row is true for the whole output, and it balances. Files without a
 * row in the dates restated are left as they are.
 */
final class RestatementCheck {

    /** Enough to find the rest. */
    private static final int NAMED = 3;

    private final NavigableSet<String> dates;
    private final Map<String, Map<String, FileDay>> before;
    private final Map<String, Map<String, FileDay>> after;

    /** A file's part in a date. */
    private record FileDay(long accepted, long late, BigDecimal debits, BigDecimal reversals) {

        static final FileDay NONE = new FileDay(0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

        FileDay plus(FileDay other) {
            return new FileDay(
                    accepted + other.accepted,
                    late + other.late,
                    debits.add(other.debits),
                    reversals.add(other.reversals));
        }

        /** Whether both count the same rows, late or not. */
        boolean sameRows(FileDay other) {
            return accepted == other.accepted
                    && debits.compareTo(other.debits) == 0
                    && reversals.compareTo(other.reversals) == 0;
        }
    }

    private RestatementCheck(
            NavigableSet<String> dates,
            Map<String, Map<String, FileDay>> before,
            Map<String, Map<String, FileDay>> after) {
        this.dates = dates;
        this.before = before;
        this.after = after;
    }

    /**
     * Reads file_days as it is published and as the batch has staged it.
     *
     * @param dates those to restate, as {@code yyyy-MM-dd}
     */
    static RestatementCheck read(
            StoredFiles files,
            PublishPlan.Progress progress,
            Path outputBase,
            Path staging,
            NavigableSet<String> dates)
            throws IOException {
        return new RestatementCheck(
                dates,
                read(files, progress, new Path(outputBase, AuditFolders.FILE_DAYS)),
                read(files, progress, new Path(staging, AuditFolders.FILE_DAYS)));
    }

    private static Map<String, Map<String, FileDay>> read(
            StoredFiles files, PublishPlan.Progress progress, Path folder) throws IOException {
        Map<String, Map<String, FileDay>> days = new TreeMap<>();
        for (String name : files.visible(folder)) {
            progress.beforeFile();
            String partition = name.substring(0, Math.max(0, name.indexOf('/')));
            String date =
                    partition.substring(
                            Math.min(ReportFiles.FOLDER_PREFIX.length(), partition.length()));
            try (CsvRecords records = new CsvRecords(files.open(new Path(folder, name)))) {
                List<String> header = records.next() ? records.fields() : List.of();
                while (records.next()) {
                    List<String> fields = records.fields();
                    days.computeIfAbsent(fields.get(0), unused -> new HashMap<>())
                            .merge(date, fileDay(header, fields), FileDay::plus);
                }
            }
        }
        return days;
    }

    private static FileDay fileDay(List<String> header, List<String> fields) {
        return new FileDay(
                Long.parseLong(fields.get(header.indexOf("accepted"))),
                Long.parseLong(fields.get(header.indexOf("late"))),
                new BigDecimal(fields.get(header.indexOf("debits"))),
                new BigDecimal(fields.get(header.indexOf("reversals"))));
    }

    /** The files whose rows are restated: those that had or have rows in the dates. */
    NavigableSet<String> restated() {
        NavigableSet<String> files = new TreeSet<>();
        for (Map<String, Map<String, FileDay>> fileDays : List.of(before, after)) {
            fileDays.forEach(
                    (file, days) -> {
                        if (days.keySet().stream().anyMatch(dates::contains)) {
                            files.add(file);
                        }
                    });
        }
        return files;
    }

    /** The restated files that count in the output and that the batch was not given. */
    List<String> missing(Set<String> filesRead) {
        return restated().stream().filter(file -> !filesRead.contains(file)).toList();
    }

    /**
     * The dates that cannot stay as they are if these are restated: some restated file has other
     * rows in them now than are published.
     */
    NavigableSet<String> changedElsewhere() {
        NavigableSet<String> changed = new TreeSet<>();
        for (String file : restated()) {
            Map<String, FileDay> old = before.getOrDefault(file, Map.of());
            Map<String, FileDay> now = after.getOrDefault(file, Map.of());
            NavigableSet<String> all = new TreeSet<>(old.keySet());
            all.addAll(now.keySet());
            all.removeAll(dates);
            for (String date : all) {
                FileDay oldDay = old.getOrDefault(date, FileDay.NONE);
                if (!oldDay.sameRows(now.getOrDefault(date, FileDay.NONE))) {
                    changed.add(date);
                }
            }
        }
        return changed;
    }

    /** How many rows of a file were late in the dates that stay. */
    long lateElsewhere(String file) {
        return before.getOrDefault(file, Map.of()).entrySet().stream()
                .filter(day -> !dates.contains(day.getKey()))
                .mapToLong(day -> day.getValue().late())
                .sum();
    }

    /**
     * Fails unless the dates can be restated alone.
     *
     * @throws SmsReportsException if they can't, with what to do
     */
    void requireBalance(Set<String> filesRead) throws SmsReportsException {
        List<String> missing = missing(filesRead);
        if (!missing.isEmpty()) {
            throw Refusal.restatedFileMissing(dates, shortened(missing));
        }
        NavigableSet<String> changed = changedElsewhere();
        if (!changed.isEmpty()) {
            throw Refusal.restatedFileChanged(dates, changed);
        }
    }

    private static String shortened(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() > NAMED ? first + " and " + (names.size() - NAMED) + " more" : first;
    }

    /** The staged ledger row with the late rows of the dates that stay, or empty to keep it. */
    Optional<String> ledgerLate(String file) {
        long late = lateElsewhere(file);
        return late == 0 ? Optional.empty() : Optional.of(Long.toString(late));
    }
}
