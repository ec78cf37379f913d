package io.smsreports.simulator.answerkey;

import static io.smsreports.simulator.answerkey.KeyTable.date;
import static io.smsreports.simulator.answerkey.KeyTable.paytype;
import static io.smsreports.simulator.answerkey.KeyTable.revenue;
import static io.smsreports.simulator.answerkey.KeyTable.time;

import io.smsreports.simulator.command.SimulatorException;
import io.smsreports.simulator.files.FileSet;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * What reports of a delivery must say, computed while it is made, and without any code of the job.
 *
 * <p>The folder holds, in the columns and formats of the job's own outputs:
 *
 * <ul>
 *   <li>daily_revenue, revenue_15min, minmax_15min, count_revenue_15min: of all rows that count,
 *       late ones too. Batch publishes exactly this, and so does a job that finds all files when it
 *       starts; else it is what the published reports and late_revenue come to together.
 *   <li>in_time_…: the same four without the late rows: what a live job publishes at least, if each
 *       file comes when those before it are read.
 *   <li>late_revenue: the late rows then, by window, paytype and file, if every time is believed.
 *       The job has at most these.
 *   <li>rejected_rows, file_ledger, file_days: line by line, file by file. A MISSING file is one
 *       that is never delivered, so that no reader can know of it.
 *   <li>duplicates, lost, faults: what was delivered twice (and counts twice), what was made and
 *       not delivered, and how many faults of each kind there are.
 *   <li>ref.csv: the labels that count_revenue_15min uses.
 * </ul>
 *
 * <p>A row is late if its window ended at least the watermark delay before the greatest event time
 * of the files before its own. Deliveries keep clear of what lies between that and the greatest
 * event time before the row: there, the size of a reader's blocks would decide.
 */
public final class AnswerKey implements Closeable {

    private final Optional<FileSet> files;
    private final long delaySeconds;
    private final ZoneId zone;
    private final List<KeyTable> tables = new ArrayList<>();
    private final SortedMap<ReportCell, Totals> inTime = new TreeMap<>();
    private final SortedMap<ReportCell, Totals> late = new TreeMap<>();
    private final KeyTable lateRevenue;
    private final KeyTable rejectedRows;
    private final KeyTable fileLedger;
    private final KeyTable fileDays;
    private final KeyTable duplicates;
    private final KeyTable lost;
    private long greatestSecond = Long.MIN_VALUE;

