package io.smsreports.integration;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The reference hour in other files: how many, which rows they hold and in which order, their names
 * and their times are random.
 *
 * @param files how many
 * @param summary what is random, for the test's output
 */
record HourCut(int files, String summary) {

    private static final int MAX_FILES = 200;

    private static final long MILLIS_PER_HOUR = 3_600_000;

    /** How the rows come into files. */
    private enum Rows {
        /** Each file holds a stretch of the hour. */
        IN_ORDER,
        /** The same, but its rows are in any order. */
        SHUFFLED_WITHIN_FILES,
        /** Each file holds rows of the whole hour, in order. */
        DEALT_TO_FILES
    }

    /** When the files were written. */
    private enum Times {
        ONE,
        RANDOM,
        BACKWARD
    }

    /** Writes the hour's rows into files below a folder. */
    static HourCut write(ReferenceInput hour, Path folder, Random random) throws IOException {
        int files = 1 + random.nextInt(MAX_FILES);
        Rows order = Rows.values()[random.nextInt(Rows.values().length)];
        Times times = Times.values()[random.nextInt(Times.values().length)];
        List<List<String>> rows = rows(hour, files, order, random);
        List<Integer> numbers = new ArrayList<>(IntStream.range(0, files).boxed().toList());
        Collections.shuffle(numbers, random);
        for (int i = 0; i < files; i++) {
            String below = random.nextInt(4) == 0 ? "sub_" + random.nextInt(3) + "/" : "";
            Path file = folder.resolve(below + "sms_" + numbers.get(i) + ".csv");
            Files.createDirectories(file.getParent());
            write(file, rows.get(i));
            long modified =
                    switch (times) {
                        case ONE -> 50 * MILLIS_PER_HOUR;
                        case RANDOM -> random.nextInt(100) * MILLIS_PER_HOUR;
                        case BACKWARD -> (files - i) * MILLIS_PER_HOUR;
                    };
            // Rows must not be in the future of their file.
            Files.setLastModifiedTime(file, FileTime.fromMillis(modified + 1_600_000_000_000L));
        }
        return new HourCut(files, "%d files, %s, times %s".formatted(files, order, times));
    }

    private static List<List<String>> rows(
            ReferenceInput hour, int files, Rows order, Random random) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            rows.add(new ArrayList<>());
        }
        int[] ends = random.ints(files - 1, 0, 749_413).sorted().toArray();
        int row = 0;
        int file = 0;
        for (Path chunk : hour.chunks()) {
            for (String line : Files.readAllLines(chunk, StandardCharsets.ISO_8859_1)) {
                if (line.contains("RECORD_DATE")) {
                    continue;
                }
                while (file < ends.length && row >= ends[file]) {
                    file++;
                }
                rows.get(order == Rows.DEALT_TO_FILES ? random.nextInt(files) : file).add(line);
                row++;
            }
        }
        if (order == Rows.SHUFFLED_WITHIN_FILES) {
            rows.forEach(ofFile -> Collections.shuffle(ofFile, random));
        }
        return rows;
    }

    private static void write(Path file, List<String> lines) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (String line : lines) {
                out.write(line.getBytes(StandardCharsets.ISO_8859_1));
                out.write('\n');
            }
        }
    }
}
