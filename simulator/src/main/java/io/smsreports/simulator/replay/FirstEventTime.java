package io.smsreports.simulator.replay;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Finds out when the events of a file begin, from its first lines. */
final class FirstEventTime {

    /** So few rows hold an ordinary one, and none of them is far from the file's beginning. */
    private static final int LINES = 20;

    private static final int DEFAULT_COLUMN = 6;
    private static final DateTimeFormatter RECORD_DATE =
            DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss")
                    .withResolverStyle(ResolverStyle.STRICT);

    private FirstEventTime() {}

    /** Returns the first RECORD_DATE that can be read, in epoch seconds. */
    static Optional<Long> of(Path file) throws IOException {
        boolean gzip = file.getFileName().toString().endsWith(".gz");
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = gzip ? new GZIPInputStream(raw) : raw) {
            return first(
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1)));
        } catch (ZipException | EOFException damaged) {
            // It is delivered all the same: what a reader makes of it may be what is tried out.
            return Optional.empty();
        }
    }

    private static Optional<Long> first(BufferedReader lines) throws IOException {
        int column = DEFAULT_COLUMN;
        for (int i = 0; i < LINES; i++) {
            String line = lines.readLine();
            if (line == null) {
                break;
            }
            List<String> fields = List.of(line.replace("\"", "").split(",", -1));
            int named = fields.indexOf("RECORD_DATE");
            column = named >= 0 ? named : column;
            Optional<Long> second =
                    column < fields.size() ? second(fields.get(column)) : Optional.empty();
            if (second.isPresent()) {
                return second;
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> second(String field) {
        try {
            LocalDateTime time = LocalDateTime.parse(field.trim(), RECORD_DATE);
            return Optional.of(time.toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
