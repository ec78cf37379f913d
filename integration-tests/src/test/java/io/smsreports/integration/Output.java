package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.smsreports.model.RejectReason;
import io.smsreports.testing.FilesInMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a job has written, as its users see it: hidden names do not count. Reading a folder checks
 * what holds for every file in it: its name, its header and, in reports, the order of its rows.
 *
 * @param base OUTPUT_BASE
 * @param zone whose days its dates are
 */
public record Output(Path base, ZoneId zone) {

    /** An output whose dates are days of UTC. */
    public Output(Path base) {
        this(base, ZoneOffset.UTC);
    }

    public static final List<String> REPORTS =
            List.of("daily_revenue", "revenue_15min", "minmax_15min", "count_revenue_15min");

    /**
     * Stands for CR while a file is read: FastCSV 4.1.0 loses a quoted field with one in it. Our
     * lines end in LF alone, so that every CR is data.
     */
    private static final char CARRIAGE_RETURN = '\uE00D';

    private static final String WINDOW = "RECORD_DATE";

    /** The first line of every output, as users' tools know it. */
    private static final Map<String, String> HEADERS =
            Map.of(
                    "daily_revenue", "date,daily_revenue",
                    "revenue_15min", "RECORD_DATE,paytype,revenue",
                    "minmax_15min", "RECORD_DATE,paytype,min_revenue,max_revenue",
                    "count_revenue_15min", "RECORD_DATE,Pay_type,record_count,revenue",
                    "late_revenue",
                            "RECORD_DATE,paytype,Pay_type,record_count,revenue,min_revenue,"
                                    + "max_revenue,file,booked_at",
                    "rejected_rows", "file,byte_offset,reason,record_date,amount,line",
                    "file_ledger",
                            "file,size_bytes,status,rows,accepted,late,rejected,too_long,"
                                    + "bad_quoting,wrong_column_count,bad_record_date,bad_amount,"
                                    + "future_record_date,unknown_paytype,blank_lines,header_lines,"
                                    + "revenue,first_record,last_record,read_at",
                    "file_days", "file,accepted,late,debits,reversals,revenue");

    /** A file of an output and the date that its folder names. */
    private record Part(Path file, String date, List<NamedCsvRecord> rows) {}

    /** All rows of an output. */
    public List<NamedCsvRecord> rows(String report) throws IOException {
        return parts(report).stream().flatMap(part -> part.rows().stream()).toList();
    }

