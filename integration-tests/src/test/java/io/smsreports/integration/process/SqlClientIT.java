package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.ProcessTest;
import io.smsreports.simulator.generate.ReferenceHour;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every file of sql/client, through Flink's own SQL client on a local cluster. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@ProcessTest
final class SqlClientIT {

    private static final Path SQL = Path.of("..", "sql", "client").toAbsolutePath().normalize();

    /** It needs quotes in CSV, and in the text of a statement. */
    private static final String LATE_FILE = "it's \"late\", too.csv";

    private static final String ROW = "0,20200830000512,%s,1,1,0,%s,%s,%s,1,4,4,0,1,00101,00101\n";

    @TempDir static Path home;

    private static int webPort;

    @TempDir private Path folder;

    /** The reference hour, stopped with its last window open, after a file that came too late. */
    @BeforeAll
    static void makeAnOutput() throws Exception {
        Path reference = home.resolve("data/REF_map/ref.csv");
        Files.createDirectories(reference.getParent());
        Files.writeString(reference, "PayType,value\n0, Prepaid\n1.0,Postpaid\n\n");
        Path input = home.resolve("data/REF_SMS_streaming");
        ReferenceHour.write(input);
        startCluster();
        try (CommandProcess run =
                CommandProcess.start(
                        home,
                        "run",
                        "--web-port=0",
                        "--parallelism=2",
                        "--trigger-interval=300ms",
                        "--settle-time=0",
                        "--idle-timeout=1s")) {
            run.awaitOut("count_revenue_15min dt=2020-08-30 2020-08-30T00:30:00.000Z,(Prepaid)");
            Path written = Files.write(home.resolve("late.csv"), lateFile());
            Files.move(written, input.resolve(LATE_FILE), StandardCopyOption.ATOMIC_MOVE);
            run.awaitOut("late_revenue dt=2020-08-30 2020-08-30T00:00:00.000Z,7,(.*)");
            run.terminate();
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
    }

    private static void startCluster() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            webPort = free.getLocalPort();
        }
        try (CommandProcess start =
                CommandProcess.start(
                        home,
                        "cluster",
                        "start",
                        "--web-port=" + webPort,
                        "--taskmanagers=1",
                        CommandProcess.FOR_A_SHORT_LIFE)) {
            assertThat(start.exitCode()).as(start.err()).isZero();
        }
    }

    @AfterAll
    static void stopCluster() throws Exception {
        try (CommandProcess stop = CommandProcess.start(home, "cluster", "stop")) {
            assertThat(stop.exitCode()).as(stop.err()).isZero();
        }
    }

    private static byte[] lateFile() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(text(ROW.formatted("9001", "2020/08/30 00:05:12", "1", "99999999.9")));
        bytes.write(text(ROW.formatted("9002", "2020/08/30 00:05:13", "7", "2180.5")));
        bytes.write(text(ROW.formatted("9003", "2020/08/30 00:59:59", "", "100")));
        bytes.write(text(ROW.formatted("9004", "2020/08/30 00:59:59", "0", "x")));
        bytes.write(text(ROW.formatted("9005", "2020/08/30 00:59:60", "1", "500")));
        bytes.write(text("\"torn, \"\"quoted\n"));
        bytes.write(new byte[] {'0', ',', (byte) 0xFF, '"', 'x', '\r', 'y', '\n'});
        return bytes.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyExampleAnswersItsQuestion() throws Exception {
        List<Path> examples;
        try (Stream<Path> files = Files.list(SQL.resolve("examples"))) {
            examples = files.sorted().toList();
        }
        StringBuilder script = new StringBuilder();
        for (Path example : examples) {
            script.append(Files.readString(example)).append('\n');
        }

        Iterator<List<String>> answers = answers(home, script.toString());

        assertThat(examples)
                .extracting(example -> example.getFileName().toString())
                .containsExactly(
                        "01_top_windows.sql",
                        "02_day_against_day.sql",
                        "03_reconcile.sql",
                        "04_biggest_debits.sql",
                        "05_unknown_paytypes.sql",
                        "06_rejects_by_reason_and_file.sql",
                        "07_revenue_at_risk.sql",
                        "08_largest_files_of_a_day.sql",
                        "09_balance.sql");
        assertThat(answers.next())
                .containsExactly(
                        "RECORD_DATE|revenue",
                        "2020-08-30 00:30:00.000|2393748145.100000",
                        "2020-08-30 00:00:00.000|2385838452.940000",
                        "2020-08-30 00:15:00.000|2281828461.200000");
        assertThat(answers.next())
                .containsExactly(
                        "dt|windows|revenue|more_than_the_day_before",
                        "2020-08-30|3|7061415059.240000|<NULL>");
        assertThat(answers.next()).as("report 2 against report 4").isEmpty();
        assertThat(answers.next()).as("report 1 against report 2").isEmpty();
        assertThat(answers.next())
                .startsWith(
                        "file|record_time|CDR_ID_1|CALLINGPARTYIMSI_494|pay_type_code|amount",
                        LATE_FILE + "|2020-08-30 00:05:12.000|9001|00101|1|99999999.90")
                .hasSize(6);
        assertThat(answers.next())
                .containsExactly(
                        "Pay_type|record_count|revenue|first_window|last_window",
                        "Unknown (7)|1|218.050000|2020-08-30 00:00:00.000|2020-08-30 00:00:00.000");
        assertThat(answers.next())
                .containsExactly(
                        "reason|file|lines|amount|first_at",
                        "BAD_AMOUNT|" + LATE_FILE + "|1|<NULL>|237",
                        "BAD_QUOTING|" + LATE_FILE + "|1|<NULL>|387",
                        "BAD_RECORD_DATE|" + LATE_FILE + "|1|500.000000|311",
                        "WRONG_COLUMN_COUNT|" + LATE_FILE + "|1|<NULL>|403");
        assertThat(answers.next())
                .containsExactly(
                        "what|records|revenue",
                        "late|2|10000218.040000",
                        "open|185339|2335446911.300000",
                        "rejected|4|50.000000");
        assertThat(answers.next())
                .startsWith(
                        "file|accepted|late|debits|reversals|revenue",
                        "chunk_al.csv|50000|0|644128660.844000|-2147518.000000|641981142.844000")
                .hasSize(6);
        assertThat(answers.next()).as("files with something wrong").isEmpty();
        assertThat(answers.next())
                .containsExactly(
                        "accepted|published|late|open|missing", "749416|564075|2|185339|0");
        assertThat(answers).isExhausted();
    }

    @Test
    void everyTableHasItsRowsInRealTypes() throws Exception {
        Iterator<List<String>> answers =
                answers(
                        home,
                        """
                        SELECT RECORD_DATE + INTERVAL '15' MINUTE, paytype + 1, revenue + 0.1
                        FROM revenue_15min WHERE dt = '2020-08-30' AND paytype = 1 ORDER BY 1;
                        SELECT RECORD_DATE, paytype, min_revenue, max_revenue
                        FROM minmax_15min_corrected WHERE paytype > 0 ORDER BY 1, 2;
                        SELECT RECORD_DATE, Pay_type, record_count, revenue
                        FROM count_revenue_15min_corrected
                        WHERE RECORD_DATE = TIMESTAMP '2020-08-30 00:00:00' ORDER BY 2;
                        SELECT `date`, daily_revenue, published, dt FROM daily_revenue_corrected;
                        SELECT `date`, daily_revenue FROM open_daily;
                        SELECT paytype, record_count FROM open_15min ORDER BY 2;
                        SELECT file, byte_offset, reason, record_date,
                          REPLACE(line, U&'\\000D', '<CR>') AS line FROM rejected_rows
                        ORDER BY byte_offset DESC LIMIT 2;
                        SELECT file, size_bytes, `rows`, rejected, bad_quoting, revenue,
                          first_record, last_record
                        FROM file_ledger WHERE rejected > 0;
                        SELECT * FROM paytypes ORDER BY paytype;
                        SELECT COUNT(*), COUNT(DISTINCT file), SUM(amount) FROM raw_sms
                        WHERE file LIKE 'chunk%';
                        SELECT mode, status, amount_divisor, time_zone FROM run;
                        """);

        assertThat(answers.next())
                .contains("2020-08-30 00:15:00.000|2|652891472.700000")
                .hasSize(4);
        assertThat(answers.next())
                .contains(
                        "2020-08-30 00:00:00.000|1|0.000000|9999999.990000",
                        "2020-08-30 00:00:00.000|7|218.050000|218.050000",
                        "2020-08-30 00:15:00.000|1|0.000000|2180000.000000")
                .hasSize(5);
        assertThat(answers.next())
                .containsExactly(
                        "RECORD_DATE|Pay_type|record_count|revenue",
                        "2020-08-30 00:00:00.000|Postpaid|53095|662891472.590000",
                        "2020-08-30 00:00:00.000|Prepaid|135930|1722946762.300000",
                        "2020-08-30 00:00:00.000|Unknown (7)|1|218.050000");
        assertThat(answers.next()).contains("2020-08-30|10000218.040000|FALSE|2020-08-30");
        assertThat(answers.next()).contains("2020-08-30|9386861752.500000");
        assertThat(answers.next())
                .containsExactly("paytype|record_count", "<NULL>|1", "1|50149", "0|135189");
        assertThat(answers.next())
                .containsExactly(
                        "file|byte_offset|reason|record_date|line",
                        LATE_FILE + "|403|WRONG_COLUMN_COUNT|<NULL>|0,\uFFFD\"x<CR>y",
                        LATE_FILE + "|387|BAD_QUOTING|<NULL>|\"torn, \"\"quoted");
        assertThat(answers.next())
                .contains(
                        LATE_FILE
                                + "|411|7|4|1|10000228.040000"
                                + "|2020-08-30 00:05:12.000|2020-08-30 00:59:59.000")
                .hasSize(2);
        assertThat(answers.next()).containsExactly("paytype|label", "0|Prepaid", "1|Postpaid");
        assertThat(answers.next()).contains("749413|15|93868617425.00");
        assertThat(answers.next()).contains("STREAMING|RUNNING|10|UTC");
        assertThat(answers).isExhausted();
    }

    @Test
    void whatIsNotThereIsEmptyAndAFailedStatementEndsItWithOne() throws Exception {
        Path input = Files.createDirectories(folder.resolve("data/REF_SMS_streaming"));
        Files.createDirectories(folder.resolve("data/output"));
        writeDirtyInput(input);
        Path script =
                Files.writeString(
                        folder.resolve("a b.sql"),
                        """
                        SELECT COUNT(*) FROM daily_revenue;
                        SELECT COUNT(*) FROM late_revenue;
                        SELECT COUNT(*) FROM rejected_rows;
                        SELECT COUNT(*) FROM open_15min;
                        SELECT * FROM revenue_15min_corrected;
                        SELECT file, CDR_ID_1, record_time, pay_type_code, amount, ROAMSTATE_519
                        FROM raw_sms ORDER BY file, CDR_ID_1;
                        SELECT file, COUNT(*) FROM raw_lines GROUP BY file ORDER BY file;
                        SELECT file, line FROM raw_headers ORDER BY file;
                        SELECT run FROM run;
                        SELECT 'never' FROM paytypes;
                        """);

        try (CommandProcess sql =
                CommandProcess.start(
                        folder, "sql", "--jobmanager=localhost:" + webPort, "--file=" + script)) {
            assertThat(sql.exitCode()).isEqualTo(1);
            assertThat(sql.err())
                    .startsWith("./sms-reports sql: " + script + " did not run to its end; ")
                    .hasLineCount(1);
            assertThat(sql.out())
                    .containsPattern("\\[ERROR\\] Could not execute SQL statement(?s:.)*run.json")
                    .doesNotContain("never");
            Iterator<List<String>> answers = tables(sql.out()).iterator();
            for (int table = 0; table < 4; table++) {
                assertThat(answers.next()).containsExactly("EXPR$0", "0");
            }
            assertThat(answers.next()).isEmpty();
            assertThat(answers.next())
                    .containsExactly(
                            "file|CDR_ID_1|record_time|pay_type_code|amount|ROAMSTATE_519",
                            "below/zipped.csv.gz|1|2020-08-30 00:00:01.000|1|1.50|0",
                            "quoted.csv|2|2020-08-30 00:00:02.000|<NULL>|20.00|a,\"b\"",
                            "quoted.csv|3|<NULL>|<NULL>|<NULL>|\uFFFD");
            assertThat(answers.next())
                    .containsExactly(
                            "file|EXPR$1", "below/zipped.csv.gz|2", "other.csv|2", "quoted.csv|4");
            assertThat(answers.next())
                    .containsExactly(
                            "file|line",
                            "below/zipped.csv.gz|" + defaultHeader().substring(0, 197) + "...",
                            "other.csv|DEBIT_AMOUNT_42,RECORD_DATE,PAYTYPE_515");
            assertThat(answers).isExhausted();
        }
    }

    @Test
    void datesAreDaysOfTheRunsTimeZoneAndTimesAreUtc() throws Exception {
        Path input = Files.createDirectories(folder.resolve("data/REF_SMS_streaming"));
        Path reference = Files.createDirectories(folder.resolve("data/REF_map"));
        Files.writeString(reference.resolve("ref.csv"), "PayType,value\n0,Prepaid\n");
        Files.writeString(
                input.resolve("night.csv"),
                ROW.formatted("1", "2020/10/24 23:59:59", "0", "10")
                        + ROW.formatted("2", "2020/10/25 00:00:00", "0", "20")
                        + ROW.formatted("3", "2020/10/25 23:59:59", "0", "40")
                        + ROW.formatted("4", "2020/10/26 00:00:00", "0", "80"));
        try (CommandProcess batch =
                CommandProcess.start(
                        folder,
                        "run",
                        "--mode=batch",
                        "--time-zone=Europe/Prague",
                        "--web-port=0")) {
            assertThat(batch.exitCode()).as(batch.err()).isZero();
        }
        Path script =
                Files.writeString(
                        folder.resolve("days.sql"),
                        """
                        SELECT `date`, daily_revenue, dt FROM daily_revenue ORDER BY dt;
                        SELECT `date`, daily_revenue, published FROM daily_revenue_corrected
                        ORDER BY dt;
                        SELECT dt, RECORD_DATE, revenue FROM revenue_15min_corrected
                        ORDER BY RECORD_DATE;
                        SELECT dt, accepted, revenue FROM file_days ORDER BY dt;
                        SELECT record_time FROM raw_sms ORDER BY record_time;
                        SELECT mode, time_zone FROM run;
                        """);

        try (CommandProcess sql =
                CommandProcess.start(
                        folder, "sql", "--jobmanager=localhost:" + webPort, "--file=" + script)) {
            assertThat(sql.exitCode()).as(sql.out() + sql.err()).isZero();
            Iterator<List<String>> answers = tables(sql.out()).iterator();
            assertThat(answers.next())
                    .containsExactly(
                            "date|daily_revenue|dt",
                            "2020-10-24|1.000000|2020-10-24",
                            "2020-10-25|6.000000|2020-10-25",
                            "2020-10-26|8.000000|2020-10-26");
            assertThat(answers.next()).contains("2020-10-25|6.000000|TRUE").hasSize(4);
            assertThat(answers.next())
                    .containsExactly(
                            "dt|RECORD_DATE|revenue",
                            "2020-10-24|2020-10-24 21:45:00.000|1.000000",
                            "2020-10-25|2020-10-24 22:00:00.000|2.000000",
                            "2020-10-25|2020-10-25 22:45:00.000|4.000000",
                            "2020-10-26|2020-10-25 23:00:00.000|8.000000");
            assertThat(answers.next())
                    .containsExactly(
                            "dt|accepted|revenue",
                            "2020-10-24|1|1.000000",
                            "2020-10-25|2|6.000000",
                            "2020-10-26|1|8.000000");
            assertThat(answers.next()).contains("2020-10-25 00:00:00.000").hasSize(5);
            assertThat(answers.next()).contains("BATCH|Europe/Prague");
            assertThat(answers).isExhausted();
        }
    }

    private static void writeDirtyInput(Path input) throws IOException {
        Path reference = input.resolve("../REF_map/ref.csv");
        Files.createDirectories(reference.getParent());
        Files.writeString(reference, "PayType,value\n0,Prepaid\n");
        Files.createDirectories(input.resolve("below"));
        try (OutputStream zipped =
                new GZIPOutputStream(Files.newOutputStream(input.resolve("below/zipped.csv.gz")))) {
            zipped.write(text(defaultHeader() + "\r\n"));
            zipped.write(text(ROW.formatted("1", "2020/08/30 00:00:01", "1.0", "1.5")));
        }
        Files.writeString(
                input.resolve("other.csv"),
                "DEBIT_AMOUNT_42,RECORD_DATE,PAYTYPE_515\n1,2020/08/30 00:00:00,1\n");
        String quoted = ROW.formatted("2", "2020/08/30 00:00:02", "99999999999", "\" 20 \"");
        Files.write(
                input.resolve("quoted.csv"),
                (quoted.replaceFirst("0", "\"a,\"\"b\"\"\"")
                                + "\"unclosed,1\n\n"
                                + ROW.formatted("3", "never", "", "").replaceFirst("0", "\u00ff"))
                        .getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(input.resolve("_hidden.csv"), "hidden\n");
    }

    private static String defaultHeader() {
        return "ROAMSTATE_519,CUST_LOCAL_START_DATE_15,CDR_ID_1,CDR_SUB_ID_2,CDR_TYPE_3,"
                + "SPLIT_CDR_REASON_4,RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,SERVICEFLOW_498,"
                + "EVENTSOURCE_CATE_17,USAGE_SERVICE_TYPE_19,SPECIALNUMBERINDICATOR_534,BE_ID_30,"
                + "CALLEDPARTYIMSI_495,CALLINGPARTYIMSI_494";
    }

    @Test
    void saysInOneLineThatNoClusterAnswers() throws Exception {
        try (CommandProcess sql = CommandProcess.start(home, "sql", "--jobmanager=localhost:1")) {
            assertThat(sql.failed(1))
                    .isEqualTo(
                            "./sms-reports sql: nothing answers at http://localhost:1: start a"
                                    + " cluster with ./sms-reports cluster start, or name one with"
                                    + " --jobmanager\n");
        }
    }

    @Test
    void refusesWhatIsNotThere() throws Exception {
        try (CommandProcess sql = CommandProcess.start(home, "sql", "--file=nowhere.sql")) {
            assertThat(sql.failed(2)).contains("nowhere.sql cannot be read");
        }
        try (CommandProcess sql =
                CommandProcess.start(home, "sql", "--output=nowhere", "--web-port=" + webPort)) {
            assertThat(sql.failed(2)).contains("there is no output nowhere");
        }
        try (CommandProcess sql = CommandProcess.start(home, "sql", "--jobmanager=here")) {
            assertThat(sql.failed(2)).contains("'here' is no address");
        }
    }

    private Iterator<List<String>> answers(Path workspace, String statements)
            throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("script.sql"), statements);
        try (CommandProcess sql = CommandProcess.start(workspace, "sql", "-f", script.toString())) {
            sql.succeeded();
            return tables(sql.out()).iterator();
        }
    }

    /** The printed tables, each as its header and rows with bare values; an empty set is empty. */
    private static List<List<String>> tables(String printed) {
        List<List<String>> tables = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        for (String line : printed.lines().toList()) {
            if (line.startsWith("| ")) {
                rows.add(
                        String.join(
                                "|",
                                Arrays.stream(line.substring(1, line.length() - 1).split(" \\| "))
                                        .map(String::strip)
                                        .toList()));
            } else if (line.contains("Empty set") || line.matches("\\d+ rows? in set .*")) {
                tables.add(rows);
                rows = new ArrayList<>();
            }
        }
        return tables;
    }
}
