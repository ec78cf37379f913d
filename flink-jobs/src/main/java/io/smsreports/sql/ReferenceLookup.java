package io.smsreports.sql;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.LookupFunction;

/**
 * Finds the row (paytype, label) of a paytype: the running side of a {@code reference-csv} table.
 */
public final class ReferenceLookup extends LookupFunction {

    private static final long serialVersionUID = 1L;

    private final Path file;
    private final Duration checkInterval;

    private transient ReferenceTable table;

    ReferenceLookup(Path file, Duration checkInterval) {
        this.file = file;
        this.checkInterval = checkInterval;
    }

    /**
     * Reads the reference file.
     *
     * @throws IOException if it cannot be read or is wrong, which fails the job
     */
    @Override
    public void open(FunctionContext context) throws IOException {
        table = new ReferenceTable(file, checkInterval, InstantSource.system());
    }

    @Override
    public Collection<RowData> lookup(RowData key) {
        if (key.isNullAt(0)) {
            return List.of();
        }
        int paytype = key.getInt(0);
        return table.label(paytype)
                .<Collection<RowData>>map(
                        label -> List.of(GenericRowData.of(paytype, StringData.fromString(label))))
                .orElse(List.of());
    }
}
