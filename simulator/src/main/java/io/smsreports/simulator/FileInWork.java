package io.smsreports.simulator;

import io.smsreports.simulator.FileAccount.RejectedLine;
import io.smsreports.simulator.PlannedFile.FileFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A file that a {@link Delivery} is writing, line by line, and the account of its lines. */
final class FileInWork {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int OVERLONG_KEPT_BYTES = 1_000;

    /** A torn row ends within its third column: no reader takes it for a row. */
    private static final int TORN_COLUMNS = 3;

    private final PlannedFile plan;
    private final NewFile out;
    private final FileAccount account = new FileAccount();
    private final boolean ownOrder;
    private long rows;

    /** Starts with the header that the plan gives the file, if any. */
    FileInWork(PlannedFile plan, NewFile out) throws IOException {
        this.plan = plan;
        this.out = out;
        ownOrder = plan.fault() == FileFault.OWN_ORDER;
        if (plan.header()) {
            headerLine(RowWriter.HEADER);
        }
        if (ownOrder) {
            out.write(BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
            headerLine(RowColumns.ownHeader());
        }
    }

    /** Takes the writer's last line apart, its columns in this file's order. */
    RowColumns columns(RowWriter writer) {
        RowColumns row = RowColumns.of(writer.line(), writer.length());
        return ownOrder ? row.inOwnOrder() : row;
    }

    /**
     * Adds the writer's last line as a row that counts.
     *
     * @param paytype the code or {@link Cell#NO_PAYTYPE}
     */
    void accept(RowWriter writer, long second, int paytype, long amountMinor) throws IOException {
        if (ownOrder) {
            accept(columns(writer), second, paytype, amountMinor);
            return;
        }
        out.write(writer.line(), 0, writer.length());
        account.accept(second, paytype, amountMinor);
        rows++;
    }

    /**
     * Adds a row that counts.
     *
     * @param paytype the code or {@link Cell#NO_PAYTYPE}
     */
    void accept(RowColumns row, long second, int paytype, long amountMinor) throws IOException {
        write(row.line() + '\n');
        account.accept(second, paytype, amountMinor);
        rows++;
    }

    /**
     * Adds a row that does not count.
     *
     * @param recordDate in epoch seconds, or {@link RejectedLine#UNREADABLE}
     * @param amountMinor in hundredths, or {@link RejectedLine#UNREADABLE}
     */
    void reject(RowColumns row, Reason reason, long recordDate, long amountMinor)
            throws IOException {
        String text = row.line();
        account(text, reason, recordDate, amountMinor);
        write(text + '\n');
    }

    private void account(String text, Reason reason, long recordDate, long amountMinor) {
        int kept =
                reason == Reason.TOO_LONG
                        ? Math.min(text.length(), OVERLONG_KEPT_BYTES)
                        : text.length();
        account.reject(
                new RejectedLine(
                        out.textBytes(), reason, recordDate, amountMinor, text.substring(0, kept)));
        rows++;
    }

    /** Adds the beginning of the writer's last line, as the end of the file. */
    void tear(RowWriter writer) throws IOException {
        RowColumns torn = columns(writer);
        torn.keepFirst(TORN_COLUMNS);
        account(
                torn.line(),
                Reason.WRONG_COLUMN_COUNT,
                RejectedLine.UNREADABLE,
                RejectedLine.UNREADABLE);
        write(torn.line());
    }

    /** Adds a line of blanks. */
    void blankLine(String blanks) throws IOException {
        write(blanks + '\n');
        account.blankLine();
    }

    /** Adds a header, which is skipped wherever it stands. */
    void headerLine(String header) throws IOException {
        write(header + '\n');
        account.headerLine();
    }

    /** As ISO 8859-1, so that any byte can be written. */
    private void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.write(bytes, 0, bytes.length);
    }

    PlannedFile plan() {
        return plan;
    }

    NewFile out() {
        return out;
    }

    FileAccount account() {
        return account;
    }

    /** How many rows it has, counting or not. */
    long rows() {
        return rows;
    }
}
