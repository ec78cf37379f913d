package io.smsreports.sql;

import io.smsreports.ownership.OutputOwner;
import io.smsreports.sink.ReportColumn;
import io.smsreports.sink.ReportFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.table.types.logical.RowType;

/**
 * The table connector {@code report-csv}: an insert-only sink that writes a report as {@link
 * ReportFiles} of sorted CSV rows. Found by Flink through {@code META-INF/services}.
 *
 * <pre>{@code
 * CREATE TABLE daily_revenue (`date` STRING, daily_revenue DECIMAL(38, 6), dt STRING)
 * PARTITIONED BY (dt)
 * WITH ('connector' = 'report-csv',
 *       'path' = '<output base>/daily_revenue',
 *       'file-prefix' = 'daily_revenue-<run>',
 *       'log-published' = 'true')
 * }</pre>
 *
 * <p>The last column, {@code dt}, is the only partition column: it names the folder and is not
 * written. Times are UTC, amounts keep the scale of their DECIMAL, null is an empty field.
 */
public final class ReportCsvFactory implements DynamicTableSinkFactory {

    static final String CONNECTOR = "report-csv";

    /** The report's own folder. */
    static final ConfigOption<String> PATH =
            ConfigOptions.key("path")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The report's own folder; files go to dt=<date> in it.");

    /** How file names begin. */
    static final ConfigOption<String> FILE_PREFIX =
            ConfigOptions.key("file-prefix")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("How file names begin, such as <report>-<run>.");

    /** Whether the rows that are committed are logged. */
    static final ConfigOption<Boolean> LOG_PUBLISHED =
            ConfigOptions.key("log-published")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription("Whether to log each row once its file is committed.");

    /**
     * Who may commit, for all such tables of a session: an {@link OutputOwner} as text. No option
     * of a table, which would be each SQL file's to set; whoever runs the SQL files sets it.
     */
    public static final ConfigOption<String> OWNER =
            ConfigOptions.key("sms-reports.owner").stringType().noDefaultValue();

    @Override
    public String factoryIdentifier() {
        return CONNECTOR;
    }

    @Override
    public Set<ConfigOption<?>> requiredOptions() {
        return Set.of(PATH, FILE_PREFIX);
    }

    @Override
    public Set<ConfigOption<?>> optionalOptions() {
        return Set.of(LOG_PUBLISHED);
    }

    @Override
    public DynamicTableSink createDynamicTableSink(Context context) {
        String table = context.getObjectIdentifier().asSummaryString();
        FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
        ReadableConfig options = helper.getOptions();
        String path = required(options, PATH, table, "the folder of the report");
        String filePrefix = required(options, FILE_PREFIX, table, "how its file names begin");
        if (filePrefix.indexOf('/') >= 0
                || filePrefix.startsWith(".")
                || filePrefix.startsWith("_")) {
            throw refusal(
                    table,
                    "'file-prefix' is '"
                            + filePrefix
                            + "'; file names must not hold a '/' nor begin with '.' or '_', which"
                            + " would hide them");
        }
        helper.validate();
        checkPartition(context, table);
        return new ReportCsvSink(
                new Path(path),
                filePrefix,
                reportColumns(context.getCatalogTable().getResolvedSchema(), table),
                (RowType) context.getPhysicalRowDataType().getLogicalType(),
                options.get(LOG_PUBLISHED),
                owner(context.getConfiguration(), table));
    }

    private static Optional<OutputOwner> owner(ReadableConfig session, String table) {
        Optional<String> text = session.getOptional(OWNER);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OutputOwner.of(text.get()));
        } catch (IOException e) {
            throw refusal(table, "the session's '" + OWNER.key() + "' cannot be read");
        }
    }

    private static String required(
            ReadableConfig options, ConfigOption<String> option, String table, String meaning) {
        return options.getOptional(option)
                .filter(value -> !value.isBlank())
                .orElseThrow(
                        () ->
                                refusal(
                                        table,
                                        "the option '"
                                                + option.key()
                                                + "' is not set; set it to "
                                                + meaning));
    }

    private static void checkPartition(Context context, String table) {
        List<String> keys = context.getCatalogTable().getPartitionKeys();
        List<Column> columns = context.getCatalogTable().getResolvedSchema().getColumns();
        Column last = columns.get(columns.size() - 1);
        boolean valid =
                keys.equals(List.of(ReportFiles.PARTITION))
                        && last.getName().equals(ReportFiles.PARTITION)
                        && last.isPhysical()
                        && isText(last)
                        && columns.size() > 1;
        if (!valid) {
            throw refusal(
                    table,
                    "it is partitioned by "
                            + keys
                            + " and its last column is "
                            + last.getName()
                            + " "
                            + last.getDataType()
                            + "; declare dt STRING as the last column, after the report's own, and"
                            + " PARTITIONED BY (dt)");
        }
    }

    private static boolean isText(Column column) {
        return column.getDataType().getLogicalType().is(LogicalTypeFamily.CHARACTER_STRING);
    }

    private static List<ReportColumn> reportColumns(ResolvedSchema schema, String table) {
        List<ReportColumn> columns = new ArrayList<>();
        for (Column column : schema.getColumns()) {
            if (!column.isPhysical()) {
                throw refusal(
                        table,
                        "column '"
                                + column.getName()
                                + "' is computed or metadata; declare plain columns only");
            }
            if (!column.getName().equals(ReportFiles.PARTITION)) {
                columns.add(reportColumn(column, columns.size(), table));
            }
        }
        return columns;
    }

    private static ReportColumn reportColumn(Column column, int index, String table) {
        LogicalType type = column.getDataType().getLogicalType();
        return ReportColumn.of(column.getName(), type, index)
                .orElseThrow(
                        () ->
                                refusal(
                                        table,
                                        "column '"
                                                + column.getName()
                                                + "' has the type "
                                                + type.asSummaryString()
                                                + "; cast it to one of "
                                                + ReportColumn.SUPPORTED_TYPES));
    }

    private static ValidationException refusal(String table, String problem) {
        return new ValidationException(
                "Table " + table + " cannot be a " + CONNECTOR + " sink: " + problem + ".");
    }
}
