package io.smsreports.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
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
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.runtime.connector.source.LookupRuntimeProviderContext;
import org.junit.jupiter.api.Test;

class ReferenceCsvFactoryTest {

    private static final Column PAYTYPE = Column.physical("paytype", DataTypes.INT());
    private static final Column LABEL = Column.physical("label", DataTypes.STRING());

    private final Map<String, String> options =
            new HashMap<>(Map.of("connector", "reference-csv", "path", "data/ref.csv"));

    @Test
    void isFoundByItsNameAndChecksTheFileEverySecond() {
        assertThat(create(PAYTYPE, LABEL))
                .isEqualTo(
                        new ReferenceCsvSource(
                                "catalog.database.paytypes",
                                new Path("data/ref.csv"),
                                Duration.ofSeconds(1)));
        assertThat(create(PAYTYPE, LABEL).asSummaryString())
                .isEqualTo("reference-csv(data/ref.csv)");
    }

    @Test
    void takesACheckInterval() {
        options.put("check-interval", "5 min");

        assertThat(create(PAYTYPE, LABEL))
                .extracting("checkInterval")
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void wantsAPath() {
        options.remove("path");

        assertRefused(
                "the option 'path' is not set; set it to the reference file.", PAYTYPE, LABEL);
    }

    @Test
    void refusesOptionsThatItDoesNotKnow() {
        options.put("format", "csv");

        assertThatThrownBy(() -> create(PAYTYPE, LABEL))
                .rootCause()
                .hasMessageStartingWith("Unsupported options found for 'reference-csv'.");
    }

    @Test
    void refusesOtherColumns() {
        assertRefused(
                "its columns are [`paytype` BIGINT, `label` STRING]; declare two, such as paytype"
                        + " INT, label STRING.",
                Column.physical("paytype", DataTypes.BIGINT()),
                LABEL);
        assertRefused(
                "its columns are [`paytype` INT, `label` INT]; declare two, such as paytype INT,"
                        + " label STRING.",
                PAYTYPE,
                Column.physical("label", DataTypes.INT()));
        assertRefused(
                "its columns are [`paytype` INT]; declare two, such as paytype INT, label STRING.",
                PAYTYPE);
        assertRefused(
                "its columns are [`paytype` INT, `label` STRING, `more` STRING]; declare two, such"
                        + " as paytype INT, label STRING.",
                PAYTYPE,
                LABEL,
                Column.physical("more", DataTypes.STRING()));
    }

    @Test
    void isLookedUpByItsFirstColumnOnly() {
        LookupTableSource source = (LookupTableSource) create(PAYTYPE, LABEL);

        assertThat(source.getLookupRuntimeProvider(lookupBy(new int[][] {{0}}))).isNotNull();
        assertThatThrownBy(() -> source.getLookupRuntimeProvider(lookupBy(new int[][] {{0}, {1}})))
                .isInstanceOf(ValidationException.class)
                .hasMessage(
                        "Table catalog.database.paytypes cannot be looked up by the columns [[0],"
                                + " [1]] (counted from 0): join it ON its first column, the"
                                + " paytype, and filter by others in WHERE.");
    }

    private static LookupTableSource.LookupContext lookupBy(int[][] keys) {
        return new LookupRuntimeProviderContext(keys, false);
    }

    private void assertRefused(String problem, Column... columns) {
        assertThatThrownBy(() -> create(columns))
                .rootCause()
                .isInstanceOf(ValidationException.class)
                .hasMessage(
                        "Table catalog.database.paytypes cannot be a reference-csv table: "
                                + problem);
    }

    private DynamicTableSource create(Column... columns) {
        ResolvedSchema schema = ResolvedSchema.of(columns);
        CatalogTable table =
                CatalogTable.newBuilder()
                        .schema(Schema.newBuilder().fromResolvedSchema(schema).build())
                        .partitionKeys(List.of())
                        .options(options)
                        .build();
        return FactoryUtil.createDynamicTableSource(
                null,
                ObjectIdentifier.of("catalog", "database", "paytypes"),
                new ResolvedCatalogTable(table, schema),
                Map.of(),
                new Configuration(),
                getClass().getClassLoader(),
                true);
    }
}
