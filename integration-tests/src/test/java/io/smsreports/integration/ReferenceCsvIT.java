package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.CollectionUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@MiniClusterTest
class ReferenceCsvIT {

    private static final String LABELLED =
            """
            SELECT s.paytype, p.label
            FROM (SELECT *, PROCTIME() AS proc_time FROM sums) AS s
            LEFT JOIN paytypes FOR SYSTEM_TIME AS OF s.proc_time AS p ON s.paytype = p.paytype
            """;

    @TempDir Path folder;

    private Path ref;

    @BeforeEach
    void writeTheReferenceFile() throws IOException {
        ref = folder.resolve("ref.csv");
        Files.writeString(ref, ReferenceInput.PAYTYPES);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void labelsRowsInStreamingAndInBatch(boolean streaming) {
        TableEnvironment tables =
                TableEnvironment.create(
                        streaming
                                ? EnvironmentSettings.inStreamingMode()
                                : EnvironmentSettings.inBatchMode());
        createPaytypes(tables);
        tables.executeSql(
                """
                CREATE TEMPORARY VIEW sums AS
                SELECT * FROM (VALUES (1), (0), (7), (CAST(NULL AS INT))) AS t (paytype)
                """);

        assertThat(CollectionUtil.iteratorToList(tables.executeSql(LABELLED).collect()))
                .containsExactlyInAnyOrder(
                        Row.of(0, "Prepaid"),
                        Row.of(1, "Postpaid"),
                        Row.of(7, null),
                        Row.of(null, null));
    }

    @Test
    void picksUpAChangedFileWhileTheJobRuns() throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        environment.setParallelism(1);
        GeneratorFunction<Long, Integer> alwaysOne = index -> 1;
        StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
        tables.createTemporaryView(
                "sums",
                environment.fromSource(
                        new DataGeneratorSource<>(
                                alwaysOne,
                                Long.MAX_VALUE,
                                RateLimiterStrategy.perSecond(200),
                                Types.INT),
                        WatermarkStrategy.noWatermarks(),
                        "ones"),
                Schema.newBuilder().columnByExpression("paytype", "f0").build());
        createPaytypes(tables);

        try (CloseableIterator<Row> rows = tables.executeSql(LABELLED).collect()) {
            assertThat(rows.next()).isEqualTo(Row.of(1, "Postpaid"));
            Files.writeString(ref, "PayType,value\n0,Prepaid\n1,Contract\n");
            Row row = rows.next();
            while (!row.equals(Row.of(1, "Contract"))) {
                assertThat(row).isEqualTo(Row.of(1, "Postpaid"));
                row = rows.next();
            }
        }
    }

    @Test
    void failsAtTheStartWithoutTheFile() throws IOException {
        Files.delete(ref);
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inBatchMode());
        createPaytypes(tables);
        tables.executeSql("CREATE TEMPORARY VIEW sums AS SELECT 1 AS paytype");

        assertThatThrownBy(
                        () -> {
                            List<Row> rows =
                                    CollectionUtil.iteratorToList(
                                            tables.executeSql(LABELLED).collect());
                            assertThat(rows).isEmpty();
                        })
                .hasStackTraceContaining(ref + ": no such file; put the paytypes there");
    }

    @Test
    void refusesAnotherKey() {
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        createPaytypes(tables);
        tables.executeSql("CREATE TEMPORARY VIEW sums AS SELECT 'Prepaid' AS label");

        assertThatThrownBy(
                        () ->
                                tables.explainSql(
                                        """
                                        SELECT p.paytype
                                        FROM (SELECT *, PROCTIME() AS proc_time FROM sums) AS s
                                        LEFT JOIN paytypes FOR SYSTEM_TIME AS OF s.proc_time AS p
                                        ON s.label = p.label
                                        """))
                .rootCause()
                .hasMessage(
                        "Table default_catalog.default_database.paytypes cannot be looked up by"
                                + " the columns [[1]] (counted from 0): join it ON its first"
                                + " column, the paytype, and filter by others in WHERE.");
    }

    private void createPaytypes(TableEnvironment tables) {
        tables.executeSql(
                """
                CREATE TABLE paytypes (paytype INT, label STRING)
                WITH ('connector' = 'reference-csv', 'path' = '%s', 'check-interval' = '100 ms')
                """
                        .formatted(ref));
    }
}
