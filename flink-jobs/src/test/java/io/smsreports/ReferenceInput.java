package io.smsreports;

import io.smsreports.simulator.ReferenceHour;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The reference hour as files, and what the replaced system published for it.
 *
 * @param folder holds the chunks and nothing else; tests leave it as it is
 * @param chunks in the order of delivery
 */
record ReferenceInput(Path folder, List<Path> chunks) {

    static final int ROWS = 749_413;

    /** The reference hour's codes and labels. */
    static final Map<String, String> LABELS = Map.of("0", "Prepaid", "1", "Postpaid");

    static ReferenceInput in(Path folder) throws IOException {
        return new ReferenceInput(folder, ReferenceHour.write(folder));
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
}
