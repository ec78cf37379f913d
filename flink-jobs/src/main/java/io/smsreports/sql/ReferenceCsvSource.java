package io.smsreports.sql;

import java.time.Duration;
import java.util.Arrays;
import org.apache.flink.core.fs.Path;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;

/**
 * What the planner sees of a {@code reference-csv} table.
 *
 * @param table its name, for messages
 */
record ReferenceCsvSource(String table, Path file, Duration checkInterval)
        implements LookupTableSource {

    private static final int[][] KEY = {{0}};

    @Override
    public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
        if (!Arrays.deepEquals(context.getKeys(), KEY)) {
            throw new ValidationException(
                    "Table "
                            + table
                            + " cannot be looked up by the columns "
                            + Arrays.deepToString(context.getKeys())
                            + " (counted from 0): join it ON its first column, the paytype, and"
                            + " filter by others in WHERE.");
        }
        return LookupFunctionProvider.of(new ReferenceLookup(file, checkInterval));
    }

    @Override
    public DynamicTableSource copy() {
        return this;
    }

    @Override
    public String asSummaryString() {
        return ReferenceCsvFactory.CONNECTOR + "(" + file + ")";
    }
}
