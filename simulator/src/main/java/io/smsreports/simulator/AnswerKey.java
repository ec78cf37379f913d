package io.smsreports.simulator;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What reports of a delivery must say, computed while it is made, and without any code of the job.
 *
 * <p>The folder holds, in the columns and formats of the job's own outputs:
 *
 * <ul>
 *   <li>daily_revenue, revenue_15min, minmax_15min, count_revenue_15min: of all rows that count,
 *       late ones too. Batch publishes exactly this; in streaming it is what the published reports
 *       and late_revenue come to together, however many readers there are.
 *   <li>in_time_…: the same four without the late rows: what streaming publishes with one reader.
 *   <li>late_revenue: the late rows with one reader, by window, paytype and file. More readers set
 *       some of them aside and publish the others.
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
final class AnswerKey implements Closeable {

    private final FileSet files;
    private final long delaySeconds;
    private final SortedMap<Cell, Totals> inTime = new TreeMap<>();
    private final Map<Cell, Totals> late = new TreeMap<>();
    private final KeyTable lateRevenue;
    private final KeyTable rejectedRows;
    private final KeyTable fileLedger;
    private final KeyTable fileDays;
    private final KeyTable duplicates;
    private final KeyTable lost;
    private long greatestSecond = Long.MIN_VALUE;

    private AnswerKey(FileSet files, Duration watermarkDelay) throws IOException {
        this.files = files;
        delaySeconds = watermarkDelay.toSeconds();
        lateRevenue =
                table(
                        "late_revenue",
                        "RECORD_DATE,paytype,Pay_type,record_count,revenue,min_revenue,max_revenue,"
                                + "file");
        rejectedRows = table("rejected_rows", "file,byte_offset,reason,record_date,amount,line");
        fileLedger =
                table(
                        "file_ledger",
                        "file,size_bytes,status,rows,accepted,late,rejected,too_long,bad_quoting,"
                                + "wrong_column_count,bad_record_date,bad_amount,"
                                + "future_record_date,unknown_paytype,blank_lines,header_lines,"
                                + "revenue,first_record,last_record");
        fileDays = table("file_days", "dt,file,accepted,late,debits,reversals,revenue");
        duplicates = table("duplicates", "file,copy_of,record_count,revenue");
        lost = table("lost", "file,record_count,revenue");
    }

    /**
     * Starts a key in a folder, which is made if it is missing.
     *
     * @param watermarkDelay the job's setting, which decides what is late
     * @throws UnusableOutputException if the folder cannot take it or holds one already
     */
    static AnswerKey in(Path folder, Duration watermarkDelay) throws IOException {
        FileSet files = FileSet.in(folder, false);
        try {
            return new AnswerKey(files, watermarkDelay);
        } catch (IOException e) {
            files.close();
            throw e;
        }
    }

    private KeyTable table(String name, String header) throws IOException {
        return new KeyTable(files.create(name + ".csv"), header);
    }

    /** Whether a row at this event time would be late in the file that comes next. */
    boolean isLate(long second) {
        return isLate(new Cell(Cell.windowOf(second), 0));
    }

    private boolean isLate(Cell cell) {
        return greatestSecond != Long.MIN_VALUE
                && cell.startSecond() + Cell.WINDOW_SECONDS <= greatestSecond - delaySeconds;
    }

    /** Enters a file that comes next in the order of delivery. */
    void deliver(String name, long storedBytes, String status, FileAccount account)
            throws IOException {
        Totals all = new Totals();
        Totals lateRows = new Totals();
        Map<Cell, Totals> lateCells = new TreeMap<>();
        Map<Long, Totals> days = new TreeMap<>();
        Map<Long, Totals> lateDays = new TreeMap<>();
        account.cells()
                .forEach(
                        (cell, totals) -> {
                            all.add(totals);
                            merge(days, cell.epochDay(), totals);
                            if (isLate(cell)) {
                                lateRows.add(totals);
                                merge(late, cell, totals);
                                merge(lateCells, cell, totals);
                                merge(lateDays, cell.epochDay(), totals);
                                return;
                            }
                            merge(inTime, cell, totals);
                        });
        greatestSecond = Math.max(greatestSecond, account.lastSecond());
        for (Map.Entry<Cell, Totals> entry : lateCells.entrySet()) {
            writeLate(entry.getKey(), entry.getValue(), name);
        }
        for (Map.Entry<Long, Totals> day : days.entrySet()) {
            Totals lateOfDay = lateDays.getOrDefault(day.getKey(), new Totals());
            writeDay(name, day.getKey(), day.getValue(), lateOfDay.rows());
        }
        writeRejected(name, account);
        writeLedger(name, storedBytes, status, account, all, lateRows.rows());
        writeIfAny(lost.text(name), account.lostRows());
        writeIfAny(duplicates.text(name).text(name), account.duplicateRows());
    }

