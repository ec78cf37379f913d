package io.smsreports.simulator;

import io.smsreports.simulator.PlannedFile.FileFault;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the rows of a source system in the order of their arrival and writes them into files, with
 * the faults that were asked for, and an account of it all in the {@link AnswerKey}. Files and key
 * appear together when the last row is written; closed before that, a delivery leaves nothing
 * behind.
 */
final class Delivery implements Closeable {

    private static final String OK = "OK";

    /** So many are kept in memory. */
    private static final int MANY_REJECTED_LINES = 1_000;

    private static final long ROWS_PER_PROGRESS = 1 << 16;

    private final Faults faults;
    private final List<PlannedFile> plan;
    private final RowWriter writer;
    private final RowFaults rowFaults;
    private final FileSet files;
    private final Optional<AnswerKey> key;
    private final Progress progress;

    private int planned = -1;
    private PlannedFile file = PlannedFile.NONE;
    private Optional<FileInWork> inWork = Optional.empty();
    private FileAccount missing = new FileAccount();
    private long rowsOfFile;
    private long rowsTaken;
    private long rowsWritten;

    /**
     * How a delivery is to look.
     *
     * @param cut the rows of each file
     * @param headers which files have a header
     * @param gzip whether the files are compressed
     * @param faults what is to be wrong; late rows need a key
     * @param key where the answer key goes, if there is to be one
     */
    record Settings(
            Cut cut, HeaderStyle headers, boolean gzip, Faults faults, Optional<KeyPlace> key) {

        /** Files without a fault, the header in the first, and no key. */
        static Settings plain(Cut cut) {
            return new Settings(cut, HeaderStyle.FIRST, false, Faults.NONE, Optional.empty());
        }
    }

    /**
     * Where the answer key goes.
     *
     * @param watermarkDelay the job's setting, which decides what is late
     */
    record KeyPlace(Path folder, Duration watermarkDelay) {}

    /** How many of a fault were asked for, and how many there are. */
    record FaultCount(long asked, long made) {}

    private Delivery(
            Faults faults,
            List<PlannedFile> plan,
            RowFaults rowFaults,
            FileSet files,
            Optional<AnswerKey> key,
            RowWriter writer,
            Progress progress) {
        this.faults = faults;
        this.plan = plan;
        this.rowFaults = rowFaults;
        this.files = files;
        this.key = key;
        this.writer = writer;
        this.progress = progress;
    }

    /**
     * Starts a delivery into a folder, which is made if it is missing.
     *
     * @param random decides on the faults
     * @throws IllegalArgumentException if there are too few files for the faults
     * @throws UnusableOutputException if a folder cannot be made or written to, or holds a file of
     *     one of the names; nothing has been written then
     */
    static Delivery into(
            Path folder,
            Settings settings,
            RowWriter writer,
            SeededRandom random,
            Progress progress)
            throws IOException {
        Faults faults = settings.faults();
        List<PlannedFile> plan =
                PlannedFile.plan(settings.cut(), settings.headers(), faults, random);
        long rows = plan.stream().mapToLong(PlannedFile::rowsWritten).sum();
        FileSet files = FileSet.in(folder, settings.gzip());
        try {
            for (PlannedFile file : plan) {
                files.requireFree(file.name());
            }
            Optional<AnswerKey> key = Optional.empty();
            if (settings.key().isPresent()) {
                KeyPlace place = settings.key().get();
                key = Optional.of(AnswerKey.in(place.folder(), place.watermarkDelay()));
            }
            RowFaults rowFaults = new RowFaults(faults, rows, key, writer, random);
            return new Delivery(faults, plan, rowFaults, files, key, writer, progress);
        } catch (IOException e) {
            files.close();
            throw e;
        }
    }

    /**
     * Adds the row that arrives next.
     *
     * @throws IllegalStateException if the cut has no more rows
     */
    void row(long second, int paytype, long amountMinor) throws IOException {
        while (rowsOfFile == file.rows()) {
            startNextFile();
        }
        if ((rowsTaken & (ROWS_PER_PROGRESS - 1)) == 0) {
            progress.at(rowsTaken);
        }
        rowsTaken++;
        long row = rowsOfFile++;
        if (row >= file.rowsWritten()) {
            lose(row, second, paytype, amountMinor);
            return;
        }
        FileInWork target = inWork.orElseThrow();
        if (file.fault() == FileFault.OWN_ORDER && row == file.rows() / 2) {
            target.headerLine(RowColumns.ownHeader());
        }
        Optional<Fault> fault = rowFaults.next(second);
        if (fault.isPresent()) {
            rowFaults.write(fault.get(), target, second, paytype, amountMinor);
            enterRejectedIfMany(target);
            return;
        }
        writer.write(second, paytype, amountMinor);
        target.accept(writer, second, paytype, amountMinor);
    }

