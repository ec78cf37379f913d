package io.smsreports.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.ledger.FileLedger.FileDay;
import io.smsreports.ledger.FileLedger.OpenFile;
import io.smsreports.model.FileStatus;
import io.smsreports.model.RejectReason;
import io.smsreports.model.RejectedRow;
import io.smsreports.model.Revenue;
import io.smsreports.sink.CsvFormat;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditFilesTest {

    private static final Revenue REVENUE = new Revenue(10);

    private static final String LEDGER_HEADER =
            "file,size_bytes,status,rows,accepted,late,rejected,"
                    + "too_long,bad_quoting,wrong_column_count,bad_record_date,bad_amount,"
                    + "future_record_date,unknown_paytype,blank_lines,header_lines,revenue,"
                    + "first_record,last_record,read_at\n";

    @TempDir Path folder;

    @Test
    void writesARejectedRowWithTheMoneyAtRisk() throws IOException {
        RejectedRow row = new RejectedRow();
        row.file = "2020/a,b.csv";
        row.byteOffset = 5_000_000_000L;
        row.reason = RejectReason.FUTURE_RECORD_DATE;
        row.epochSecond = Instant.parse("2030-01-02T03:04:05Z").getEpochSecond();
        row.amountMinor = -12_345;
        row.line = "1,\"2\",x".getBytes(StandardCharsets.UTF_8);

        assertThat(text(AuditFiles.rejectedRowsFormat(), row))
                .isEqualTo(
                        "file,byte_offset,reason,record_date,amount,line\n"
                                + "\"2020/a,b.csv\",5000000000,FUTURE_RECORD_DATE,"
                                + "2030-01-02T03:04:05.000Z,-123.450000,\"1,\"\"2\"\",x\"\n");
    }

    @Test
    void writesARejectedLineAsItCameWhateverItsBytes() throws IOException {
        RejectedRow row = new RejectedRow();
        row.file = "a.csv";
        row.reason = RejectReason.WRONG_COLUMN_COUNT;
        row.epochSecond = Long.MIN_VALUE;
        row.amountMinor = Long.MIN_VALUE;
        row.line = new byte[] {(byte) 0xFF, 0, '\r', (byte) 0xC3};

        byte[] file = write(AuditFiles.rejectedRowsFormat(), row);

        byte[] header =
                "file,byte_offset,reason,record_date,amount,line\na.csv,0,WRONG_COLUMN_COUNT,,,"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(file).startsWith(header);
        assertThat(file).endsWith('"', 0xFF, 0, '\r', 0xC3, '"', '\n');
    }

    @Test
    void writesTheAccountOfAFile() throws IOException {
        OpenFile file = new OpenFile();
        file.file = "a.csv";
        file.fileBytes = 123_456;
        file.rejectedByReason.put(RejectReason.TOO_LONG, 1L);
        file.rejectedByReason.put(RejectReason.BAD_QUOTING, 2L);
        file.rejectedByReason.put(RejectReason.WRONG_COLUMN_COUNT, 3L);
        file.rejectedByReason.put(RejectReason.BAD_RECORD_DATE, 4L);
        file.rejectedByReason.put(RejectReason.BAD_AMOUNT, 5L);
        file.rejectedByReason.put(RejectReason.FUTURE_RECORD_DATE, 6L);
        file.unknownPaytype = 7;
        file.blankLines = 8;
        file.headerLines = 9;
        file.firstEventSecond = Instant.parse("2020-08-30T00:00:00Z").getEpochSecond();
        file.lastEventSecond = Instant.parse("2020-08-31T23:59:59Z").getEpochSecond();
        file.days.put(1L, day("a.csv", 1, 100, 10, 50_000, -20_000));
        file.days.put(2L, day("a.csv", 2, 20, 2, 500, 0));
        long readAt = Instant.parse("2020-09-01T12:00:00.123Z").toEpochMilli();

        assertThat(
                        text(
                                AuditFiles.fileLedgerFormat(REVENUE),
                                new FileLedger.Entry(file, FileStatus.TRUNCATED, readAt)))
                .isEqualTo(
                        LEDGER_HEADER
                                + "a.csv,123456,TRUNCATED,141,120,12,21,1,2,3,4,5,6,7,8,9,30.500000,"
                                + "2020-08-30T00:00:00.000Z,2020-08-31T23:59:59.000Z,"
                                + "2020-09-01T12:00:00.123Z\n");
    }

    @Test
    void writesTheAccountOfAFileWithoutRows() throws IOException {
        OpenFile file = new OpenFile();
        file.file = "a.csv";

        assertThat(
                        text(
                                AuditFiles.fileLedgerFormat(REVENUE),
                                new FileLedger.Entry(file, FileStatus.MISSING, 0)))
                .isEqualTo(
                        LEDGER_HEADER
                                + "a.csv,0,MISSING,0,0,0,0,0,0,0,0,0,0,0,0,0,0.000000,,,"
                                + "1970-01-01T00:00:00.000Z\n");
    }

    @Test
    void writesAFilesPartInADay() throws IOException {
        FileDay day = day("a.csv", LocalDate.of(2020, 8, 30).toEpochDay(), 3, 1, 50_000, -20_001);
        day.debitsMinor = BigInteger.valueOf(Long.MAX_VALUE).shiftLeft(1);

        assertThat(text(AuditFiles.fileDaysFormat(REVENUE), day))
                .isEqualTo(
                        "file,accepted,late,debits,reversals,revenue\n"
                                + "a.csv,3,1,18446744073709551.614000,-20.001000,"
                                + "18446744073709531.613000\n");
    }

    private static FileDay day(
            String file, long epochDay, long accepted, long late, long debits, long reversals) {
        FileDay day = new FileDay();
        day.file = file;
        day.epochDay = epochDay;
        day.accepted = accepted;
        day.late = late;
        day.debitsMinor = BigInteger.valueOf(debits);
        day.reversalsMinor = BigInteger.valueOf(reversals);
        return day;
    }

    private <T> String text(CsvFormat<T> format, T row) throws IOException {
        return new String(write(format, row), StandardCharsets.UTF_8);
    }

    private <T> byte[] write(CsvFormat<T> format, T row) throws IOException {
        Path file = folder.resolve("rows.csv");
        try (FSDataOutputStream out =
                LocalFileSystem.getSharedInstance()
                        .create(
                                new org.apache.flink.core.fs.Path(file.toUri()),
                                FileSystem.WriteMode.OVERWRITE)) {
            BulkWriter<T> writer = format.create(out);
            writer.addElement(row);
            writer.finish();
        }
        return Files.readAllBytes(file);
    }
}
