package io.smsreports.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a text into files of so many lines, byte by byte as it is: the files one after another are
 * the text, but for repeated headers. LF ends a line; what follows the last one is a line too.
 */
final class LineCutter {

    private static final int BUFFER_BYTES = 256 * 1024;

    /** No header is longer. */
    private static final int MAX_HEADER_BYTES = 1 << 20;

    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final List<String> HEADER_COLUMNS =
            List.of("RECORD_DATE", "PAYTYPE_515", "DEBIT_AMOUNT_42");

    private final FileSet files;
    private final long linesPerFile;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private byte[] header = {};
    private Optional<NewFile> file = Optional.empty();
    private int fileCount;
    private long linesLeftInFile;
    private long lines;

    /**
     * @param files gets the files; left to the caller to publish
     * @param linesPerFile the most lines of a file, a repeated header among them
     */
    LineCutter(FileSet files, long linesPerFile) {
        this.files = files;
        this.linesPerFile = linesPerFile;
    }

    /**
     * Reads the first line and repeats it in every file, if it is a header.
     *
     * @return whether it names the columns that the reports need
     */
    boolean takeHeader(InputStream text) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        while (line.size() < MAX_HEADER_BYTES && text.read(one, 0, 1) > 0) {
            line.write(one[0]);
            if (one[0] == '\n') {
                break;
            }
        }
        header = line.toByteArray();
        String names =
                line.toString(StandardCharsets.UTF_8)
                        .replace(BYTE_ORDER_MARK, "")
                        .replace("\"", "");
        return Arrays.stream(names.split(",", -1))
                .map(String::trim)
                .toList()
                .containsAll(HEADER_COLUMNS);
    }

    /** Cuts the text to its end. */
    void cut(InputStream text) throws IOException {
        boolean lineOpen = false;
        int length = text.read(buffer, 0, buffer.length);
        while (length >= 0) {
            cut(length);
            lineOpen = length > 0 ? buffer[length - 1] != '\n' : lineOpen;
            length = text.read(buffer, 0, buffer.length);
        }
        if (lineOpen) {
            lines++;
        }
        if (fileCount == 0 && header.length > 0) {
            startFile();
        }
        finishFile();
    }

    private void cut(int length) throws IOException {
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
                finishFile();
            }
            from = to;
        }
    }

    private void startFile() throws IOException {
        NewFile next = files.create(Cut.name(fileCount++));
        file = Optional.of(next);
        linesLeftInFile = linesPerFile;
        if (header.length > 0) {
            next.write(header, 0, header.length);
            linesLeftInFile--;
            lines++;
        }
    }

    private void finishFile() throws IOException {
        if (file.isPresent()) {
            file.get().finish();
            file = Optional.empty();
        }
    }

    /** How many lines the files have, repeated headers included. */
    long lines() {
        return lines;
    }
}
