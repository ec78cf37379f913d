package io.smsreports.simulator.split;

import static io.smsreports.simulator.command.SimulatorException.refused;

import io.smsreports.simulator.command.SimulatorException;
import io.smsreports.simulator.files.ChunkName;
import io.smsreports.simulator.files.FileSet;
import io.smsreports.simulator.files.PendingFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Cuts a text into files of so many lines, byte by byte as it is: the files one after another are
 * the text, but for repeated headers. LF ends a line; what follows the last one is a line too.
 */
final class LineSplitter {

    private static final int GZIP_BUFFER_BYTES = 64 * 1024;
    private static final int BUFFER_BYTES = 256 * 1024;

    /** No header is longer. */
    private static final int MAX_HEADER_BYTES = 1 << 20;

    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final List<String> HEADER_COLUMNS =
            List.of("RECORD_DATE", "PAYTYPE_515", "DEBIT_AMOUNT_42");

    private final Path input;
    private final InputStream text;
    private final FileSet files;
    private final long linesPerFile;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private byte[] header = {};
    private Optional<PendingFile> file = Optional.empty();
    private int fileCount;
    private long linesLeftInFile;
    private long lines;

    /**
     * @param input for messages, and by its name says whether it is compressed
     * @param stored the bytes of the input
     * @param files gets the files; left to the caller to publish
     * @param linesPerFile the most lines of a file, a repeated header among them
     */
    LineSplitter(Path input, InputStream stored, FileSet files, long linesPerFile)
            throws IOException {
        this.input = input;
        this.files = files;
        this.linesPerFile = linesPerFile;
        boolean gzip = input.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".gz");
        try {
            text = gzip ? new GZIPInputStream(stored, GZIP_BUFFER_BYTES) : stored;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Reads the first line and repeats it in every file.
     *
     * @throws SimulatorException if it does not name the columns that the reports need
     */
    void repeatHeader() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < MAX_HEADER_BYTES && read(1) > 0) {
            line.write(buffer[0]);
            if (buffer[0] == '\n') {
                break;
            }
        }
        header = line.toByteArray();
        String names =
                line.toString(StandardCharsets.UTF_8)
                        .replace(BYTE_ORDER_MARK, "")
                        .replace("\"", "");
        if (!Arrays.stream(names.split(",", -1))
                .map(String::trim)
                .toList()
                .containsAll(HEADER_COLUMNS)) {
            throw refused("--repeat-header: the first line of %s is no header", input);
        }
    }

    /** Cuts the text to its end. */
    void split() throws IOException {
        boolean lineOpen = false;
        for (int length = read(BUFFER_BYTES); length >= 0; length = read(BUFFER_BYTES)) {
            split(length);
            lineOpen = length > 0 ? buffer[length - 1] != '\n' : lineOpen;
        }
        if (lineOpen) {
            lines++;
        }
        if (fileCount == 0 && header.length > 0) {
            startFile();
        }
    }

    private void split(int length) throws IOException {
        int from = 0;
        while (from < length) {
            if (file.isEmpty()) {
                startFile();
            }
            int to = from;
            while (to < length && linesLeftInFile > 0) {
                if (buffer[to++] == '\n') {
                    linesLeftInFile--;
                    lines++;
                }
            }
            file.orElseThrow().write(buffer, from, to - from);
            if (linesLeftInFile == 0) {
                file.orElseThrow().finish();
                file = Optional.empty();
            }
            from = to;
        }
    }

    private void startFile() throws IOException {
        PendingFile next = files.create(ChunkName.of(fileCount++));
        file = Optional.of(next);
        linesLeftInFile = linesPerFile;
        if (header.length > 0) {
            next.write(header, 0, header.length);
            linesLeftInFile--;
            lines++;
        }
    }

    private int read(int length) throws IOException {
        try {
            return text.read(buffer, 0, length);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private SimulatorException unreadable(IOException e) {
        return SimulatorException.failed("cannot read " + input, e);
    }

    /** How many lines the files have, repeated headers included. */
    long lines() {
        return lines;
    }
}
