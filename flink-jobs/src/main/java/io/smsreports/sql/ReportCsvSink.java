package io.smsreports.sql;

import io.smsreports.ownership.OutputOwner;
import io.smsreports.sink.DateByDateSink;
import io.smsreports.sink.ReportColumn;
import io.smsreports.sink.ReportFiles;
import io.smsreports.sink.SortedCsvFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.connector.sink.abilities.SupportsPartitioning;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.runtime.typeutils.RowDataSerializer;
import org.apache.flink.table.types.logical.RowType;

/**
 * What the planner sees of a {@code report-csv} table. Its parallelism is always 1: a commit is one
 * file per date.
 */
record ReportCsvSink(
        Path directory,
        String filePrefix,
        List<ReportColumn> columns,
        RowType rowType,
        boolean logPublished,
        Optional<OutputOwner> owner)
        implements DynamicTableSink, SupportsPartitioning {

    ReportCsvSink {
        columns = List.copyOf(columns);
    }

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requestedMode) {
        return ChangelogMode.insertOnly();
    }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
        // The partition column is the last one.
        int partition = columns.size();
        DateByDateSink<RowData> sink =
                ReportFiles.dateByDate(
                        directory,
                        filePrefix,
                        row -> row.isNullAt(partition) ? null : row.getString(partition).toString(),
                        new SortedCsvFormat(columns),
                        new RowDataSerializer(rowType));
        return SinkV2Provider.of(
                ReportFiles.ownedBy(owner, logPublished ? sink.logging() : sink), 1);
    }

    /** Nothing to keep: the planner puts the values of a static partition into the rows. */
    @Override
    public void applyStaticPartition(Map<String, String> partition) {}

    @Override
    public DynamicTableSink copy() {
        return this;
    }

    @Override
    public String asSummaryString() {
        return ReportCsvFactory.CONNECTOR + "(" + directory + ")";
    }
}
