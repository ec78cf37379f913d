package io.smsreports.sql;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/**
 * The table connector {@code reference-csv}: the {@link ReferenceFile} as a lookup table, in
 * streaming and in batch. Found by Flink through {@code META-INF/services}.
 *
 * <pre>{@code
 * CREATE TABLE paytypes (paytype INT, label STRING)
 * WITH ('connector' = 'reference-csv', 'path' = 'data/REF_map/ref.csv', 'check-interval' = '1 s')
 *
 * SELECT … FROM (SELECT *, PROCTIME() AS proc_time FROM …) AS s
 * LEFT JOIN paytypes FOR SYSTEM_TIME AS OF s.proc_time AS p ON s.paytype = p.paytype
 * }</pre>
 *
 * <p>A file that changes is read anew within about two check intervals of the next lookup; a wrong
 * or missing one fails the job at its start, and changes nothing later.
 */
public final class ReferenceCsvFactory implements DynamicTableSourceFactory {

    static final String CONNECTOR = "reference-csv";

    /** The reference file. */
    static final ConfigOption<String> PATH =
            ConfigOptions.key("path")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The CSV file with the header PayType,value.");

    /** How often a change of the file is looked for. */
    static final ConfigOption<Duration> CHECK_INTERVAL =
            ConfigOptions.key("check-interval")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(1))
                    .withDescription("How often to look whether the file has changed.");

    @Override
    public String factoryIdentifier() {
        return CONNECTOR;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(PATH);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(CHECK_INTERVAL);
    }

    @Override
    public DynamicTableSource createDynamicTableSource(Context context) {
        String table = context.getObjectIdentifier().asSummaryString();
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        String path =
                helper.getOptions()
                        .getOptional(PATH)
                        .filter(value -> !value.isBlank())
                        .orElseThrow(
                                () ->
                                        refusal(
                                                table,
                                                "the option 'path' is not set; set it to the"
                                                        + " reference file"));
        helper.validate();
        checkColumns(context.getCatalogTable().getResolvedSchema(), table);
        return new ReferenceCsvSource(
                table, new Path(path), helper.getOptions().get(CHECK_INTERVAL));
    }

    private static void checkColumns(ResolvedSchema schema, String table) {
        List<Column> columns = schema.getColumns();
        boolean valid =
                columns.size() == 2
                        && columns.stream().allMatch(Column::isPhysical)
                        && columns.get(0).getDataType().getLogicalType().is(LogicalTypeRoot.INTEGER)
                        && columns.get(1)
                                .getDataType()
                                .getLogicalType()
                                .is(LogicalTypeFamily.CHARACTER_STRING);
        if (!valid) {
            throw refusal(
                    table,
                    "its columns are "
                            + columns.stream().map(Column::asSummaryString).toList()
                            + "; declare two, such as paytype INT, label STRING");
        }
    }

    private static ValidationException refusal(String table, String problem) {
        return new ValidationException(
                "Table " + table + " cannot be a " + CONNECTOR + " table: " + problem + ".");
    }
}
