package io.smsreports.sink;

import java.io.IOException;
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
    public BulkWriter<RowData> create(FSDataOutputStream out) throws IOException {
        List<String> header = columns.stream().map(ReportColumn::name).toList();
        return new Writer(columns, new CsvFormat<>(header, this::write).create(out));
    }

    private void write(List<Comparable<?>> row, CsvLine line) {
        for (int i = 0; i < row.size(); i++) {
            columns.get(i).write(row.get(i), line);
        }
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
        private final List<ReportColumn> columns;
        private final BulkWriter<List<Comparable<?>>> lines;

        Writer(List<ReportColumn> columns, BulkWriter<List<Comparable<?>>> lines) {
            this.columns = columns;
            this.lines = lines;
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
            for (List<Comparable<?>> row : rows) {
                lines.addElement(row);
            }
            lines.finish();
            rows.clear();
        }
    }
}
