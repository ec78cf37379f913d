package io.smsreports.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is to become of one file.
 *
 * @param name without {@code .gz}
 * @param rows how many rows of the traffic it is for
 * @param rowsWritten how many of them it gets whole; the others are lost
 * @param header whether it begins with the usual header
 * @param fault what is to be wrong with it as a whole, or {@link FileFault#FAULTLESS}
 */
record PlannedFile(String name, long rows, long rowsWritten, boolean header, FileFault fault) {

    /** What can be wrong with a file as a whole. */
    enum FileFault {
        FAULTLESS,
        TWICE,
        TRUNCATED,
        MISSING,
        OWN_ORDER
    }

    /** Stands before the first file: it takes no row. */
    static final PlannedFile NONE = new PlannedFile("", 0, 0, false, FileFault.FAULTLESS);

    private static final Map<Fault, FileFault> OF_FAULT =
            new EnumMap<>(
                    Map.of(
                            Fault.DUPLICATE_FILE, FileFault.TWICE,
                            Fault.TRUNCATED_FILE, FileFault.TRUNCATED,
                            Fault.MISSING_FILE, FileFault.MISSING,
                            Fault.MIXED_HEADER, FileFault.OWN_ORDER));

    /**
     * Plans the files of a delivery; at most one thing is wrong with each.
     *
     * @throws IllegalArgumentException if there are fewer files than are to be faulty
     */
    static List<PlannedFile> plan(
            Cut cut, HeaderStyle headers, Faults faults, SeededRandom random) {
        int files = cut.files();
        FileFault[] faultOf = new FileFault[files];
        Arrays.fill(faultOf, FileFault.FAULTLESS);
        int faultless = files;
        for (Map.Entry<Fault, FileFault> fault : OF_FAULT.entrySet()) {
            long count = faults.count(fault.getKey(), files);
            if (count > faultless) {
                throw new IllegalArgumentException(
                        "--faults "
                                + fault.getKey().flag()
                                + "="
                                + count
                                + ": only "
                                + faultless
                                + " of the "
                                + files
                                + " files are left for it; one file has one such fault");
            }
            for (long i = 0; i < count; i++) {
                faultOf[drawFaultless(faultOf, faultless, random)] = fault.getValue();
                faultless--;
            }
        }
        List<PlannedFile> plan = new ArrayList<>(files);
        for (int file = 0; file < files; file++) {
            long rows = cut.rowsPerFile().get(file);
            plan.add(
                    new PlannedFile(
                            Cut.name(file),
                            rows,
                            rowsWritten(rows, faultOf[file], random),
                            headers.heads(file) && faultOf[file] != FileFault.OWN_ORDER,
                            faultOf[file]));
        }
        return plan;
    }

    private static int drawFaultless(FileFault[] faultOf, int faultless, SeededRandom random) {
        int left = random.below(faultless);
        int file = 0;
        while (faultOf[file] != FileFault.FAULTLESS || left-- > 0) {
            file++;
        }
        return file;
    }

    private static long rowsWritten(long rows, FileFault fault, SeededRandom random) {
        return switch (fault) {
            case FAULTLESS, TWICE, OWN_ORDER -> rows;
            case MISSING -> 0;
            // It breaks off in the second half, and within a row.
            case TRUNCATED -> rows / 2 + random.below(Math.max(1, rows - rows / 2));
        };
    }
}
