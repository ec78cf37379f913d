package io.smsreports.reconcile;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.ReportDefinition.Column;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
                collect(candidate, files);
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

    private static void collect(Path folder, List<Path> files) throws IOException {
        for (FileStatus child : StoredFiles.DIRECT.list(folder)) {
            String childName = child.getPath().getName();
            if (StoredFiles.isHidden(childName)) {
                continue;
            }
            Path path = new Path(folder, childName);
            if (child.isDir()) {
                collect(path, files);
            } else {
                files.add(path);
            }
        }
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
                CsvReader<CsvRecord> records =
                        CsvReader.builder()
                                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                                .ofCsvRecord(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            List<String> header = report.columnNames();
            boolean first = true;
            for (CsvRecord row : records) {
                List<String> fields = row.getFields().stream().map(ComparedRows::plain).toList();
                if (first && isHeader(fields)) {
                    header = fields;
                } else {
                    add(file, row.getStartingLineNumber(), header, fields);
                }
                first = false;
            }
        } catch (CsvParseException e) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_UNUSABLE,
                    PlaceName.shown(file) + ": it cannot be read as CSV",
                    e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String plain(String field) {
        return field.replace("\uFEFF", "").strip();
    }

    private boolean isHeader(List<String> fields) {
        return lowerCase(fields).containsAll(lowerCase(report.columnNames()));
    }

    private static List<String> lowerCase(List<String> names) {
        return names.stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    }

    private void add(Path file, long line, List<String> header, List<String> fields)
            throws SmsReportsException {
        if (fields.size() != header.size()) {
            throw problem(
                    file,
                    line,
                    "%d columns instead of %s".formatted(fields.size(), String.join(",", header)));
        }
        List<String> keys = new ArrayList<>();
        for (Column column : report.keyColumns()) {
            keys.add(keyField(column, field(header, fields, column.name())));
        }
        List<BigDecimal> values = new ArrayList<>();
        for (Column column : report.figureColumns()) {
            String value = field(header, fields, column.name());
            try {
                values.add(new BigDecimal(value));
            } catch (NumberFormatException e) {
                throw problem(
                        file,
                        line,
                        column.name() + " is " + PublishedRows.quote(value) + " and no number");
            }
        }
        rows.computeIfAbsent(new Key(keys), unused -> new ArrayList<>()).add(values);
        count++;
    }

    private static SmsReportsException problem(Path file, long line, String problem) {
        return new SmsReportsException(
                ErrorCode.OUTPUT_UNUSABLE, PlaceName.shown(file) + ":" + line + ": " + problem);
    }

    private static String field(List<String> header, List<String> fields, String column) {
        return fields.get(lowerCase(header).indexOf(column.toLowerCase(Locale.ROOT)));
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
            return Times.text(OffsetDateTime.parse(iso).toInstant());
        } catch (DateTimeException withoutZone) {
            return localTime(iso).map(Times::text).orElse(text);
        }
    }

    private static Optional<Instant> localTime(String iso) {
        try {
            return Optional.of(LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
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
