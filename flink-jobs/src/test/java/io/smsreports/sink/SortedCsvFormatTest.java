package io.smsreports.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.writer.BinaryRowWriter;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedCsvFormatTest {

    @TempDir Path folder;

    @Test
    void writesTheHeaderAndEveryTypeInItsForm() throws IOException {
        Columns columns =
                new Columns()
                        .add("text", DataTypes.STRING())
                        .add("fixed", DataTypes.CHAR(2))
                        .add("int", DataTypes.INT())
                        .add("big", DataTypes.BIGINT())
                        .add("amount", DataTypes.DECIMAL(38, 6))
                        .add("window", DataTypes.TIMESTAMP(3))
                        .add("local, time", DataTypes.TIMESTAMP_LTZ(3))
                        .add("day", DataTypes.DATE());
        Instant time = Instant.parse("2020-08-30T23:45:00.001Z");

        String file =
                write(
                        columns,
                        GenericRowData.of(
                                StringData.fromString("Post, paid"),
                                StringData.fromString("ab"),
                                -7,
                                1L << 40,
                                decimal("-545000"),
                                TimestampData.fromInstant(time),
                                TimestampData.fromInstant(time),
                                (int) LocalDate.of(2020, 8, 30).toEpochDay()));

        assertThat(file)
                .isEqualTo(
                        "text,fixed,int,big,amount,window,\"local, time\",day\n"
                                + "\"Post, paid\",ab,-7,1099511627776,-545000.000000,"
                                + "2020-08-30T23:45:00.001Z,2020-08-30T23:45:00.001Z,2020-08-30\n");
    }

    @Test
    void keepsDecimalsExactAndWithoutExponents() throws IOException {
        Columns columns = new Columns().add("amount", DataTypes.DECIMAL(38, 6));

        String file =
                write(
                        columns,
                        GenericRowData.of(decimal("99999999999999999999999999999999.999999")),
                        GenericRowData.of(decimal("0.0000005")),
                        GenericRowData.of(decimal("1E+20")),
                        GenericRowData.of(decimal("0")));

        assertThat(file)
                .isEqualTo(
                        "amount\n"
                                + "0.000000\n"
                                + "0.000001\n"
                                + "100000000000000000000.000000\n"
                                + "99999999999999999999999999999999.999999\n");
    }

    @Test
    void sortsByValueFromTheLeftWithNullsFirst() throws IOException {
        Columns columns =
                new Columns()
                        .add("window", DataTypes.TIMESTAMP(3))
                        .add("paytype", DataTypes.INT())
                        .add("label", DataTypes.STRING());
        TimestampData early = TimestampData.fromEpochMillis(0);
        TimestampData late = TimestampData.fromEpochMillis(900_000);

        String file =
                write(
                        columns,
                        GenericRowData.of(late, 0, null),
                        GenericRowData.of(early, 10, null),
                        GenericRowData.of(early, 9, StringData.fromString("b")),
                        GenericRowData.of(early, 9, StringData.fromString("a")),
                        GenericRowData.of(early, 9, null),
                        GenericRowData.of(early, null, StringData.fromString("z")));

        assertThat(file)
                .isEqualTo(
                        """
                        window,paytype,label
                        1970-01-01T00:00:00.000Z,,z
                        1970-01-01T00:00:00.000Z,9,
                        1970-01-01T00:00:00.000Z,9,a
                        1970-01-01T00:00:00.000Z,9,b
                        1970-01-01T00:00:00.000Z,10,
                        1970-01-01T00:15:00.000Z,0,
                        """);
    }

    @Test
    void keepsNothingOfARowThatIsReused() throws IOException {
        Columns columns =
                new Columns().add("label", DataTypes.STRING()).add("paytype", DataTypes.INT());
        BinaryRowData reused = new BinaryRowData(2);
        BinaryRowWriter values = new BinaryRowWriter(reused);

        String file;
        try (Target target = new Target()) {
            BulkWriter<RowData> writer = columns.format().create(target.stream);
            for (int i = 2; i >= 0; i--) {
                values.reset();
                values.writeString(
                        0, StringData.fromString("a label longer than seven bytes " + i));
                values.writeInt(1, i);
                values.complete();
                writer.addElement(reused);
            }
            writer.finish();
            file = target.content();
        }

        assertThat(file)
                .isEqualTo(
                        """
                        label,paytype
                        a label longer than seven bytes 0,0
                        a label longer than seven bytes 1,1
                        a label longer than seven bytes 2,2
                        """);
    }

    private String write(Columns columns, RowData... rows) throws IOException {
        try (Target target = new Target()) {
            BulkWriter<RowData> writer = columns.format().create(target.stream);
            for (RowData row : rows) {
                writer.addElement(row);
            }
            writer.flush();
            writer.finish();
            return target.content();
        }
    }

    private static DecimalData decimal(String value) {
        return DecimalData.fromBigDecimal(new BigDecimal(value), 38, 6);
    }

    private static final class Columns {

        private final List<ReportColumn> columns = new ArrayList<>();

        Columns add(String name, DataType type) {
            columns.add(ReportColumn.of(name, type.getLogicalType(), columns.size()).orElseThrow());
            return this;
        }

        SortedCsvFormat format() {
            return new SortedCsvFormat(columns);
        }
    }

    private final class Target implements AutoCloseable {

        private final Path file = folder.resolve("report.csv");
        private final FSDataOutputStream stream;

        Target() throws IOException {
            stream =
                    LocalFileSystem.getSharedInstance()
                            .create(
                                    new org.apache.flink.core.fs.Path(file.toUri()),
                                    FileSystem.WriteMode.OVERWRITE);
        }

        /** What has reached the stream: a writer must have flushed all of it when it finishes. */
        String content() throws IOException {
            stream.flush();
            return Files.readString(file);
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