    /** Notes that a file, entered too, is there a second time. */
    void deliveredTwice(String copy, String original, FileAccount account) throws IOException {
        Totals all = new Totals();
        account.cells().values().forEach(all::add);
        writeIfAny(duplicates.text(copy).text(original), all);
    }

    private static <K> void merge(Map<K, Totals> into, K key, Totals totals) {
        into.computeIfAbsent(key, unused -> new Totals()).add(totals);
    }

    private void writeLate(Cell cell, Totals totals, String file) throws IOException {
        lateRevenue
                .time(cell.startSecond())
                .paytype(cell.paytype())
                .text(PaytypeLabels.of(cell.paytype()));
        lateRevenue.number(totals.rows()).revenue(totals.sumMinor());
        lateRevenue.revenue(totals.minMinor()).revenue(totals.maxMinor()).text(file).end();
    }

    private void writeDay(String file, long epochDay, Totals totals, long lateRows)
            throws IOException {
        fileDays.date(epochDay).text(file).number(totals.rows()).number(lateRows);
        fileDays.revenue(totals.sumMinor() - totals.reversalsMinor());
        fileDays.revenue(totals.reversalsMinor()).revenue(totals.sumMinor()).end();
    }

    /** Enters a file's rejected lines so far, and drops them from its account. */
    void enterRejected(String file, FileAccount account) throws IOException {
        writeRejected(file, account);
        account.forgetRejectedLines();
    }

    private void writeRejected(String file, FileAccount account) throws IOException {
        for (FileAccount.RejectedLine line : account.rejectedLines()) {
            rejectedRows.text(file).number(line.byteOffset()).text(line.reason().name());
            orEmpty(rejectedRows, line.recordDate(), rejectedRows::time);
            orEmpty(rejectedRows, line.amountMinor(), rejectedRows::amount);
            rejectedRows.quoted(line.text()).end();
        }
    }

    private static void orEmpty(KeyTable table, long value, Consumer<Long> write) {
        if (value == FileAccount.RejectedLine.UNREADABLE) {
            table.empty();
            return;
        }
        write.accept(value);
    }

    private void writeLedger(
            String file,
            long storedBytes,
            String status,
            FileAccount account,
            Totals accepted,
            long lateRows)
            throws IOException {
        long rejected =
                account.rejectedByReason().values().stream().mapToLong(Long::longValue).sum();
        fileLedger.text(file).number(storedBytes).text(status).number(accepted.rows() + rejected);
        fileLedger.number(accepted.rows()).number(lateRows).number(rejected);
        for (Reason reason : Reason.values()) {
            fileLedger.number(account.rejectedByReason().getOrDefault(reason, 0L));
        }
        fileLedger.number(account.unknownPaytype()).number(account.blankLines());
        fileLedger.number(account.headerLines()).revenue(accepted.sumMinor());
        if (accepted.rows() == 0) {
            fileLedger.empty().empty().end();
            return;
        }
        fileLedger.time(account.firstSecond()).time(account.lastSecond()).end();
    }

    private static void writeIfAny(KeyTable begun, Totals totals) throws IOException {
        if (totals.rows() == 0) {
            begun.drop();
            return;
        }
        begun.number(totals.rows()).revenue(totals.sumMinor()).end();
    }

    /**
     * Completes the key and publishes it.
     *
     * @param faultCounts what was asked for and what was made
     */
    void publish(Map<Fault, Delivery.FaultCount> faultCounts) throws IOException {
        SortedMap<Cell, Totals> all = new TreeMap<>();
        inTime.forEach((cell, totals) -> merge(all, cell, totals));
        late.forEach((cell, totals) -> merge(all, cell, totals));
        KeyReports.write(files, "", all);
        KeyReports.write(files, "in_time_", inTime);
        KeyTable faults = table("faults", "fault,asked,made");
        for (Map.Entry<Fault, Delivery.FaultCount> entry : faultCounts.entrySet()) {
            Delivery.FaultCount count = entry.getValue();
            faults.text(entry.getKey().flag()).number(count.asked()).number(count.made()).end();
        }
        faults.finish();
        KeyTable ref = table("ref", "PayType,value");
        for (Map.Entry<Integer, String> label : PaytypeLabels.byCode().entrySet()) {
            ref.number(label.getKey()).text(label.getValue()).end();
        }
        ref.finish();
        for (KeyTable table :
                List.of(lateRevenue, rejectedRows, fileLedger, fileDays, duplicates, lost)) {
            table.finish();
        }
        files.publish(0);
    }

    /** Removes the key although it is published: the delivery has failed. */
    void takeBack() throws IOException {
        files.takeBack();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