    /** Of a file that is delivered twice they are entered twice, at its end. */
    private void enterRejectedIfMany(FileInWork target) throws IOException {
        boolean many = target.account().rejectedLines().size() >= MANY_REJECTED_LINES;
        if (many && key.isPresent() && file.fault() != FileFault.TWICE) {
            key.get().enterRejected(target.out().name(), target.account());
        }
    }

    /** Rows that are lost are made all the same, so that the others are what they would be. */
    private void lose(long row, long second, int paytype, long amountMinor) throws IOException {
        writer.write(second, paytype, amountMinor);
        if (inWork.isEmpty()) {
            missing.lose(amountMinor);
            return;
        }
        inWork.get().account().lose(amountMinor);
        if (row == file.rowsWritten()) {
            inWork.get().tear(writer);
        }
    }

    private void startNextFile() throws IOException {
        finishFile();
        planned++;
        if (planned == plan.size()) {
            throw new IllegalStateException("more than the " + rowsTaken + " rows of the cut");
        }
        file = plan.get(planned);
        rowsOfFile = 0;
        missing = new FileAccount();
        if (file.fault() != FileFault.MISSING) {
            inWork = Optional.of(new FileInWork(file, files.create(file.name())));
        }
    }

    private void finishFile() throws IOException {
        if (file.fault() == FileFault.MISSING && key.isPresent()) {
            key.get().deliver(file.name(), 0, "MISSING", missing);
        }
        if (inWork.isPresent()) {
            finish(inWork.get());
            inWork = Optional.empty();
        }
    }

    private void finish(FileInWork done) throws IOException {
        NewFile out = done.out();
        rowsWritten += done.rows();
        if (file.fault() == FileFault.TRUNCATED) {
            out.breakOff();
            // Without compression nothing tells that there should be more.
            enter(done, out, files.gzip() ? "TRUNCATED" : OK);
            return;
        }
        if (file.fault() == FileFault.OWN_ORDER) {
            // The usual header, too, is skipped anywhere.
            done.headerLine(RowWriter.HEADER);
        }
        out.finish();
        enter(done, out, OK);
        if (file.fault() == FileFault.TWICE) {
            NewFile copy = files.copy(out, copyName(file.name()));
            rowsWritten += done.rows();
            enter(done, copy, OK);
            if (key.isPresent()) {
                key.get().deliveredTwice(copy.name(), out.name(), done.account());
            }
        }
    }

    /** Sorts right behind the original: {@code .} comes before {@code _}. */
    private static String copyName(String name) {
        return name.replace(".csv", "_again.csv");
    }

    private void enter(FileInWork done, NewFile delivered, String status) throws IOException {
        if (key.isPresent()) {
            key.get().deliver(delivered.name(), delivered.storedBytes(), status, done.account());
        }
    }

    /**
     * Ends the last file and publishes files and key.
     *
     * @throws IllegalStateException if rows of the cut are missing
     * @throws UnusableOutputException if a file of one of the names has come up meanwhile
     */
    WrittenFiles publish() throws IOException {
        if (planned + 1 < plan.size() || rowsOfFile < file.rows()) {
            throw new IllegalStateException("only " + rowsTaken + " rows of the cut");
        }
        finishFile();
        if (key.isPresent()) {
            key.get().publish(faultCounts());
        }
        try {
            return files.publish(rowsWritten);
        } catch (IOException e) {
            if (key.isPresent()) {
                key.get().takeBack();
            }
            throw e;
        }
    }

    /** What faults were asked for, and how many there are so far. */
    Map<Fault, FaultCount> faultCounts() {
        Map<Fault, FaultCount> counts = new EnumMap<>(Fault.class);
        for (Fault fault : faults.doses().keySet()) {
            if (fault.ofFiles()) {
                long count = faults.count(fault, plan.size());
                counts.put(fault, new FaultCount(count, count));
            }
        }
        rowFaults
                .quotas()
                .forEach(
                        (fault, quota) ->
                                counts.put(
                                        fault, new FaultCount(quota.asked(), quota.madeCount())));
        return counts;
    }

    @Override
    public void close() throws IOException {
        try {
            if (key.isPresent()) {
                key.get().close();
            }
        } finally {
            files.close();
        }
    }
}
