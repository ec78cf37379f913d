package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.sink.CsvFormat;
import io.smsreports.sink.ReportFiles;
import io.smsreports.testing.CapturedLog;
import io.smsreports.testing.FilesInMotion;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@MiniClusterTest
class ReportCsvIT {

    private static final int BATCHES = 4;

    private static final String HEADER = "RECORD_DATE,paytype,revenue\n";

    @TempDir Path base;

    private CapturedLog log;

    @BeforeEach
    void captureTheLog() {
        log = new CapturedLog("io.smsreports.published");
    }

    @AfterEach
    void releaseTheLog() {
        log.close();
    }

    @Test
    void writesOneSortedFileADateInBatch() throws Exception {
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        tables.executeSql(createTable("revenue_15min", true));

        tables.executeSql(
                        """
                        INSERT INTO revenue_15min
                        SELECT RECORD_DATE, paytype, CAST(revenue AS DECIMAL(38, 6)),
                               DATE_FORMAT(RECORD_DATE, 'yyyy-MM-dd')
                        FROM (VALUES
                            (TIMESTAMP '2020-08-31 00:00:00', 0, 7.5),
                            (TIMESTAMP '2020-08-30 23:45:00', 10, 1234567890123456.5),
                            (TIMESTAMP '2020-08-30 23:45:00', 9, -0.000001),
                            (TIMESTAMP '2020-08-30 23:45:00', CAST(NULL AS INT), 1),
                            (TIMESTAMP '2020-08-30 00:00:00', 1, 0)
                        ) AS t (RECORD_DATE, paytype, revenue)
                        """)
                .await();

        Map<String, String> files = visibleFiles();
        assertThat(files).hasSize(2);
        assertThat(contentIn(files, "revenue_15min/dt=2020-08-30/revenue_15min-r1-"))
                .isEqualTo(
                        HEADER
                                + "2020-08-30T00:00:00.000Z,1,0.000000\n"
                                + "2020-08-30T23:45:00.000Z,,1.000000\n"
                                + "2020-08-30T23:45:00.000Z,9,-0.000001\n"
                                + "2020-08-30T23:45:00.000Z,10,1234567890123456.500000\n");
        assertThat(contentIn(files, "revenue_15min/dt=2020-08-31/revenue_15min-r1-"))
                .isEqualTo(HEADER + "2020-08-31T00:00:00.000Z,0,7.500000\n");
        assertThat(log.lines())
                .containsExactly(
                        "INFO revenue_15min dt=2020-08-30 2020-08-30T00:00:00.000Z,1,0.000000",
                        "INFO revenue_15min dt=2020-08-30 2020-08-30T23:45:00.000Z,,1.000000",
                        "INFO revenue_15min dt=2020-08-30 2020-08-30T23:45:00.000Z,9,-0.000001",
                        "INFO revenue_15min dt=2020-08-30"
                                + " 2020-08-30T23:45:00.000Z,10,1234567890123456.500000",
                        "INFO revenue_15min dt=2020-08-31 2020-08-31T00:00:00.000Z,0,7.500000");
    }

    @Test
    void publishesOneWholeFileADateAndCommitInStreaming() throws Exception {
        StreamTableEnvironment tables = streaming();
        tables.executeSql(createTable("revenue_15min", true));

        TableResult result =
                tables.executeSql(
                        """
                        INSERT INTO revenue_15min
                        SELECT RECORD_DATE, paytype, revenue, DATE_FORMAT(RECORD_DATE, 'yyyy-MM-dd')
                        FROM generated
                        """);
        Map<String, String> published = watchUntilDone(result);

        assertThat(published).isEqualTo(visibleFiles());
        // Two batches may share a checkpoint, three cannot; a batch is never torn apart.
        assertThat(published).hasSizeBetween(BATCHES, 2 * BATCHES);
        for (int batch = 0; batch < BATCHES; batch++) {
            String even =
                    "2020-08-30T00:00:00.000Z,%d0,1.000000\n2020-08-30T00:00:00.000Z,%d2,1.000000\n"
                            .formatted(batch + 1, batch + 1);
            String odd = "2020-08-31T00:00:00.000Z,%d1,1.000000\n".formatted(batch + 1);
            assertThat(published.values()).filteredOn(file -> file.contains(even)).hasSize(1);
            assertThat(published.values()).filteredOn(file -> file.contains(odd)).hasSize(1);
        }
        assertThat(published.keySet())
                .allMatch(
                        name ->
                                name.matches(
                                        "revenue_15min/dt=2020-08-3[01]/"
                                                + "revenue_15min-r1-[0-9a-f-]{36}-\\d+\\.csv"));
        assertThat(log.lines())
                .hasSize(3 * BATCHES)
                .contains("INFO revenue_15min dt=2020-08-31 2020-08-31T00:00:00.000Z,31,1.000000");
    }

