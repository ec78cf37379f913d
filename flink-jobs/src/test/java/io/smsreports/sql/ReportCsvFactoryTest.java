package io.smsreports.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.sink.ReportColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.factories.FactoryUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportCsvFactoryTest {

    private static final Column DATE = Column.physical("date", DataTypes.STRING());
    private static final Column REVENUE =
            Column.physical("daily_revenue", DataTypes.DECIMAL(38, 6));
    private static final Column DT = Column.physical("dt", DataTypes.STRING());

    private final Map<String, String> options =
            new HashMap<>(
                    Map.of(
                            "connector", "report-csv",
                            "path", "out/daily_revenue",
                            "file-prefix", "daily_revenue-r1"));

    @Test
    void isFoundByItsNameAndLogsNothingByDefault() {
        ReportCsvSink sink = (ReportCsvSink) create(List.of("dt"), DATE, REVENUE, DT);

        assertThat(sink.directory()).isEqualTo(new Path("out/daily_revenue"));
        assertThat(sink.filePrefix()).isEqualTo("daily_revenue-r1");
        assertThat(sink.columns())
                .extracting(ReportColumn::name)
                .containsExactly("date", "daily_revenue");
        assertThat(sink.logPublished()).isFalse();
        assertThat(sink.asSummaryString()).isEqualTo("report-csv(out/daily_revenue)");
    }

    @Test
    void canLogWhatIsPublished() {
        options.put("log-published", "true");

        assertThat(create(List.of("dt"), DATE, REVENUE, DT))
                .extracting("logPublished")
                .isEqualTo(true);
    }

    @Test
    void wantsAPath() {
        options.remove("path");

        assertRefused(
                "the option 'path' is not set; set it to the folder of the report.",
                List.of("dt"),
                DATE,
                REVENUE,
                DT);
    }

    @Test
    void wantsAFilePrefix() {
        options.put("file-prefix", " ");

        assertRefused(
                "the option 'file-prefix' is not set; set it to how its file names begin.",
                List.of("dt"),
                DATE,
                REVENUE,
                DT);
    }

    @ParameterizedTest
    @ValueSource(strings = {".hidden", "_hidden", "sub/folder"})
    void refusesAFilePrefixThatHidesFiles(String prefix) {
        options.put("file-prefix", prefix);

        assertRefused(
                "'file-prefix' is '"
                        + prefix
                        + "'; file names must not hold a '/' nor begin with '.' or '_', which would"
                        + " hide them.",
                List.of("dt"),
                DATE,
                REVENUE,
                DT);
    }

    @Test
    void refusesOptionsThatItDoesNotKnow() {
        options.put("format", "csv");

        assertThatThrownBy(() -> create(List.of("dt"), DATE, REVENUE, DT))
                .rootCause()
                .hasMessageStartingWith("Unsupported options found for 'report-csv'.")
                .hasMessageContaining("format");
    }

    @Test
    void refusesATableWithoutPartitions() {
        assertRefused(
                "it is partitioned by [] and its last column is dt STRING; declare dt STRING as the"
                        + " last column, after the report's own, and PARTITIONED BY (dt).",
                List.of(),
                DATE,
                REVENUE,
                DT);
    }

    @Test
    void refusesAnotherPartitionColumn() {
        assertRefused(
                "it is partitioned by [date] and its last column is dt STRING; declare dt STRING as"
                        + " the last column, after the report's own, and PARTITIONED BY (dt).",
                List.of("date"),
                DATE,
                REVENUE,
                DT);
    }

    @Test
    void refusesTwoPartitionColumns() {
        assertRefused(
                "it is partitioned by [date, dt] and its last column is dt STRING; declare dt"
                        + " STRING as the last column, after the report's own, and PARTITIONED BY"
                        + " (dt).",
                List.of("date", "dt"),
                DATE,
                REVENUE,
                DT);
    }

    @Test
    void refusesAPartitionColumnThatIsNotTheLast() {
        assertRefused(
                "it is partitioned by [dt] and its last column is daily_revenue DECIMAL(38, 6);"
                        + " declare dt STRING as the last column, after the report's own, and"
                        + " PARTITIONED BY (dt).",
                List.of("dt"),
                DATE,
                DT,
                REVENUE);
    }

    @Test
    void refusesAPartitionColumnThatIsNoText() {
        assertRefused(
                "it is partitioned by [dt] and its last column is dt DATE; declare dt STRING as the"
                        + " last column, after the report's own, and PARTITIONED BY (dt).",
                List.of("dt"),
                DATE,
                Column.physical("dt", DataTypes.DATE()));
    }

    @Test
    void refusesATableOfNothingButThePartition() {
        assertRefused(
                "it is partitioned by [dt] and its last column is dt STRING; declare dt STRING as"
                        + " the last column, after the report's own, and PARTITIONED BY (dt).",
                List.of("dt"),
                DT);
    }

    @Test
    void refusesTypesThatItCannotWrite() {
        assertRefused(
                "column 'share' has the type DOUBLE; cast it to one of STRING, CHAR, VARCHAR, INT,"
                        + " BIGINT, DECIMAL, DATE, TIMESTAMP(0..3), TIMESTAMP_LTZ(0..3).",
                List.of("dt"),
                DATE,
                Column.physical("share", DataTypes.DOUBLE()),
                DT);
    }

    @Test
    void refusesTimesFinerThanAMillisecond() {
        assertRefused(
                "column 'at' has the type TIMESTAMP(6); cast it to one of STRING, CHAR, VARCHAR,"
                        + " INT, BIGINT, DECIMAL, DATE, TIMESTAMP(0..3), TIMESTAMP_LTZ(0..3).",
                List.of("dt"),
                Column.physical("at", DataTypes.TIMESTAMP(6)),
                DT);
    }

    @Test
    void refusesMetadataColumns() {
        assertRefused(
                "column 'origin' is computed or metadata; declare plain columns only.",
                List.of("dt"),
                Column.metadata("origin", DataTypes.STRING(), null, false),
                DATE,
                DT);
    }

    private void assertRefused(String problem, List<String> partitionKeys, Column... columns) {
        assertThatThrownBy(() -> create(partitionKeys, columns))
                .rootCause()
                .isInstanceOf(ValidationException.class)
                .hasMessage(
                        "Table catalog.database.daily_revenue cannot be a report-csv sink: "
                                + problem);
    }

    private DynamicTableSink create(List<String> partitionKeys, Column... columns) {
        ResolvedSchema schema = ResolvedSchema.of(columns);
        CatalogTable table =
                CatalogTable.newBuilder()
                        .schema(Schema.newBuilder().fromResolvedSchema(schema).build())
                        .partitionKeys(partitionKeys)
                        .options(options)
                        .build();
        return FactoryUtil.createDynamicTableSink(
                null,
                ObjectIdentifier.of("catalog", "database", "daily_revenue"),
                new ResolvedCatalogTable(table, schema),
                Map.of(),
                new Configuration(),
                getClass().getClassLoader(),
                true);
    }
}
