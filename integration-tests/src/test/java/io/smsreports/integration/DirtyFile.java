package io.smsreports.integration;

import io.smsreports.model.RejectReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * An input file written line by line, each with what is to become of it: the expectation stands
 * beside the input.
 */
final class DirtyFile {

    /** Columns of the default layout around RECORD_DATE, PAYTYPE_515 and DEBIT_AMOUNT_42. */
    private static final String BEFORE = "0,2020/08/30 00:00:00,1,2,3,4,";

    private static final String AFTER = ",5,6,7,8,9,10,11";

    static final String HEADER =
            "ROAMSTATE_519,CUST_LOCAL_START_DATE_15,CDR_ID_1,CDR_SUB_ID_2,CDR_TYPE_3,"
                    + "SPLIT_CDR_REASON_4,RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42,SERVICEFLOW_498,"
                    + "EVENTSOURCE_CATE_17,USAGE_SERVICE_TYPE_19,SPECIALNUMBERINDICATOR_534,"
                    + "BE_ID_30,CALLEDPARTYIMSI_495,CALLINGPARTYIMSI_494";

    final String name;
    final List<Accepted> accepted = new ArrayList<>();
    final List<Rejected> rejected = new ArrayList<>();
    long blankLines;
    long headerLines;
    String status = "OK";

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private byte[] stored;

    /**
     * A row that counts.
     *
     * @param paytype the code, or empty
     * @param count how many such rows there are
     */
    record Accepted(String paytype, BigDecimal amount, long count) {}

    /** A row that does not, where it begins, and what is kept of it. */
    record Rejected(long offset, RejectReason reason, byte[] line) {}

    DirtyFile(String name) {
        this.name = name;
    }

    /** A row of the default layout, at one minute past midnight. */
    static String row(String paytype, String amount) {
        return row("2020/08/30 00:01:00", paytype, amount);
    }

    static String row(String recordDate, String paytype, String amount) {
        return BEFORE + recordDate + "," + paytype + "," + amount + AFTER;
    }

    /** Text that is no line of its own. */
    DirtyFile bytes(int... values) {
        for (int value : values) {
            content.write(value);
        }
        return this;
    }

    /** The first line, or its repetition further down. */
    DirtyFile header(String line) {
        headerLines++;
        return line(line);
    }

    DirtyFile blank(String line) {
        blankLines++;
        return line(line);
    }

    /** A row that counts, under a code (or none) and with an amount. */
    DirtyFile counts(String line, String paytype, String amount) {
        accepted.add(new Accepted(paytype, new BigDecimal(amount), 1));
        return line(line);
    }

    /** The same row so many times. */
    DirtyFile countsEach(int times, String line, String paytype, String amount) {
        accepted.add(new Accepted(paytype, new BigDecimal(amount), times));
        for (int i = 0; i < times; i++) {
            line(line);
        }
        return this;
    }

    DirtyFile rejects(RejectReason reason, String line) {
        return rejects(reason, line.getBytes(StandardCharsets.UTF_8));
    }

    DirtyFile rejects(RejectReason reason, byte[] line) {
        byte[] kept = line;
        if (reason == RejectReason.TOO_LONG) {
            kept = Arrays.copyOf(line, 1_000);
        } else if (line.length > 0 && line[line.length - 1] == '\r') {
            kept = Arrays.copyOf(line, line.length - 1);
        }
        rejected.add(new Rejected(content.size(), reason, kept));
        return line(line);
    }

    private DirtyFile line(String line) {
        return line(line.getBytes(StandardCharsets.UTF_8));
    }

    private DirtyFile line(byte[] line) {
        content.writeBytes(line);
        content.write('\n');
        return this;
    }

    /** Takes the last line end away. */
    DirtyFile withoutLastLineEnd() {
        byte[] all = content.toByteArray();
        content.reset();
        content.write(all, 0, all.length - 1);
        return this;
    }

    /** The file is stored compressed. */
    DirtyFile compressed() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            content.writeTo(gzip);
        } catch (IOException e) {
            throw new AssertionError("in memory", e);
        }
        stored = bytes.toByteArray();
        return this;
    }

    /** The stored file breaks off so many bytes before its end. */
    DirtyFile brokenOff(int bytes) {
        stored = Arrays.copyOf(stored, stored.length - bytes);
        return endsAs("TRUNCATED");
    }

    /** How its reading ends. */
    DirtyFile endsAs(String expectedStatus) {
        status = expectedStatus;
        return this;
    }

    /** What is compressed, where the file is. */
    byte[] content() {
        return content.toByteArray();
    }

    byte[] stored() {
        return stored == null ? content() : stored;
    }

    void writeInto(Path folder) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, stored());
    }
}
