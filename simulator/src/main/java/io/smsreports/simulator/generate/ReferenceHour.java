package io.smsreports.simulator.generate;

import io.smsreports.simulator.command.Progress;
import io.smsreports.simulator.files.WrittenFiles;
import io.smsreports.simulator.traffic.ReferenceTraffic;
import io.smsreports.simulator.traffic.SeededRandom;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The reference hour, 2020-08-30 00:00:00 to 00:59:59: 749,413 rows in 15 files whose four reports
 * equal the published tables to the digit. Every run writes the same bytes.
 *
 * <p>The rows stand in event-time order with up to 5 minutes of jitter, also across file borders,
 * and are cut as {@code split -l 50000} cut the real ones: the header is the first line of the
 * first file.
 */
public final class ReferenceHour {

    /** The size of all files: what else lies in a folder of the same names shows by it. */
    public static final long BYTES = 75_366_199;

    private static final long SEED = 20200830;
    private static final int LINES_PER_FILE = 50_000;

    private ReferenceHour() {}

    /**
     * Writes chunk_aa.csv to chunk_ao.csv into a folder, which is made if it is missing, and
     * returns them in name order: the order of their rows and of their modification times, which
     * are one second apart and end now.
     *
     * @throws IOException if the folder cannot be written to or holds one of the files already;
     *     then it is left as it was
     */
    public static List<Path> write(Path folder) throws IOException {
        return writeFiles(folder).files();
    }

    static WrittenFiles writeFiles(Path folder) throws IOException {
        SeededRandom random = new SeededRandom(SEED);
        ReferenceTraffic traffic = new ReferenceTraffic(random);
        RowWriter writer = new RowWriter(random.next());
        FileGenerator.Settings settings =
                FileGenerator.Settings.plain(
                        PlannedFile.rowsPerFileLikeSplit(traffic.rows(), LINES_PER_FILE));
        try (FileGenerator generator =
                new FileGenerator(folder, settings, writer, random, Progress.none())) {
            traffic.generate(generator);
            return generator.publish();
        }
    }
}