    @Test
    void logsNothingUnlessAsked() throws Exception {
        StreamTableEnvironment tables = streaming();
        tables.executeSql(createTable("revenue_15min", false));

        tables.executeSql(
                        """
                        INSERT INTO revenue_15min
                        SELECT RECORD_DATE, paytype, revenue, DATE_FORMAT(RECORD_DATE, 'yyyy-MM-dd')
                        FROM generated
                        """)
                .await();

        assertThat(visibleFiles()).isNotEmpty();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void writesRowsOfADataStreamInTheirOrder() throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
        environment.setParallelism(1);
        environment
                .fromData("2020-08-31 b", "2020-08-30 \"z\"", "2020-08-31 a")
                .sinkTo(
                        ReportFiles.sink(
                                directory("rejected_rows"),
                                "rejected_rows-r1",
                                row -> row.substring(0, 10),
                                new CsvFormat<>(
                                        List.of("day", "line"),
                                        (row, line) ->
                                                line.text(row.substring(0, 10))
                                                        .text(row.substring(11)))));
        environment.execute();

        Map<String, String> files = visibleFiles();
        assertThat(files).hasSize(2);
        assertThat(contentIn(files, "rejected_rows/dt=2020-08-30/rejected_rows-r1-"))
                .isEqualTo("day,line\n2020-08-30,\"\"\"z\"\"\"\n");
        assertThat(contentIn(files, "rejected_rows/dt=2020-08-31/rejected_rows-r1-"))
                .isEqualTo("day,line\n2020-08-31,b\n2020-08-31,a\n");
    }

    @Test
    void hasFewFilesOpenHoweverManyDatesTheRowsHave() throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
        environment.setParallelism(1);
        List<String> dates =
                LongStream.range(0, 500)
                        .mapToObj(day -> LocalDate.of(1970, 1, 1).plusDays(day).toString())
                        .toList();
        List<String> rows = new ArrayList<>(dates);
        rows.addAll(dates);
        OpenFiles.reset();
        environment
                .fromData(rows)
                .sinkTo(
                        ReportFiles.sinkOfManyDates(
                                directory("file_days"),
                                "file_days-r1",
                                row -> row,
                                new OpenFiles(),
                                Types.STRING));
        environment.execute();