    /** An output as one text, its rows sorted: what its files would be as one. */
    public String text(String report) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Part part : parts(report)) {
            Files.readAllLines(part.file()).stream().skip(1).forEach(lines::add);
        }
        lines.sort(Comparator.naturalOrder());
        return HEADERS.get(report)
                + lines.stream()
                        .collect(Collectors.joining("\n", "\n", lines.isEmpty() ? "" : "\n"));
    }

    /** The files of an output: to find that a reader sees a file come, go or change. */
    public Map<String, String> files(String report) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : visibleFiles(report)) {
            files.put(
                    base.relativize(file).toString(),
                    Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        return files;
    }

    /** Every published file of every output, without what is provisional. */
    public Map<String, String> allFiles() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (String report : HEADERS.keySet()) {
            files.putAll(files(report));
        }
        return files;
    }

    /** The ledger, by file, but for its rows of files that have changed since. */
    public Map<String, NamedCsvRecord> ledger() throws IOException {
        Map<String, NamedCsvRecord> ledger = new TreeMap<>();
        for (NamedCsvRecord row : rows("file_ledger")) {
            String file = row.getField("file");
            boolean isSecond = ledger.containsKey(file);
            if (isChange(row) || (isSecond && isUnread(row))) {
                continue;
            }
            assertThat(isSecond && !isUnread(ledger.get(file)))
                    .as("a second ledger row of %s", file)
                    .isFalse();
            ledger.put(file, row);
        }
        return ledger;
    }

    /** The ledger's rows of files that have changed since, each as its name and new size. */
    List<String> changes() throws IOException {
        return rows("file_ledger").stream()
                .filter(Output::isChange)
                .map(row -> row.getField("file") + " " + row.getField("size_bytes"))
                .sorted()
                .toList();
    }

    /** An attempt that came to nothing; the row of a later one stands beside it. */
    private static boolean isUnread(NamedCsvRecord row) {
        return row.getField("rows").equals("0")
                && List.of("UNREADABLE", "MISSING").contains(row.getField("status"));
    }

    private static boolean isChange(NamedCsvRecord row) {
        return row.getField("status").equals("CHANGED_AFTER_READ");
    }

    /** The windows that are published, by their start. */
    public Set<String> publishedWindows() throws IOException {
        return rows("revenue_15min").stream()
                .map(row -> row.getField(WINDOW))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The figures of the four reports. */
    public Figures published() throws IOException {
        return Figures.ofReports(this::rows);
    }

    /** What late_revenue adds to the figures of the four reports. */
    public Figures late() throws IOException {
        Figures figures = new Figures();
        for (NamedCsvRecord row : rows("late_revenue")) {
            String window = row.getField(WINDOW);
            figures.addDay(dayOf(window), amount(row, "revenue"));
            addWindow(figures, row, row.getField("Pay_type"));
        }
        return figures;
    }

    /**
     * What open_totals adds to the figures of the four reports.
     *
     * @param labels the reference
     */
    Figures open(Map<String, String> labels) throws IOException {
        Figures figures = new Figures();
        for (NamedCsvRecord row : openRows("open_15min.csv")) {
            addWindow(figures, row, labels.get(paytype(row)));
        }
        for (NamedCsvRecord row : openRows("open_daily.csv")) {
            figures.addDay(row.getField("date"), amount(row, "daily_revenue"));
        }
        return figures;
    }

    private static void addWindow(Figures figures, NamedCsvRecord row, String label) {
        String window = row.getField(WINDOW);
        figures.addRevenue(window, paytype(row), amount(row, "revenue"));
        figures.addBounds(
                window, paytype(row), amount(row, "min_revenue"), amount(row, "max_revenue"));
        figures.addLabel(window, label, amount(row, "record_count"), amount(row, "revenue"));
    }

    /** The rows of a provisional file; none before it is first written. */
    List<NamedCsvRecord> openRows(String name) throws IOException {
        try {
            String text = Files.readString(base.resolve("open_totals").resolve(name));
            return records(text);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static String paytype(NamedCsvRecord row) {
        return row.getField("paytype");
    }

    /** The line of a rejected row, as it came: a character a byte. */
    public static String rejectedLine(NamedCsvRecord row) {
        return row.getField("line").replace(CARRIAGE_RETURN, '\r');
    }

    /** A text as the records that this class reads hold it. */
    public static String withStandIn(String text) {
        return text.replace('\r', CARRIAGE_RETURN);
    }

    public static BigDecimal amount(NamedCsvRecord row, String column) {
        return new BigDecimal(row.getField(column));
    }

    /** The sum of a column. */
    public static BigDecimal sum(List<NamedCsvRecord> rows, String column) {
        return rows.stream()
                .map(row -> amount(row, column))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What must hold of every finished output, whatever its input was. */
    public void assertBalanced() throws IOException {
        List<NamedCsvRecord> days = rows("file_days");
        BigDecimal accepted = BigDecimal.ZERO;
        BigDecimal late = BigDecimal.ZERO;
        for (NamedCsvRecord row : ledger().values()) {
            String file = row.getField("file");
            BigDecimal reasons =
                    Stream.of(RejectReason.values())
                            .map(reason -> amount(row, reason.name().toLowerCase(Locale.ROOT)))
                            .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(amount(row, "rows"))
                    .as("rows = accepted + rejected in %s", file)
                    .isEqualTo(amount(row, "accepted").add(amount(row, "rejected")));
            assertThat(amount(row, "rejected")).as("rejected in %s", file).isEqualTo(reasons);
            List<NamedCsvRecord> daysOfFile =
                    days.stream().filter(day -> day.getField("file").equals(file)).toList();
            for (String column : List.of("accepted", "late", "revenue")) {
                assertThat(sum(daysOfFile, column))
                        .as("%s of %s by days", column, file)
                        .isEqualByComparingTo(amount(row, column));
            }
            assertThat(sum(daysOfFile, "debits").add(sum(daysOfFile, "reversals")))
                    .as("debits and reversals of %s", file)
                    .isEqualByComparingTo(amount(row, "revenue"));
            accepted = accepted.add(amount(row, "accepted"));
            late = late.add(amount(row, "late"));
        }
        BigDecimal lateRows = sum(rows("late_revenue"), "record_count");
        assertThat(late).as("late rows in the ledger").isEqualByComparingTo(lateRows);
        assertThat(accepted)
                .as("accepted rows in the ledger")
                .isEqualByComparingTo(
                        sum(rows("count_revenue_15min"), "record_count").add(lateRows));
        assertThat((long) rows("rejected_rows").size())
                .as("rejected rows")
                .isEqualTo(sum(rows("file_ledger"), "rejected").longValueExact());
        assertReportsAgree();
    }

    private void assertReportsAgree() throws IOException {
        Map<String, BigDecimal> byDay = new TreeMap<>();
        for (NamedCsvRecord row : rows("daily_revenue")) {
            byDay.put(row.getField("date"), amount(row, "daily_revenue"));
        }
        assertThat(revenueByDay("revenue_15min")).as("report 2 by day").isEqualTo(byDay);
        assertThat(revenueByDay("count_revenue_15min")).as("report 4 by day").isEqualTo(byDay);
    }

    private Map<String, BigDecimal> revenueByDay(String report) throws IOException {
        Map<String, BigDecimal> byDay = new TreeMap<>();
        for (NamedCsvRecord row : rows(report)) {
            byDay.merge(dayOf(row.getField(WINDOW)), amount(row, "revenue"), BigDecimal::add);
        }
        return byDay;
    }

    private List<Part> parts(String report) throws IOException {
        List<Part> parts = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (Path file : visibleFiles(report)) {
            String name = base.relativize(file).toString();
            assertThat(name)
                    .matches(
                            report
                                    + "/dt=\\d{4}-\\d\\d-\\d\\d/"
                                    + report
                                    + "-\\d{8}t\\d{6}-[0-9a-f]{4}-.+\\.csv");
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertThat(text).as(name).startsWith(HEADERS.get(report) + "\n").endsWith("\n");
            List<NamedCsvRecord> rows = records(text);
            Part part =
                    new Part(file, file.getParent().getFileName().toString().substring(3), rows);
            parts.add(part);
            if (REPORTS.contains(report)) {
                assertSortedAndDated(name, part);
                keysOf(part)
                        .forEach(
                                key ->
                                        assertThat(keys.add(key))
                                                .as("%s only in %s", key, name)
                                                .isTrue());
            }
        }
        return parts;
    }

    static List<NamedCsvRecord> records(String text) {
        try (CsvReader<NamedCsvRecord> reader =
                CsvReader.builder().ofNamedCsvRecord(text.replace('\r', CARRIAGE_RETURN))) {
            return reader.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String dayOf(String dateOrWindow) {
        return dateOrWindow.endsWith("Z")
                ? Instant.parse(dateOrWindow).atZone(zone).toLocalDate().toString()
                : dateOrWindow;
    }

    private void assertSortedAndDated(String name, Part part) {
        Comparator<NamedCsvRecord> order = Comparator.comparing(row -> row.getField(0));
        order =
                order.thenComparing(
                        row -> row.findField("paytype").orElse(""),
                        Comparator.comparingInt(
                                code ->
                                        code.isEmpty()
                                                ? Integer.MIN_VALUE
                                                : Integer.parseInt(code)));
        order = order.thenComparing(row -> row.findField("Pay_type").orElse(""));
        assertThat(part.rows()).as("rows of %s", name).isNotEmpty().isSortedAccordingTo(order);
        assertThat(part.rows())
                .as("rows of %s", name)
                .allMatch(row -> dayOf(row.getField(0)).equals(part.date()));
    }

    /** A window or a day is published by one file, once. */
    private static Set<String> keysOf(Part part) {
        return part.rows().stream().map(row -> row.getField(0)).collect(Collectors.toSet());
    }

    private List<Path> visibleFiles(String report) throws IOException {
        return FilesInMotion.below(base.resolve(report)).stream()
                .filter(file -> !file.getFileName().toString().matches("[._].*"))
                .toList();
    }
}
