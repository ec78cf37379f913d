package io.smsreports.sink;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.table.data.RowData;

/**
 * A CSV file of a report: a header line, then the rows by the natural order of their values, column
 * by column from the left, nulls first. It keeps a file's rows in memory until the commit: a report
 * has a row per window and paytype.
 */
public final class SortedCsvFormat implements BulkWriter.Factory<RowData> {

    private static final long serialVersionUID = 1L;

    private static final Comparator<Comparable<?>> NULLS_FIRST =
            Comparator.nullsFirst(SortedCsvFormat::compareNatural);

    private final List<ReportColumn> columns;

    /** A format of these columns, in the order of the header. */
    public SortedCsvFormat(List<ReportColumn> columns) {
        this.columns = List.copyOf(columns);
    }

    @Override
    public BulkWriter<RowData> create(FSDataOutputStream out) {
        return new Writer(out, columns);
    }

    private static int compareRows(List<Comparable<?>> left, List<Comparable<?>> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = NULLS_FIRST.compare(left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Both values come from one column, so they are of one class. */
    @SuppressWarnings("unchecked")
    private static int compareNatural(Comparable<?> left, Comparable<?> right) {
        return ((Comparable<Object>) left).compareTo(right);
    }

    private static final class Writer implements BulkWriter<RowData> {

        private final List<List<Comparable<?>>> rows = new ArrayList<>();
        private final FSDataOutputStream file;
        private final List<ReportColumn> columns;

        Writer(FSDataOutputStream file, List<ReportColumn> columns) {
            this.file = file;
            this.columns = columns;
        }

        @Override
        public void addElement(RowData element) {
            List<Comparable<?>> values = new ArrayList<>(columns.size());
            for (ReportColumn column : columns) {
                values.add(column.valueOf(element));
            }
            rows.add(values);
        }

        @Override
        public void flush() {
            // The order is known only when the last row is: finish() writes them all.
        }

        @Override
        public void finish() throws IOException {
            rows.sort(SortedCsvFormat::compareRows);
            OutputStream out = new BufferedOutputStream(file, 1 << 16);
            CsvLine line = new CsvLine();
            CsvFormat.writeHeader(columns.stream().map(ReportColumn::name).toList(), line, out);
            for (List<Comparable<?>> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    columns.get(i).write(row.get(i), line);
                }
                line.writeTo(out);
            }
            out.flush();
            rows.clear();
        }
    }
}
