package io.smsreports.sink;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;

/**
 * A CSV file of rows in the order in which they come, under one header line: the format of the
 * rejected rows, the file ledger and other {@link ReportFiles} fed by a DataStream.
 *
 * @param <T> a row
 */
public final class CsvFormat<T> implements BulkWriter.Factory<T> {

    private static final long serialVersionUID = 1L;

    private final List<String> header;
    private final Row<T> row;

    /**
     * A format of these columns.
     *
     * @param header the columns' names
     * @param row writes one row, as many fields as the header has
     */
    public CsvFormat(List<String> header, Row<T> row) {
        this.header = List.copyOf(header);
        this.row = row;
    }

    /**
     * How a row is written.
     *
     * @param <T> a row
     */
    @FunctionalInterface
    public interface Row<T> extends Serializable {

        /** Appends the row's fields to the line, and nothing else: the caller ends the line. */
        void write(T row, CsvLine line);
    }

    @Override
    public BulkWriter<T> create(FSDataOutputStream out) throws IOException {
        return new Writer<>(out, header, row);
    }

    private static final class Writer<T> implements BulkWriter<T> {

        private final CsvLine line = new CsvLine();
        private final OutputStream out;
        private final Row<T> row;

        Writer(FSDataOutputStream file, List<String> header, Row<T> row) throws IOException {
            this.out = new BufferedOutputStream(file, 1 << 16);
            this.row = row;
            header.forEach(line::text);
            line.writeTo(out);
        }

        @Override
        public void addElement(T element) throws IOException {
            row.write(element, line);
            line.writeTo(out);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void finish() throws IOException {
            out.flush();
        }
    }
}