    /**
     * Starts a key in a folder, which is made if it is missing.
     *
     * @param folder if there is none, the key is not written
     * @param watermarkDelay the job's setting, which decides what is late
     * @param zone the job's setting, whose days the dates are
     * @throws SimulatorException if the folder cannot take it or holds one already
     */
    public AnswerKey(Optional<Path> folder, Duration watermarkDelay, ZoneId zone)
            throws IOException {
        this.zone = zone;
        files =
                folder.isPresent()
                        ? Optional.of(new FileSet(folder.get(), false))
                        : Optional.empty();
        delaySeconds = watermarkDelay.toSeconds();
        try {
            lateRevenue =
                    table(
                            "late_revenue",
                            "RECORD_DATE,paytype,Pay_type,record_count,revenue,min_revenue,"
                                    + "max_revenue,file");
            rejectedRows =
                    table("rejected_rows", "file,byte_offset,reason,record_date,amount,line");
            fileLedger =
                    table(
                            "file_ledger",
                            "file,size_bytes,status,rows,accepted,late,rejected,too_long,"
                                    + "bad_quoting,wrong_column_count,bad_record_date,bad_amount,"
                                    + "future_record_date,unknown_paytype,blank_lines,"
                                    + "header_lines,revenue,first_record,last_record");
            fileDays = table("file_days", "dt,file,accepted,late,debits,reversals,revenue");
            duplicates = table("duplicates", "file,copy_of,record_count,revenue");
            lost = table("lost", "file,record_count,revenue");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private KeyTable table(String name, String columns) throws IOException {
        OutputStream out =
                files.isPresent()
                        ? files.get().create(name + ".csv")
                        : OutputStream.nullOutputStream();
        KeyTable table = new KeyTable(out, columns);
        tables.add(table);
        return table;
    }

    /** Whether a row at this event time would be late in the file that comes next. */
    public boolean isLate(long second) {
        return isLate(new ReportCell(ReportCell.windowOf(second), 0));
    }

    private boolean isLate(ReportCell cell) {
        return greatestSecond != Long.MIN_VALUE
                && cell.endSecond() <= greatestSecond - delaySeconds;
    }

    /** Enters a line of the file that comes next. */
    public void reject(String file, RejectedLine line) {
        rejectedRows.row(
                file,
                line.byteOffset(),
                line.reason(),
                ifReadable(line.recordDate(), KeyTable::time),
                ifReadable(line.amountMinor(), KeyTable::amount),
                line.text());
    }

    private static String ifReadable(long value, LongFunction<String> format) {
        return value == RejectedLine.UNREADABLE ? "" : format.apply(value);
    }

    /** Enters the file that comes next in the order of delivery, but for its rejected lines. */
    public void deliver(String name, long storedBytes, String status, ExpectedFile file) {
        SortedMap<Long, Totals> days = new TreeMap<>();
        SortedMap<Long, Totals> lateDays = new TreeMap<>();
        new TreeMap<>(file.cells)
                .forEach(
                        (cell, totals) -> {
                            add(days, cell.epochDay(zone), totals);
                            if (!isLate(cell)) {
                                add(inTime, cell, totals);
                                return;
                            }
                            add(late, cell, totals);
                            add(lateDays, cell.epochDay(zone), totals);
                            lateRevenue.row(
                                    time(cell.startSecond()),
                                    paytype(cell),
                                    cell.label(),
                                    totals.getCount(),
                                    revenue(totals.getSum()),
                                    revenue(totals.getMin()),
                                    revenue(totals.getMax()),
                                    name);
                        });
        greatestSecond = Math.max(greatestSecond, file.lastSecond);
        days.forEach(
                (day, totals) ->
                        fileDays.row(
                                date(day),
                                name,
                                totals.getCount(),
                                lateDays.getOrDefault(day, new Totals()).getCount(),
                                revenue(totals.getSum() - totals.reversalsMinor()),
                                revenue(totals.reversalsMinor()),
                                revenue(totals.getSum())));
        long lateRows = lateDays.values().stream().mapToLong(Totals::getCount).sum();
        enterLedger(name, storedBytes, status, file, lateRows);
        if (file.lostRows.getCount() > 0) {
            lost.row(name, file.lostRows.getCount(), revenue(file.lostRows.getSum()));
        }
        enterDuplicates(name, name, file.duplicateRows);
    }

    private void enterLedger(
            String name, long storedBytes, String status, ExpectedFile file, long lateRows) {
        Totals accepted = file.accepted();
        List<Object> row = new ArrayList<>(List.of(name, storedBytes, status, file.rows()));
        row.addAll(List.of(accepted.getCount(), lateRows, file.rejectedRows()));
        for (RejectReason reason : RejectReason.values()) {
            row.add(file.rejected.getOrDefault(reason, 0L));
        }
        row.addAll(List.of(file.unknownPaytype, file.blankLines, file.headerLines));
        row.add(revenue(accepted.getSum()));
        row.add(accepted.getCount() == 0 ? "" : time(file.firstSecond));
        row.add(accepted.getCount() == 0 ? "" : time(file.lastSecond));
        fileLedger.row(row.toArray());
    }

    /** Notes that a file, entered too, is there a second time. */
    public void deliveredTwice(String copy, String original, ExpectedFile file) {
        enterDuplicates(copy, original, file.accepted());
    }

    private void enterDuplicates(String file, String original, Totals totals) {
        if (totals.getCount() > 0) {
            duplicates.row(file, original, totals.getCount(), revenue(totals.getSum()));
        }
    }

    /**
     * Completes the key and publishes it.
     *
     * @param faultCounts what was asked for and what was made, by the fault's flag
     */
    public void publish(Map<String, FaultCount> faultCounts) throws IOException {
        SortedMap<ReportCell, Totals> all = new TreeMap<>();
        inTime.forEach((cell, totals) -> add(all, cell, totals));
        late.forEach((cell, totals) -> add(all, cell, totals));
        writeReports("", all);
        writeReports("in_time_", inTime);
        KeyTable faults = table("faults", "fault,asked,made");
        faultCounts.forEach((fault, count) -> faults.row(fault, count.asked(), count.made()));
        KeyTable ref = table("ref", "PayType,value");
        ReportCell.LABELS.forEach(ref::row);
        for (KeyTable table : tables) {
            table.flush();
        }
        if (files.isPresent()) {
            files.get().publish(0);
        }
    }

    private void writeReports(String prefix, SortedMap<ReportCell, Totals> cells)
            throws IOException {
        KeyTable daily = table(prefix + "daily_revenue", "date,daily_revenue");
        KeyTable revenue = table(prefix + "revenue_15min", "RECORD_DATE,paytype,revenue");
        KeyTable extremes =
                table(prefix + "minmax_15min", "RECORD_DATE,paytype,min_revenue,max_revenue");
        KeyTable counts =
                table(prefix + "count_revenue_15min", "RECORD_DATE,Pay_type,record_count,revenue");
        SortedMap<Long, Totals> days = new TreeMap<>();
        SortedMap<Long, SortedMap<String, Totals>> windows = new TreeMap<>();
        cells.forEach(
                (cell, totals) -> {
                    String window = time(cell.startSecond());
                    revenue.row(window, paytype(cell), revenue(totals.getSum()));
                    extremes.row(
                            window,
                            paytype(cell),
                            revenue(totals.getMin()),
                            revenue(totals.getMax()));
                    add(days, cell.epochDay(zone), totals);
                    add(
                            windows.computeIfAbsent(cell.startSecond(), unused -> new TreeMap<>()),
                            cell.label(),
                            totals);
                });
        days.forEach((day, totals) -> daily.row(date(day), revenue(totals.getSum())));
        windows.forEach(
                (start, labels) ->
                        labels.forEach(
                                (label, totals) ->
                                        counts.row(
                                                time(start),
                                                label,
                                                totals.getCount(),
                                                revenue(totals.getSum()))));
    }

    private static <K> void add(Map<K, Totals> into, K key, Totals totals) {
        into.computeIfAbsent(key, unused -> new Totals()).add(totals);
    }

    /** Removes the key although it is published: the delivery has failed. */
    public void takeBack() throws IOException {
        if (files.isPresent()) {
            files.get().takeBack();
        }
    }

    @Override
    public void close() throws IOException {
        if (files.isPresent()) {
            files.get().close();
        }
    }
}
