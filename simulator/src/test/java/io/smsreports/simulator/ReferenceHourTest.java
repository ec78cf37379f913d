package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceHourTest {

    private static final Map<String, String> LABELS = Map.of("0", "Prepaid", "1", "Postpaid");

    @TempDir private static Path folder;
    private static List<Path> files;
    private static List<CdrRow> rows;
    private static Instant writtenBy;

    @BeforeAll
    static void writeAndReadBack() throws IOException {
        files = ReferenceHour.write(folder);
        writtenBy = Instant.now();
        rows = CdrRow.read(files);
    }

    @Test
    void equalsThePublishedTablesToTheDigit() throws IOException {
        Map<String, Cell> cells = new TreeMap<>();
        for (CdrRow row : rows) {
            LocalDateTime window = window(row.recordDate());
            cells.computeIfAbsent(window + ":00.000Z," + row.paytype(), key -> new Cell())
                    .add(row.amount().movePointLeft(1));
        }
        Map<String, String> countRevenue = new TreeMap<>();
        cells.forEach(
                (key, cell) -> {
                    String[] windowAndPaytype = key.split(",", -1);
                    countRevenue.put(
                            windowAndPaytype[0] + "," + LABELS.get(windowAndPaytype[1]),
                            cell.count + "," + sixDecimals(cell.revenue));
                });
        Map<String, String> revenue = new TreeMap<>();
        cells.forEach((key, cell) -> revenue.put(key, sixDecimals(cell.revenue)));
        Map<String, String> minMax = new TreeMap<>();
        cells.forEach(
                (key, cell) ->
                        minMax.put(key, sixDecimals(cell.min) + "," + sixDecimals(cell.max)));
        BigDecimal daily =
                cells.values().stream()
                        .map(cell -> cell.revenue)
                        .reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(report("RECORD_DATE,Pay_type,record_count,revenue", countRevenue))
                .isEqualTo(golden("count_revenue_15min.csv"));
        assertThat(report("RECORD_DATE,paytype,revenue", revenue))
                .isEqualTo(golden("revenue_15min.csv"));
        assertThat(report("RECORD_DATE,paytype,min_revenue,max_revenue", minMax))
                .isEqualTo(golden("minmax_15min.csv"));
        assertThat(report("date,daily_revenue", Map.of("2020-08-30", sixDecimals(daily))))
                .isEqualTo(golden("daily_revenue.csv"));
    }

    @Test
    void isCutAsSplitCutsOneFileOfAHeaderAndItsRows() throws IOException {
        List<String> names = files.stream().map(file -> file.getFileName().toString()).toList();
        List<Integer> lineCounts = new ArrayList<>();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, StandardCharsets.US_ASCII);
            assertThat(text).endsWith("\n").doesNotContain("\r", "\"");
            lineCounts.add((int) text.lines().count());
            assertThat(text.contains("RECORD_DATE")).isEqualTo(file.equals(files.get(0)));
        }

        assertThat(names)
                .containsExactly(
                        "chunk_aa.csv",
                        "chunk_ab.csv",
                        "chunk_ac.csv",
                        "chunk_ad.csv",
                        "chunk_ae.csv",
                        "chunk_af.csv",
                        "chunk_ag.csv",
                        "chunk_ah.csv",
                        "chunk_ai.csv",
                        "chunk_aj.csv",
                        "chunk_ak.csv",
                        "chunk_al.csv",
                        "chunk_am.csv",
                        "chunk_an.csv",
                        "chunk_ao.csv");
        assertThat(lineCounts.subList(0, 14)).containsOnly(50_000);
        assertThat(lineCounts.get(14)).isEqualTo(49_414);
        assertThat(rows).hasSize(749_413);
        try (var lines = Files.lines(files.get(0))) {
            assertThat(lines.findFirst())
                    .hasValue(
                            "ROAMSTATE_519,CUST_LOCAL_START_DATE_15,CDR_ID_1,CDR_SUB_ID_2,CDR_TYPE_3,"
                                    + "SPLIT_CDR_REASON_4,RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,"
                                    + "SERVICEFLOW_498,EVENTSOURCE_CATE_17,USAGE_SERVICE_TYPE_19,"
                                    + "SPECIALNUMBERINDICATOR_534,BE_ID_30,CALLEDPARTYIMSI_495,"
                                    + "CALLINGPARTYIMSI_494");
        }
    }

    @Test
    void leavesNothingButTheFilesInTheFolder() throws IOException {
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactlyInAnyOrderElementsOf(files);
        }
    }

    @Test
    void arrivesInEventTimeOrderWithUpToFiveMinutesOfJitter() {
        EventTimeLag lag = EventTimeLag.of(rows);

        assertThat(lag.greatest()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        assertThat(lag.rowsTwoMinutesBehind()).isGreaterThan(50_000);
    }

    @Test
    void mixesEventTimesAcrossFileBorders() {
        for (int border = 49_999; border < rows.size(); border += 50_000) {
            LocalDateTime latestBefore =
                    rows.subList(border - 1_000, border).stream()
                            .map(CdrRow::recordDate)
                            .max(LocalDateTime::compareTo)
                            .orElseThrow();
            assertThat(rows.subList(border, Math.min(border + 1_000, rows.size())))
                    .anyMatch(row -> row.recordDate().isBefore(latestBefore.minusMinutes(2)));
        }
    }

    @Test
    void namesSubscribersOfTheTestNetworkOnly() {
        Pattern imsi = Pattern.compile("00101\\d{10}");

        assertThat(rows)
                .allMatch(row -> imsi.matcher(row.columns().get(14)).matches())
                .allMatch(row -> imsi.matcher(row.columns().get(15)).matches());
    }

    @Test
    void fillsTheOtherColumns() {
        Set<String> cdrIds = new HashSet<>();
        for (CdrRow row : rows) {
            List<String> columns = row.columns();
            assertThat(columns.size()).isEqualTo(16);
            assertThat(columns.contains("")).isFalse();
            assertThat(cdrIds.add(columns.get(2))).isTrue();
        }
    }

    @Test
    void startsLocallyAtTheRecordDate() {
        for (CdrRow row : rows.subList(0, 10_000)) {
            List<String> columns = row.columns();
            assertThat(columns.get(1)).isEqualTo(columns.get(6).replaceAll("[/: ]", ""));
        }
    }

    @Test
    void chargesMostlyWholeAndOrdinaryPrices() {
        long free = rows.stream().filter(row -> row.amount().signum() == 0).count();
        long reversals = rows.stream().filter(row -> row.amount().signum() < 0).count();
        long withDecimals = rows.stream().filter(row -> row.amount().scale() > 0).count();
        long upTo10900 =
                rows.stream()
                        .filter(row -> row.amount().compareTo(new BigDecimal("10900")) <= 0)
                        .count();
        Map<BigDecimal, Long> meteredAmounts =
                rows.stream()
                        .map(CdrRow::amount)
                        .filter(amount -> amount.scale() > 0)
                        .collect(Collectors.groupingBy(amount -> amount, Collectors.counting()));

        assertThat(free).isBetween(50_000L, 65_000L);
        assertThat(reversals).isBetween(2_000L, 4_000L);
        assertThat(withDecimals).isBetween(20_000L, 40_000L);
        assertThat(upTo10900).isGreaterThan(rows.size() / 2);
        assertThat(rows).allMatch(row -> row.amount().scale() <= 2);
        assertThat(meteredAmounts.values()).allMatch(count -> count <= 5);
    }

    @Test
    void hasModificationTimesInNameOrderNoneInTheFuture() throws IOException {
        List<Instant> times = new ArrayList<>();
        for (Path file : files) {
            times.add(Files.getLastModifiedTime(file).toInstant());
        }

        for (int file = 1; file < times.size(); file++) {
            assertThat(Duration.between(times.get(file - 1), times.get(file)))
                    .isEqualTo(Duration.ofSeconds(1));
        }
        assertThat(times.get(14)).isBeforeOrEqualTo(writtenBy);
    }

    @Test
    void isReadableByAll() throws IOException {
        for (Path file : files) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r--r--");
        }
    }

    /** The hash ties the bytes to the seed on every machine; it changes only with the rows. */
    @Test
    void isTheSameToTheByteEveryTime(@TempDir Path again) throws Exception {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isEqualTo(ReferenceHour.BYTES);
        assertThat(ContentHash.of(ReferenceHour.write(again))).isEqualTo(ContentHash.of(files));
        assertThat(ContentHash.of(files))
                .isEqualTo("05954357d3f3cd1c853c7617eb1ac18d202adaf155ef7cb24214ca998e3f522c");
    }

    private static LocalDateTime window(LocalDateTime recordDate) {
        return recordDate
                .truncatedTo(ChronoUnit.HOURS)
                .plusMinutes(recordDate.getMinute() / 15 * 15L);
    }

    private static String sixDecimals(BigDecimal revenue) {
        return revenue.setScale(6, RoundingMode.UNNECESSARY).toPlainString();
    }

    private static String report(String header, Map<String, String> rowsByKey) {
        StringBuilder text = new StringBuilder(header).append('\n');
        rowsByKey.forEach((key, value) -> text.append(key + "," + value + "\n"));
        return text.toString();
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = ReferenceHourTest.class.getResourceAsStream("/golden/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final class Cell {
        private int count;
        private BigDecimal revenue = BigDecimal.ZERO;
        private BigDecimal min;
        private BigDecimal max;

        void add(BigDecimal value) {
            count++;
            revenue = revenue.add(value);
            min = min == null ? value : min.min(value);
            max = max == null ? value : max.max(value);
        }
    }
}
