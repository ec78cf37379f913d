package io.smsreports.simulator;

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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Tells when the events of a file begin, from its first lines. */
final class EventTimes {

    /** So few rows hold an ordinary one, and none of them is far from the file's beginning. */
    private static final int LINES = 20;

    private static final int DEFAULT_COLUMN = 6;
    private static final DateTimeFormatter RECORD_DATE =
            DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss")
                    .withResolverStyle(ResolverStyle.STRICT);

    private EventTimes() {}

    /** Returns the first RECORD_DATE that can be read, in epoch seconds. */
    static Optional<Long> first(Path file) throws IOException {
        try {
            return read(file);
        } catch (ZipException | EOFException damaged) {
            // It is delivered all the same: what a reader makes of it may be what is tried out.
            return Optional.empty();
        }
    }

    private static Optional<Long> read(Path file) throws IOException {
        boolean gzip = file.getFileName().toString().endsWith(".gz");
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = gzip ? new GZIPInputStream(raw) : raw;
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
            int column = DEFAULT_COLUMN;
            for (int i = 0; i < LINES; i++) {
                String line = lines.readLine();
                if (line == null) {
                    return Optional.empty();
                }
                List<String> fields = Arrays.asList(line.replace("\"", "").split(",", -1));
                int named = fields.indexOf("RECORD_DATE");
                column = named >= 0 ? named : column;
                Optional<Long> second = second(fields, column);
                if (second.isPresent()) {
                    return second;
                }
            }
            return Optional.empty();
        }
    }

    private static Optional<Long> second(List<String> fields, int column) {
        if (column >= fields.size()) {
            return Optional.empty();
        }
        try {
            LocalDateTime time = LocalDateTime.parse(fields.get(column).trim(), RECORD_DATE);
            return Optional.of(time.toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
