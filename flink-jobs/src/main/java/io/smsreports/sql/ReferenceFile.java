package io.smsreports.sql;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * The paytypes' names: a CSV file with the header {@code PayType,value} and rows such as {@code
 * 0,Prepaid}. Both columns are trimmed, blank lines skipped; UTF-8 with or without a BOM, LF or
 * CRLF, RFC 4180 quotes. Two codes may share a label. {@code 1.0} is the code 1, as in PAYTYPE_515.
 */
public final class ReferenceFile {

    private static final List<String> HEADER = List.of("PayType", "value");

    private static final Pattern CODE = Pattern.compile("([+-]?\\d+)(?:\\.0+)?");

    /** Longer values are cut in messages. */
    private static final int MAX_QUOTED = 40;

    private ReferenceFile() {}

    /**
     * Reads the labels by code, in the file's order. Called when a job is prepared, and by the
     * lookup table {@code reference-csv} while it runs.
     *
     * @param file a local path or one of a Flink file system, such as {@code s3://bucket/ref.csv}
     * @return at least one label, unmodifiable
     * @throws SmsReportsException if the file is missing or wrong: reading it again is no use
     * @throws IOException if it cannot be read right now
     */
    public static Map<Integer, String> read(Path file) throws IOException {
        String name = PlaceName.of(file);
        return parse(name, decode(name, readBytes(file)));
    }

    private static byte[] readBytes(Path file) throws IOException {
        FileSystem fileSystem = file.getFileSystem();
        try {
            if (fileSystem.getFileStatus(file).isDir()) {
                throw new SmsReportsException(
                        ErrorCode.REFERENCE_INVALID,
                        PlaceName.of(file)
                                + ": this is a folder; name the file in it that lists the paytypes");
            }
        } catch (FileNotFoundException e) {
            throw missing(file, e);
        }
        try (InputStream in = fileSystem.open(file)) {
            return in.readAllBytes();
        } catch (FileNotFoundException e) {
            // Its status could be read: local files give this for a lack of permission.
            throw new IOException(
                    PlaceName.of(file)
                            + ": cannot be opened ("
                            + e.getMessage()
                            + "); let the user that runs Flink read it",
                    e);
        }
    }

    private static SmsReportsException missing(Path file, FileNotFoundException cause) {
        return new SmsReportsException(
                ErrorCode.REFERENCE_INVALID,
                PlaceName.of(file)
                        + ": no such file; put the paytypes there, with the header PayType,value,"
                        + " or name another file",
                cause);
    }

    private static String decode(String file, byte[] bytes) throws SmsReportsException {
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer input = ByteBuffer.wrap(bytes);
        try {
            String text = decoder.decode(input).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            // The decoder stops in front of the bytes that it cannot read.
            long line = 1;
            for (int i = 0; i < input.position(); i++) {
                if (bytes[i] == '\n') {
                    line++;
                }
            }
            throw new SmsReportsException(
                    ErrorCode.REFERENCE_INVALID,
                    file + ":" + line + ": not UTF-8; save the file as UTF-8",
                    e);
        }
    }

    private static Map<Integer, String> parse(String file, String text) throws IOException {
        Labels labels = new Labels(file);
        try (CsvReader<CsvRecord> records =
                CsvReader.builder()
                        .skipEmptyLines(false)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .trimWhitespacesAroundQuotes(true)
                        .ofCsvRecord(text)) {
            for (CsvRecord row : records) {
                labels.add(row.getStartingLineNumber(), row.getFields());
            }
        } catch (CsvParseException e) {
            throw labels.badQuoting(e);
        }
        return labels.complete();
    }

    /** What one file has said so far. */
    private static final class Labels {

        private final Map<Integer, String> labels = new LinkedHashMap<>();
        private final Map<Integer, Long> lines = new HashMap<>();
        private final String file;
        private boolean headerSeen;
        private long lastLine;

        Labels(String file) {
            this.file = file;
        }

        void add(long line, List<String> columns) throws SmsReportsException {
            lastLine = line;
            List<String> values = columns.stream().map(String::strip).toList();
            if (values.size() == 1 && values.get(0).isEmpty()) {
                return;
            }
            if (!headerSeen) {
                checkHeader(line, values);
                headerSeen = true;
                return;
            }
            if (values.size() != HEADER.size()) {
                throw problem(
                        line,
                        values.size()
                                + " columns instead of PayType,value; put quotes around a label"
                                + " that holds a comma");
            }
            addLabel(line, code(line, values.get(0)), values.get(1));
        }

        private void checkHeader(long line, List<String> values) throws SmsReportsException {
            if (!values.equals(HEADER)) {
                throw problem(
                        line,
                        "the header is "
                                + quote(String.join(",", values))
                                + "; it must be PayType,value");
            }
        }

        private int code(long line, String value) throws SmsReportsException {
            Matcher matcher = CODE.matcher(value);
            if (matcher.matches()) {
                try {
                    return Integer.parseInt(matcher.group(1));
                } catch (NumberFormatException e) {
                    // Too large for an int: reported below like every other text.
                }
            }
            throw problem(line, quote(value) + " is not a paytype; write a whole number such as 0");
        }

        private void addLabel(long line, int code, String label) throws SmsReportsException {
            if (label.isEmpty()) {
                throw problem(line, "paytype " + code + " has no label; write one after the comma");
            }
            if (label.chars().anyMatch(Character::isISOControl)) {
                throw problem(
                        line,
                        "the label of paytype "
                                + code
                                + " holds a line break or another control character; close its"
                                + " quotes and write it on one line");
            }
            Long before = lines.putIfAbsent(code, line);
            if (before != null) {
                throw problem(
                        line,
                        "paytype "
                                + code
                                + " is already on line "
                                + before
                                + "; remove one of the two lines");
            }
            labels.put(code, label);
        }

        Map<Integer, String> complete() throws SmsReportsException {
            if (!headerSeen) {
                throw new SmsReportsException(
                        ErrorCode.REFERENCE_INVALID,
                        file
                                + ": the file is empty; write the header PayType,value and a line"
                                + " such as 0,Prepaid for each paytype");
            }
            if (labels.isEmpty()) {
                throw new SmsReportsException(
                        ErrorCode.REFERENCE_INVALID,
                        file
                                + ": no paytype after the header; write a line such as 0,Prepaid"
                                + " for each");
            }
            return Collections.unmodifiableMap(labels);
        }

        /**
         * The exception has no line of its own, but comes instead of the row after the last one.
         */
        SmsReportsException badQuoting(CsvParseException cause) {
            return new SmsReportsException(
                    ErrorCode.REFERENCE_INVALID,
                    at(lastLine + 1)
                            + "cannot be read as CSV; close every quote, double those inside a"
                            + " label, and write nothing after a closing one",
                    cause);
        }

        private SmsReportsException problem(long line, String problem) {
            return new SmsReportsException(ErrorCode.REFERENCE_INVALID, at(line) + problem);
        }

        private String at(long line) {
            return file + ":" + line + ": ";
        }
    }

    private static String quote(String value) {
        String clipped =
                value.length() > MAX_QUOTED ? value.substring(0, MAX_QUOTED) + "..." : value;
        return "'" + clipped.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
