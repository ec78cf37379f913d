package io.smsreports.simulator.generate;

import static io.smsreports.simulator.command.SimulatorException.refused;

import io.smsreports.simulator.command.SimulatorException;
import io.smsreports.simulator.files.ChunkName;
import io.smsreports.simulator.traffic.SeededRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What is to become of one file.
 *
 * @param name without {@code .gz}
 * @param rows how many rows of the traffic it is for
 * @param rowsWritten how many of them it gets whole; the others are lost
 * @param header whether it begins with the usual header
 * @param fault what is to be wrong with it as a whole
 */
record PlannedFile(
        String name, long rows, long rowsWritten, boolean header, Optional<Fault> fault) {

    /** Stands before the first file: it takes no row. */
    static final PlannedFile NONE = new PlannedFile("", 0, 0, false, Optional.empty());

    /** Which files begin with a header. */
    enum Headers {
        FIRST,
        EVERY,
        NONE
    }

    /** Whether this is wrong with the file. */
    boolean has(Fault someFault) {
        return fault.isPresent() && fault.get() == someFault;
    }

    /**
     * Returns how many rows each file gets if {@code split -l linesPerFile} cuts one file of a
     * header and so many rows: the header takes one of the first file's lines, the last file gets
     * what is left.
     */
    static List<Long> rowsPerFileLikeSplit(long rows, int linesPerFile) {
        List<Long> rowsPerFile = new ArrayList<>();
        long first = Math.min(rows, linesPerFile - 1L);
        rowsPerFile.add(first);
        for (long left = rows - first; left > 0; left -= linesPerFile) {
            rowsPerFile.add(Math.min(left, linesPerFile));
        }
        return rowsPerFile;
    }

    /** Returns how many rows each file gets so that their counts differ by at most one. */
    static List<Long> evenRowsPerFile(long rows, int files) {
        return LongStream.range(0, files)
                .map(file -> rows / files + (file < rows % files ? 1 : 0))
                .boxed()
                .toList();
    }

    /**
     * Plans the files of a delivery; at most one thing is wrong with each.
     *
     * @throws SimulatorException if there are fewer files than are to be faulty
     */
    static List<PlannedFile> plan(
            List<Long> rowsPerFile, Headers headers, Faults faults, SeededRandom random)
            throws SimulatorException {
        int files = rowsPerFile.size();
        List<Integer> faultless = new ArrayList<>(IntStream.range(0, files).boxed().toList());
        Map<Integer, Fault> faultOf = new HashMap<>();
        for (Fault fault : faults.kinds(true)) {
            long count = faults.count(fault, files);
            if (count > faultless.size()) {
                throw refused(
                        "--faults %s=%s: only %s of the %s files are left for it; one file has one"
                                + " such fault",
                        fault.flag(), count, faultless.size(), files);
            }
            for (long i = 0; i < count; i++) {
                faultOf.put(faultless.remove(/* index */ random.below(faultless.size())), fault);
            }
        }
        List<PlannedFile> plan = new ArrayList<>(files);
        for (int file = 0; file < files; file++) {
            Optional<Fault> fault = Optional.ofNullable(faultOf.get(file));
            long rows = rowsPerFile.get(file);
            long rowsWritten = fault.isPresent() ? rowsWritten(rows, fault.get(), random) : rows;
            boolean header = headers == Headers.EVERY || (headers == Headers.FIRST && file == 0);
            plan.add(new PlannedFile(ChunkName.of(file), rows, rowsWritten, header, fault));
        }
        return plan;
    }

    private static long rowsWritten(long rows, Fault fault, SeededRandom random) {
        return switch (fault) {
            case MISSING_FILE -> 0;
            // It breaks off in the second half, and within a row.
            case TRUNCATED_FILE -> rows / 2 + random.below(Math.max(1, rows - rows / 2));
            default -> rows;
        };
    }
}