        assertThat(OpenFiles.most()).isBetween(1, 12);
        assertThat(visibleFiles()).hasSize(dates.size());
        assertThat(visibleFiles().values()).allMatch(text -> text.lines().count() == 2);
    }

    @Test
    void failsOnARowWithoutADate() {
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        tables.executeSql(createTable("revenue_15min", false));

        assertThatThrownBy(
                        () ->
                                tables.executeSql(
                                                """
                                                INSERT INTO revenue_15min
                                                SELECT TIMESTAMP '2020-08-30 00:00:00', 0,
                                                       CAST(1 AS DECIMAL(38, 6)),
                                                       CAST(NULL AS STRING)
                                                """)
                                        .await())
                .rootCause()
                .hasMessage(
                        "A row for "
                                + directory("revenue_15min")
                                + " has the date null; give every row its date (column dt) as"
                                + " yyyy-MM-dd");
    }

    @Test
    void failsOnADateThatIsNone() {
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        tables.executeSql(createTable("revenue_15min", false));

        assertThatThrownBy(
                        () ->
                                tables.executeSql(
                                                """
                                                INSERT INTO revenue_15min
                                                SELECT TIMESTAMP '2020-08-30 00:00:00', 0,
                                                       CAST(1 AS DECIMAL(38, 6)), '2020/08/30'
                                                """)
                                        .await())
                .rootCause()
                .hasMessage(
                        "A row for "
                                + directory("revenue_15min")
                                + " has the date '2020/08/30'; give every row its date (column dt)"
                                + " as yyyy-MM-dd");
    }

    @Test
    void refusesUpdates() {
        StreamTableEnvironment tables = streaming();
        tables.executeSql(createTable("revenue_15min", false));

        assertThatThrownBy(
                        () ->
                                tables.explainSql(
                                        """
                                        INSERT INTO revenue_15min
                                        SELECT RECORD_DATE, paytype, SUM(revenue),
                                               DATE_FORMAT(RECORD_DATE, 'yyyy-MM-dd')
                                        FROM generated GROUP BY RECORD_DATE, paytype
                                        """))
                .hasMessageContaining("doesn't support consuming update changes");
    }

    @Test
    void refusesToOverwrite() {
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        tables.executeSql(createTable("revenue_15min", false));

        assertThatThrownBy(
                        () ->
                                tables.explainSql(
                                        """
                                        INSERT OVERWRITE revenue_15min
                                        SELECT TIMESTAMP '2020-08-30 00:00:00', 0,
                                               CAST(1 AS DECIMAL(38, 6)), '2020-08-30'
                                        """))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("SupportsOverwrite");
    }

    private String createTable(String report, boolean logPublished) {
        return """
                CREATE TABLE %s (
                    RECORD_DATE TIMESTAMP(3), paytype INT, revenue DECIMAL(38, 6), dt STRING
                ) PARTITIONED BY (dt) WITH (
                    'connector' = 'report-csv',
                    'path' = '%s',
                    'file-prefix' = '%s-r1',
                    'log-published' = '%s'
                )
                """
                .formatted(report, directory(report), report, logPublished);
    }

    private org.apache.flink.core.fs.Path directory(String report) {
        return new org.apache.flink.core.fs.Path(base.resolve(report).toString());
    }

    /** A batch a checkpoint: paytypes n2 and n0 of 2020-08-30 around n1 of 2020-08-31. */
    private static StreamTableEnvironment streaming() {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(1);
        environment.enableCheckpointing(100);
        GeneratorFunction<Long, Long> number = index -> index + 1;
        DataStream<Row> batches =
                environment
                        .fromSource(
                                new DataGeneratorSource<>(
                                        number,
                                        BATCHES,
                                        RateLimiterStrategy.perCheckpoint(1),
                                        Types.LONG),
                                WatermarkStrategy.noWatermarks(),
                                "batch numbers")
                        .flatMap(ReportCsvIT::emitBatch)
                        .returns(
                                Types.ROW_NAMED(
                                        new String[] {"RECORD_DATE", "paytype", "revenue"},
                                        Types.LOCAL_DATE_TIME,
                                        Types.INT,
                                        Types.BIG_DEC));
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
        tables.createTemporaryView(
                "generated",
                batches,
                Schema.newBuilder()
                        .column("RECORD_DATE", DataTypes.TIMESTAMP(3))
                        .column("paytype", DataTypes.INT())
                        .column("revenue", DataTypes.DECIMAL(38, 6))
                        .build());
        return tables;
    }

    private static void emitBatch(long number, Collector<Row> out) {
        LocalDateTime first = LocalDateTime.of(2020, 8, 30, 0, 0);
        int paytype = (int) (10 * number);
        out.collect(Row.of(first, paytype + 2, BigDecimal.ONE));
        out.collect(Row.of(first.plusDays(1), paytype + 1, BigDecimal.ONE));
        out.collect(Row.of(first, paytype, BigDecimal.ONE));
    }

    /** Checks at every look that a visible file is whole, and stays as it first was. */
    private Map<String, String> watchUntilDone(TableResult result) throws Exception {
        Map<String, String> seen = new HashMap<>();
        boolean running = true;
        while (running) {
            running = !result.getJobClient().orElseThrow().getJobStatus().get().isTerminalState();
            for (Map.Entry<String, String> file : visibleFiles().entrySet()) {
                assertThat(file.getValue())
                        .startsWith(HEADER)
                        .matches("(?s).+\\n2020-08-3[^\\n]+,1.000000\\n");
                assertThat(seen.getOrDefault(file.getKey(), file.getValue()))
                        .isEqualTo(file.getValue());
                seen.put(file.getKey(), file.getValue());
            }
        }
        result.await();
        return seen;
    }

    private Map<String, String> visibleFiles() throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : FilesInMotion.below(base)) {
            if (!file.getFileName().toString().startsWith(".")) {
                files.put(base.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    private static String contentIn(Map<String, String> files, String prefix) {
        List<String> names =
                files.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
        assertThat(names).hasSize(1);
        return files.get(names.get(0));
    }

    /** Lines of text, and how many files of them were open at once. */
    private static final class OpenFiles implements BulkWriter.Factory<String> {

        private static final long serialVersionUID = 1L;

        private static final AtomicInteger OPEN = new AtomicInteger();
        private static final AtomicInteger MOST = new AtomicInteger();

        static void reset() {
            OPEN.set(0);
            MOST.set(0);
        }

        static int most() {
            return MOST.get();
        }

        @Override
        public BulkWriter<String> create(FSDataOutputStream out) {
            MOST.accumulateAndGet(OPEN.incrementAndGet(), Math::max);
            return new BulkWriter<>() {
                @Override
                public void addElement(String line) throws IOException {
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                }

                @Override
                public void flush() throws IOException {
                    out.flush();
                }

                @Override
                public void finish() {
                    OPEN.decrementAndGet();
                }
            };
        }
    }
}
