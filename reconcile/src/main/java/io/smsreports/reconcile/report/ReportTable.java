package io.smsreports.reconcile.report;

import io.smsreports.sink.CsvLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A report as one table, its rows in order.
 *
 * @param rows as many fields each as there are columns
 */
public record ReportTable(List<String> columns, List<List<String>> rows) {

    public ReportTable {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** The table as CSV in UTF-8: a header, then the rows; lines end in LF. */
    public byte[] csv() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CsvLine line = new CsvLine();
        List<List<String>> all = new ArrayList<>();
        all.add(columns);
        all.addAll(rows);
        for (List<String> row : all) {
            row.forEach(line::text);
            line.writeTo(out);
        }
        return out.toByteArray();
    }
}
