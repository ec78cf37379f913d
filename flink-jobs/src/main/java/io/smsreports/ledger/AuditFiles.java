package io.smsreports.ledger;

import io.smsreports.ledger.FileLedger.FileDay;
import io.smsreports.ledger.FileLedger.OpenFile;
import io.smsreports.model.AuditFolders;
import io.smsreports.model.LocalDays;
import io.smsreports.model.RejectReason;
import io.smsreports.model.RejectedRow;
import io.smsreports.model.Revenue;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.sink.CsvFormat;
import io.smsreports.sink.CsvLine;
import io.smsreports.sink.ReportFiles;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.core.fs.Path;

/**
 * The audit outputs: rejected_rows, file_ledger and file_days. The first two are filed under the
 * day of reading, the third under the event date; all are days of the run's time zone.
 */
public final class AuditFiles {

    private static final long MILLIS_PER_SECOND = 1_000L;

    private final Path output;
    private final String run;
    private final Revenue revenue;
    private final LocalDays days;
    private final Optional<OutputOwner> owner;

    /**
     * @param output the base folder of all outputs
     * @param run the run's id, part of every file's name
     * @param days what days the folders are of
     * @param owner who may commit, in streaming
     */
    public AuditFiles(
            Path output, String run, Revenue revenue, LocalDays days, Optional<OutputOwner> owner) {
        this.owner = owner;
        this.days = days;
        this.output = output;
        this.run = run;
        this.revenue = revenue;
    }

    /** A sink for the rejected lines, kept as they came. */
    public Sink<RejectedRow> rejectedRows() {
        LocalDays ofDays = days;
        return ReportFiles.ownedBy(
                owner,
                ReportFiles.sink(
                        new Path(output, AuditFolders.REJECTED_ROWS),
                        "rejected_rows-" + run,
                        row -> dateOf(ofDays, row.readAtMillis),
                        rejectedRowsFormat()));
    }

    static CsvFormat<RejectedRow> rejectedRowsFormat() {
        return new CsvFormat<>(
                List.of("file", "byte_offset", "reason", "record_date", "amount", "line"),
                AuditFiles::write);
    }

    private static void write(RejectedRow row, CsvLine line) {
        line.text(row.file).number(row.byteOffset).text(row.reason.name());
        time(row.epochSecond, Long.MIN_VALUE, line);
        if (row.amountMinor == Long.MIN_VALUE) {
            line.empty();
        } else {
            line.decimal(BigDecimal.valueOf(row.amountMinor, 2).setScale(Revenue.SCALE));
        }
        line.raw(row.line);
    }

    /** A sink for one row a file. */
    public Sink<FileLedger.Entry> fileLedger() {
        LocalDays ofDays = days;
        return ReportFiles.ownedBy(
                owner,
                ReportFiles.sink(
                        new Path(output, AuditFolders.FILE_LEDGER),
                        "file_ledger-" + run,
                        entry -> dateOf(ofDays, entry.readAtMillis()),
                        fileLedgerFormat(revenue)));
    }

    static CsvFormat<FileLedger.Entry> fileLedgerFormat(Revenue inRevenue) {
        List<String> header = new ArrayList<>();
        header.addAll(
                List.of("file", "size_bytes", "status", "rows", "accepted", "late", "rejected"));
        for (RejectReason reason : RejectReason.values()) {
            header.add(reason.name().toLowerCase(Locale.ROOT));
        }
        header.addAll(List.of("unknown_paytype", "blank_lines", "header_lines", "revenue"));
        header.addAll(List.of("first_record", "last_record", "read_at"));
        return new CsvFormat<>(header, (entry, line) -> write(entry, inRevenue, line));
    }

    private static void write(FileLedger.Entry entry, Revenue revenue, CsvLine line) {
        OpenFile file = entry.file();
        long accepted = 0;
        long late = 0;
        BigInteger amountMinor = BigInteger.ZERO;
        for (FileDay day : file.days.values()) {
            accepted += day.accepted;
            late += day.late;
            amountMinor = amountMinor.add(day.debitsMinor).add(day.reversalsMinor);
        }
        long rejected = file.rejectedByReason.values().stream().mapToLong(Long::longValue).sum();
        line.text(file.file).number(file.fileBytes).text(entry.status().name());
        line.number(accepted + rejected).number(accepted).number(late).number(rejected);
        for (RejectReason reason : RejectReason.values()) {
            line.number(file.rejectedByReason.getOrDefault(reason, 0L));
        }
        line.number(file.unknownPaytype).number(file.blankLines).number(file.headerLines);
        line.decimal(revenue.of(amountMinor));
        time(file.firstEventSecond, Long.MAX_VALUE, line);
        time(file.lastEventSecond, Long.MIN_VALUE, line);
        line.time(entry.readAtMillis());
    }

    /** A sink for one row a file and event date. */
    public Sink<FileDay> fileDays() {
        return ReportFiles.ownedBy(
                owner,
                ReportFiles.sinkOfManyDates(
                        new Path(output, AuditFolders.FILE_DAYS),
                        "file_days-" + run,
                        day -> LocalDate.ofEpochDay(day.epochDay).toString(),
                        fileDaysFormat(revenue),
                        TypeInformation.of(FileDay.class)));
    }

    static CsvFormat<FileDay> fileDaysFormat(Revenue inRevenue) {
        return new CsvFormat<>(
                List.of("file", "accepted", "late", "debits", "reversals", "revenue"),
                (day, line) -> write(day, inRevenue, line));
    }

    private static void write(FileDay day, Revenue revenue, CsvLine line) {
        line.text(day.file).number(day.accepted).number(day.late);
        line.decimal(revenue.of(day.debitsMinor)).decimal(revenue.of(day.reversalsMinor));
        line.decimal(revenue.of(day.debitsMinor.add(day.reversalsMinor)));
    }

    private static void time(long epochSecond, long none, CsvLine line) {
        if (epochSecond == none) {
            line.empty();
            return;
        }
        line.time(epochSecond * MILLIS_PER_SECOND);
    }

    private static String dateOf(LocalDays days, long epochMillis) {
        return days.dateOf(Instant.ofEpochMilli(epochMillis)).toString();
    }
}
