package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.simulator.generate.ReferenceHour;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The reference hour as files, and what the replaced system published for it.
 *
 * @param folder holds the chunks and nothing else; tests leave it as it is
 * @param chunks in the order of delivery
 */
public record ReferenceInput(Path folder, List<Path> chunks) {

    private static final int ROWS = 749_413;

    private static final int FILES = 15;

    /** The usual reference file. */
    public static final String PAYTYPES = "PayType,value\n0,Prepaid\n1,Postpaid\n";

    /** The reference hour's codes and labels. */
    static final Map<String, String> LABELS = Map.of("0", "Prepaid", "1", "Postpaid");

    public static ReferenceInput in(Path folder) throws IOException {
        return new ReferenceInput(folder, ReferenceHour.write(folder));
    }

    /**
     * The same rows in files of the same sizes, but in any order: each file holds rows of the whole
     * hour. The header stays the first line of the first file.
     */
    public ReferenceInput shuffled(Path into, long seed) throws IOException {
        List<String> lines = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (Path chunk : chunks) {
            List<String> ofChunk = Files.readAllLines(chunk, StandardCharsets.ISO_8859_1);
            lines.addAll(ofChunk);
            sizes.add(ofChunk.size());
        }
        Collections.shuffle(lines.subList(1, lines.size()), new Random(seed));
        Files.createDirectories(into);
        List<Path> files = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < sizes.size(); i++) {
            Path file = into.resolve(chunks.get(i).getFileName());
            int to = from + sizes.get(i);
            write(file, lines.subList(from, to));
            Files.setLastModifiedTime(file, Files.getLastModifiedTime(chunks.get(i)));
            files.add(file);
            from = to;
        }
        return new ReferenceInput(into, files);
    }

    private static void write(Path file, List<String> lines) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (String line : lines) {
                out.write(line.getBytes(StandardCharsets.ISO_8859_1));
                out.write('\n');
            }
        }
    }

    /** A report of the replaced system, as it was published. */
    static String golden(String report) {
        try (InputStream in =
                ReferenceInput.class.getResourceAsStream("/golden/" + report + ".csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That a finished output is what the hour in order makes of it, to the digit. */
    public static void assertPublishedIn(Output output) throws IOException {
        assertReportsIn(output);
        assertThat(output.rows("late_revenue")).as("late rows").isEmpty();
        assertAccountedForIn(output);
    }

    /** That the four reports are those of the hour, whatever else lay in the input. */
    public static void assertReportsIn(Output output) throws IOException {
        for (String report : Output.REPORTS) {
            assertThat(output.text(report)).as(report).isEqualTo(golden(report));
        }
    }

    /** That a finished output has each row of the hour once: published, or late. */
    public static void assertAccountedForIn(Output output) throws IOException {
        assertThat(output.published().plus(output.late()).values())
                .as("published and late together")
                .isEqualTo(goldenFigures().values());
        assertThat(output.ledger()).as("files in the ledger").hasSize(FILES);
        assertThat(output.rows("file_ledger")).allMatch(row -> row.getField("status").equals("OK"));
        assertThat(Output.sum(output.rows("file_ledger"), "accepted"))
                .as("accepted rows")
                .isEqualByComparingTo(String.valueOf(ROWS));
        assertThat(output.rows("rejected_rows")).as("rejected rows").isEmpty();
        output.assertBalanced();
    }

    /** The figures of all four published reports. */
    static Figures goldenFigures() {
        return Figures.ofReports(report -> Output.records(golden(report)));
    }
}
