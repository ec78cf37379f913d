package io.smsreports.simulator.generate;

import io.smsreports.simulator.answerkey.AnswerKey;
import io.smsreports.simulator.answerkey.ExpectedFile;
import io.smsreports.simulator.answerkey.FaultCount;
import io.smsreports.simulator.answerkey.RejectedLine;
import io.smsreports.simulator.command.Progress;
import io.smsreports.simulator.command.SimulatorException;
import io.smsreports.simulator.files.FileSet;
import io.smsreports.simulator.files.PendingFile;
import io.smsreports.simulator.files.WrittenFiles;
import io.smsreports.simulator.traffic.RowSink;
import io.smsreports.simulator.traffic.SeededRandom;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes rows into files, with the faults that were asked for, and what to expect of them into the
 * {@link AnswerKey}. Files and key appear together when the last row is written; closed before
 * that, nothing is left behind.
 */
final class FileGenerator implements RowSink, Closeable {

    private static final String OK = "OK";

    private static final long ROWS_PER_PROGRESS = 1 << 16;

    private final Faults faults;
    private final List<PlannedFile> plans;
    private final RowWriter writer;
    private final RowFaults rowFaults;
    private final FileSet files;
    private final AnswerKey key;
    private final Progress progress;

    private int started;
    private PlannedFile plan = PlannedFile.NONE;
    private ExpectedFile expected = new ExpectedFile();
    private Optional<GeneratedFile> file = Optional.empty();
    private long rowsOfFile;
    private long rowsTaken;
    private long rowsWritten;

    /**
     * How the files are to look.
     *
     * @param headers which files have a header
     * @param gzip whether the files are compressed
     * @param faults what is to be wrong
     * @param keyFolder where the answer key goes, if there is to be one
     * @param watermarkDelay the job's setting, which decides what is late
     * @param zone the job's setting, whose days the key's dates are
     */
    record Settings(
            List<Long> rowsPerFile,
            PlannedFile.Headers headers,
            boolean gzip,
            Faults faults,
            Optional<Path> keyFolder,
            Duration watermarkDelay,
            ZoneId zone) {

        /** Files without a fault, the header in the first, and no key. */
        static Settings plain(List<Long> rowsPerFile) {
            return new Settings(
                    rowsPerFile,
                    PlannedFile.Headers.FIRST,
                    false,
                    Faults.NONE,
                    Optional.empty(),
                    Duration.ZERO,
                    ZoneOffset.UTC);
        }
    }

    /**
     * Starts to write into a folder, which is made if it is missing.
     *
     * @param random decides on the faults
     * @throws SimulatorException if there are too few files for the faults, or a folder cannot be
     *     made or written to, or holds a file of one of the names; nothing has been written then
     */
    FileGenerator(
            Path folder,
            Settings settings,
            RowWriter writer,
            SeededRandom random,
            Progress progress)
            throws IOException {
        this.writer = writer;
        this.progress = progress;
        faults = settings.faults();
        plans = PlannedFile.plan(settings.rowsPerFile(), settings.headers(), faults, random);
        files = new FileSet(folder, settings.gzip());
        try {
            for (PlannedFile each : plans) {
                files.requireFree(each.name());
            }
            key = new AnswerKey(settings.keyFolder(), settings.watermarkDelay(), settings.zone());
        } catch (IOException e) {
            files.close();
            throw e;
        }
        long rows = plans.stream().mapToLong(PlannedFile::rowsWritten).sum();
        rowFaults = new RowFaults(faults, rows, key, writer, random);
    }

