package io.smsreports.simulator.generate;

import io.smsreports.simulator.answerkey.AnswerKey;
import io.smsreports.simulator.answerkey.ExpectedFile;
import io.smsreports.simulator.answerkey.RejectReason;
import io.smsreports.simulator.answerkey.RejectedLine;
import io.smsreports.simulator.files.PendingFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A file that is being written, line by line, while the answer key gets what to expect of it. */
final class GeneratedFile {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final PlannedFile plan;
    final PendingFile out;
    final ExpectedFile expected;
    private final AnswerKey key;
    private final boolean ownOrder;

    /** The rejected lines of a file that is delivered twice. */
    final List<RejectedLine> rejectedTwice = new ArrayList<>();

    /** Starts with the header that the plan gives the file, if any. */
    GeneratedFile(PlannedFile plan, PendingFile out, ExpectedFile expected, AnswerKey key)
            throws IOException {
        this.plan = plan;
        this.out = out;
        this.expected = expected;
        this.key = key;
        ownOrder = plan.has(Fault.MIXED_HEADER);
        if (ownOrder) {
            out.write(BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
            headerLine(RowColumns.ownHeader());
        } else if (plan.header()) {
            headerLine(RowWriter.HEADER);
        }
    }

    /** Takes the writer's last line apart, its columns in this file's order. */
    RowColumns columns(RowWriter writer) {
        return RowColumns.of(writer, ownOrder);
    }

    /** Adds the writer's last line as a row that counts. */
    void accept(RowWriter writer, long second, int paytype, long amountMinor) throws IOException {
        if (ownOrder) {
            accept(columns(writer), second, paytype, amountMinor);
            return;
        }
        out.write(writer.line(), 0, writer.length());
        expected.accept(second, paytype, amountMinor);
    }

    /**
     * Adds a row that counts.
     *
     * @param paytype the code or {@link ExpectedFile#NO_PAYTYPE}
     */
    void accept(RowColumns row, long second, int paytype, long amountMinor) throws IOException {
        write(row.line() + '\n');
        expected.accept(second, paytype, amountMinor);
    }

    /**
     * Adds a row that does not count.
     *
     * @param recordDate in epoch seconds, or {@link RejectedLine#UNREADABLE}
     * @param amountMinor in hundredths, or {@link RejectedLine#UNREADABLE}
     */
    void reject(RowColumns row, RejectReason reason, long recordDate, long amountMinor)
            throws IOException {
        expectRejected(row, reason, recordDate, amountMinor);
        write(row.line() + '\n');
    }

    private void expectRejected(
            RowColumns row, RejectReason reason, long recordDate, long amountMinor) {
        RejectedLine line =
                new RejectedLine(out.textBytes(), reason, recordDate, amountMinor, row.line());
        expected.reject(reason);
        key.reject(out.name(), line);
        if (plan.has(Fault.DUPLICATE_FILE)) {
            rejectedTwice.add(line);
        }
    }

    /** Adds the beginning of the writer's last line, as the end of the file. */
    void tear(RowWriter writer) throws IOException {
        RowColumns torn = columns(writer);
        MalformedLine.TORN.spoil(torn);
        expectRejected(
                torn,
                RejectReason.WRONG_COLUMN_COUNT,
                RejectedLine.UNREADABLE,
                RejectedLine.UNREADABLE);
        write(torn.line());
    }

    /** Adds a line of blanks. */
    void blankLine(String blanks) throws IOException {
        write(blanks + '\n');
        expected.blankLine();
    }

    /** Adds a header, which is skipped wherever it stands. */
    void headerLine(String header) throws IOException {
        write(header + '\n');
        expected.headerLine();
    }

    /** As ISO 8859-1, so that any byte can be written. */
    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
