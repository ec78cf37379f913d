package io.smsreports.simulator.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.simulator.FolderContents;
import io.smsreports.simulator.traffic.EventTimeLag;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        Map<Key, Cell> cells = new HashMap<>();
        for (CdrRow row : rows) {
            LocalDateTime minute = row.recordDate().truncatedTo(ChronoUnit.MINUTES);
            String window = minute.minusMinutes(minute.getMinute() % 15) + ":00.000Z";
            cells.computeIfAbsent(new Key(window, row.paytype()), key -> new Cell())
                    .add(row.amount().movePointLeft(1));
        }
        BigDecimal daily =
                cells.values().stream()
                        .map(cell -> cell.revenue)
                        .reduce(BigDecimal.ZERO, BigDecimal::add);

        assertThat(lines(cells, Key::labelled, cell -> cell.count + "," + digits(cell.revenue)))
                .isEqualTo(
                        golden("count_revenue_15min", "RECORD_DATE,Pay_type,record_count,revenue"));
        assertThat(lines(cells, Key::toString, cell -> digits(cell.revenue)))
                .isEqualTo(golden("revenue_15min", "RECORD_DATE,paytype,revenue"));
        assertThat(lines(cells, Key::toString, cell -> digits(cell.min) + "," + digits(cell.max)))
                .isEqualTo(golden("minmax_15min", "RECORD_DATE,paytype,min_revenue,max_revenue"));
        assertThat(List.of("2020-08-30," + digits(daily)))
                .isEqualTo(golden("daily_revenue", "date,daily_revenue"));
    }

    @Test
    void isCutAsSplitCutsOneFileOfAHeaderAndItsRows() throws IOException {
        Map<String, String> texts = FolderContents.texts(folder);

        assertThat(texts.keySet())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed('a', 'o')
                                .mapToObj(letter -> "chunk_a" + (char) letter + ".csv")
                                .toList())
                .containsExactlyElementsOf(
                        files.stream().map(file -> file.getFileName().toString()).toList());
        texts.forEach(
                (name, text) -> {
                    assertThat(text).endsWith("\n").doesNotContain("\r", "\"");
                    assertThat(text.lines().count())
                            .isEqualTo(name.equals("chunk_ao.csv") ? 49_414 : 50_000);
                    assertThat(text.contains("RECORD_DATE")).isEqualTo(name.equals("chunk_aa.csv"));
                });
        assertThat(rows).hasSize(749_413);
        assertThat(texts.get("chunk_aa.csv").lines())
                .startsWith(
                        "ROAMSTATE_519,CUST_LOCAL_START_DATE_15,CDR_ID_1,CDR_SUB_ID_2,CDR_TYPE_3,"
                                + "SPLIT_CDR_REASON_4,RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,"
                                + "SERVICEFLOW_498,EVENTSOURCE_CATE_17,USAGE_SERVICE_TYPE_19,"
                                + "SPECIALNUMBERINDICATOR_534,BE_ID_30,CALLEDPARTYIMSI_495,"
                                + "CALLINGPARTYIMSI_494");
    }

    @Test
    void arrivesInEventTimeOrderWithUpToFiveMinutesOfJitter() {
        EventTimeLag lag =
                EventTimeLag.of(
                        rows.stream()
                                .mapToLong(row -> row.recordDate().toEpochSecond(ZoneOffset.UTC)));

        assertThat(lag.greatest()).isBetween(240L, 300L);
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
    void fillsTheOtherColumns() {
        Set<String> cdrIds = new HashSet<>();
        for (CdrRow row : rows) {
            List<String> columns = row.columns();
            assertThat(columns.size()).isEqualTo(16);
            assertThat(columns.contains("")).isFalse();
            assertThat(cdrIds.add(columns.get(2))).isTrue();
            assertThat(isOfTheTestNetwork(columns.get(14))).isTrue();
            assertThat(isOfTheTestNetwork(columns.get(15))).isTrue();
        }
        for (CdrRow row : rows.subList(0, 10_000)) {
            List<String> columns = row.columns();
            assertThat(columns.get(1)).isEqualTo(columns.get(6).replaceAll("[/: ]", ""));
        }
    }

    private static boolean isOfTheTestNetwork(String imsi) {
        return imsi.startsWith("00101")
                && imsi.length() == 15
                && imsi.chars().allMatch(Character::isDigit);
    }

    @Test
    void chargesMostlyWholeAndOrdinaryPrices() {
        List<BigDecimal> amounts = rows.stream().map(CdrRow::amount).toList();
        List<BigDecimal> withDecimals = amounts.stream().filter(each -> each.scale() > 0).toList();
        BigDecimal ordinary = new BigDecimal("10900");
        Map<BigDecimal, Long> meteredAmounts =
                withDecimals.stream()
                        .collect(Collectors.groupingBy(amount -> amount, Collectors.counting()));

        assertThat(amounts.stream().filter(amount -> amount.signum() == 0).count())
                .isBetween(50_000L, 65_000L);
        assertThat(amounts.stream().filter(amount -> amount.signum() < 0).count())
                .isBetween(2_000L, 4_000L);
        assertThat(withDecimals.size()).isBetween(20_000, 40_000);
        assertThat(amounts.stream().filter(amount -> amount.compareTo(ordinary) <= 0).count())
                .isGreaterThan(rows.size() / 2);
        assertThat(amounts).allMatch(amount -> amount.scale() <= 2);
        assertThat(meteredAmounts.values()).allMatch(count -> count <= 5);
    }

    @Test
    void hasModificationTimesInNameOrderNoneInTheFutureAndIsReadableByAll() throws IOException {
        Instant last = Files.getLastModifiedTime(files.get(14)).toInstant();
        assertThat(last).isBeforeOrEqualTo(writtenBy);
        for (int file = 0; file < files.size(); file++) {
            assertThat(Files.getLastModifiedTime(files.get(file)).toInstant())
                    .isEqualTo(last.minusSeconds(14 - file));
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(files.get(file))))
                    .isEqualTo("rw-r--r--");
        }
    }

    /** The hash ties the bytes to the seed on every machine; it changes only with the rows. */
    @Test
    void isTheSameToTheByteEveryTime(@TempDir Path again) throws Exception {
        ReferenceHour.write(again);
        for (Path each : List.of(folder, again)) {
            byte[] bytes =
                    String.join("", FolderContents.texts(each).values())
                            .getBytes(StandardCharsets.ISO_8859_1);
            assertThat(bytes).hasSize((int) ReferenceHour.BYTES);
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                    .isEqualTo("05954357d3f3cd1c853c7617eb1ac18d202adaf155ef7cb24214ca998e3f522c");
        }
    }

    private static String digits(BigDecimal revenue) {
        return revenue.setScale(6, RoundingMode.UNNECESSARY).toPlainString();
    }

    private static List<String> lines(
            Map<Key, Cell> cells, Function<Key, String> key, Function<Cell, String> figures) {
        return cells.entrySet().stream()
                .map(cell -> key.apply(cell.getKey()) + "," + figures.apply(cell.getValue()))
                .sorted()
                .toList();
    }

    private static List<String> golden(String table, String header) throws IOException {
        try (var in = ReferenceHourTest.class.getResourceAsStream("/golden/" + table + ".csv")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).startsWith(header + "\n").endsWith("\n");
            return text.lines().skip(1).toList();
        }
    }

    private record Key(String window, String paytype) {

        String labelled() {
            return window + "," + LABELS.get(paytype);
        }

        @Override
        public String toString() {
            return window + "," + paytype;
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