    /**
     * Writes the row that arrives next.
     *
     * @throws IllegalStateException if no planned file has room for it
     */
    @Override
    public void row(long second, int paytype, long amountMinor) throws IOException {
        while (rowsOfFile == plan.rows()) {
            startNextFile();
        }
        if ((rowsTaken & (ROWS_PER_PROGRESS - 1)) == 0) {
            progress.at(rowsTaken);
        }
        rowsTaken++;
        long row = rowsOfFile++;
        if (row >= plan.rowsWritten()) {
            lose(row, second, paytype, amountMinor);
            return;
        }
        GeneratedFile target = file.orElseThrow();
        if (row == plan.rows() / 2 && plan.has(Fault.MIXED_HEADER)) {
            target.headerLine(RowColumns.ownHeader());
        }
        Optional<Fault> fault = rowFaults.next(second);
        if (fault.isPresent()) {
            rowFaults.write(fault.get(), target, second, paytype, amountMinor);
            return;
        }
        writer.write(second, paytype, amountMinor);
        target.accept(writer, second, paytype, amountMinor);
    }

    /** Rows that are lost are made all the same, so that the others are what they would be. */
    private void lose(long row, long second, int paytype, long amountMinor) throws IOException {
        writer.write(second, paytype, amountMinor);
        expected.loseRow(amountMinor);
        if (file.isPresent() && row == plan.rowsWritten()) {
            file.get().tear(writer);
        }
    }

    private void startNextFile() throws IOException {
        finishFile();
        if (started == plans.size()) {
            throw new IllegalStateException("more than the " + rowsTaken + " rows of the plan");
        }
        plan = plans.get(started++);
        rowsOfFile = 0;
        expected = new ExpectedFile();
        if (!plan.has(Fault.MISSING_FILE)) {
            PendingFile out = files.create(plan.name());
            file = Optional.of(new GeneratedFile(plan, out, expected, key));
        }
    }

    private void finishFile() throws IOException {
        if (plan.has(Fault.MISSING_FILE)) {
            key.deliver(plan.name(), 0, "MISSING", expected);
        }
        if (file.isPresent()) {
            finish(file.get());
            file = Optional.empty();
        }
    }

    private void finish(GeneratedFile done) throws IOException {
        PendingFile out = done.out;
        if (plan.has(Fault.TRUNCATED_FILE)) {
            out.breakOff();
            // Without compression nothing shows that there should be more.
            deliver(out, files.gzip() ? "TRUNCATED" : OK);
            return;
        }
        if (plan.has(Fault.MIXED_HEADER)) {
            // The usual header, too, is skipped anywhere.
            done.headerLine(RowWriter.HEADER);
        }
        out.finish();
        deliver(out, OK);
        if (plan.has(Fault.DUPLICATE_FILE)) {
            // Sorts right behind the original: . comes before _.
            PendingFile copy = files.copy(out, plan.name().replace(".csv", "_again.csv"));
            for (RejectedLine line : done.rejectedTwice) {
                key.reject(copy.name(), line);
            }
            deliver(copy, OK);
            key.deliveredTwice(copy.name(), out.name(), expected);
        }
    }

    private void deliver(PendingFile delivered, String status) throws IOException {
        rowsWritten += expected.rows();
        key.deliver(delivered.name(), delivered.storedBytes(), status, expected);
    }

    /**
     * Ends the last file and publishes files and key.
     *
     * @throws IllegalStateException if planned rows are missing
     * @throws SimulatorException if a file of one of the names has come up meanwhile
     */
    WrittenFiles publish() throws IOException {
        if (started < plans.size() || rowsOfFile < plan.rows()) {
            throw new IllegalStateException("only " + rowsTaken + " rows of the plan");
        }
        finishFile();
        key.publish(faultCounts());
        try {
            return files.publish(rowsWritten);
        } catch (IOException e) {
            key.takeBack();
            throw e;
        }
    }

    /** Returns what faults were asked for, and how many there are so far, by flag. */
    Map<String, FaultCount> faultCounts() {
        Map<String, FaultCount> counts = new LinkedHashMap<>();
        for (Fault fault : faults.kinds(true)) {
            long count = faults.count(fault, plans.size());
            counts.put(fault.flag(), new FaultCount(count, count));
        }
        rowFaults.counts().forEach((fault, count) -> counts.put(fault.flag(), count));
        return counts;
    }

    @Override
    public void close() throws IOException {
        try {
            key.close();
        } finally {
            files.close();
        }
    }
}
