package io.smsreports.reconcile.compare;

import io.smsreports.model.ReportDefinition;
import io.smsreports.model.ReportDefinition.Column;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.output.PublishedRows;
import io.smsreports.sink.CsvLine;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * One report of one side of a comparison, whoever wrote it: its rows by key, values as numbers. A
 * file may have a header, which then says the order of the columns, or none; part files lie at any
 * depth.
 */
final class ComparedRows {

    private static final String SUFFIX = ".csv";

    private final ReportDefinition report;
    private final NavigableMap<Key, List<List<BigDecimal>>> rows = new TreeMap<>();
    private long count;

    /**
     * The key of a row, spelt the same whoever wrote it.
     *
     * @param fields the values of the key columns
     */
    record Key(List<String> fields) implements Comparable<Key> {

        /** Codes by their size. */
        private static final Comparator<String> ORDER =
                Comparator.<String>comparingInt(field -> isCode(field) ? field.length() : 0)
                        .thenComparing(Comparator.naturalOrder());

        private static boolean isCode(String field) {
            return !field.isEmpty() && field.chars().allMatch(Character::isDigit);
        }

        @Override
        public int compareTo(Key other) {
            for (int i = 0; i < fields.size(); i++) {
                int order = ORDER.compare(fields.get(i), other.fields.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }
    }

    private ComparedRows(ReportDefinition report) {
        this.report = report;
    }

    /**
     * Reads a report below a place: {@code <place>/<report>} or {@code <place>/<report>.csv}, a
     * folder of part files or one file; or the place itself, if it has that name.
     *
     * @return empty if there is no such report
     * @throws SmsReportsException if a row cannot be understood
     */
    static Optional<ComparedRows> read(Path place, ReportDefinition report) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path candidate : candidates(place, report)) {
            Optional<FileStatus> found = StoredFiles.DIRECT.status(candidate);
            if (found.isPresent() && !found.get().isDir()) {
                files.add(candidate);
            } else {
                StoredFiles.DIRECT
                        .visible(candidate)
                        .forEach(below -> files.add(new Path(candidate, below)));
            }
        }
        if (files.isEmpty()) {
            return Optional.empty();
        }
        ComparedRows rows = new ComparedRows(report);
        for (Path file : files) {
            rows.read(file);
        }
        return Optional.of(rows);
    }

    private static List<Path> candidates(Path place, ReportDefinition report) {
        // A path of a folder may end in a slash, after which there is no name.
        Path own = new Path(place.toString());
        if (own.getName().equals(report.name()) || own.getName().equals(report.name() + SUFFIX)) {
            return List.of(own);
        }
        return List.of(new Path(place, report.name()), new Path(place, report.name() + SUFFIX));
    }

    NavigableMap<Key, List<List<BigDecimal>>> rows() {
        return rows;
    }

    /** How many rows there are, repeated ones too. */
    long count() {
        return count;
    }

    private void read(Path file) throws IOException {
        try (InputStream in = StoredFiles.DIRECT.open(file);
                InputStream text = file.getName().endsWith(".gz") ? new GZIPInputStream(in) : in;
                PublishedRows csv =
                        PublishedRows.ofForeign(
                                PlaceName.shown(file), text, report.columnNames())) {
            while (csv.next()) {
                add(csv);
            }
        }
    }

    private void add(PublishedRows csv) throws IOException {
        List<String> keys = new ArrayList<>();
        for (Column column : report.keyColumns()) {
            keys.add(keyField(column, csv.text(column.name())));
        }
        List<BigDecimal> values = new ArrayList<>();
        for (Column column : report.figureColumns()) {
            values.add(csv.amount(column.name()));
        }
        rows.computeIfAbsent(new Key(keys), unused -> new ArrayList<>()).add(values);
        count++;
    }

    private static String keyField(Column column, String text) {
        if (column.holdsTimes()) {
            return time(text);
        }
        if (column.holdsDates()) {
            return date(text);
        }
        return column.holdsNumbers() ? code(text) : text;
    }

    private static String date(String text) {
        String iso = text.replace('/', '-');
        String day = iso.length() > 10 ? iso.substring(0, 10) : iso;
        try {
            return LocalDate.parse(day).toString();
        } catch (DateTimeException e) {
            return text;
        }
    }

    /** A time in any spelling, as the reports write it; without a zone it is UTC. */
    private static String time(String text) {
        String iso = text.replace('/', '-').replaceFirst("(?<=\\d) (?=\\d)", "T");
        try {
            TemporalAccessor time =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(
                            iso, OffsetDateTime::from, LocalDateTime::from);
            return CsvLine.timeText(
                    time instanceof OffsetDateTime zoned
                            ? zoned.toInstant()
                            : LocalDateTime.from(time).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return text;
        }
    }

    /** {@code 1.0} is the paytype 1. */
    private static String code(String text) {
        if (text.isEmpty()) {
            return text;
        }
        try {
            BigDecimal number = new BigDecimal(text).stripTrailingZeros();
            return number.toPlainString();
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
