package io.smsreports.model;

import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The job's own operators, apart from those of SQL: the uid, by which a checkpoint finds an
 * operator again, and the name in the web UI, by which commands find its metrics.
 */
public enum JobOperator {
    /** Finds and reads the files. */
    SOURCE("sms-files", "SMS files"),
    /** Parses blocks and sums up their rows. */
    BLOCK_REDUCER("block-reducer", "parse and reduce"),
    /** Writes rejected_rows. */
    REJECTED_ROWS("rejected-rows", AuditFolders.REJECTED_ROWS),
    /** Makes the watermark and separates late rows. */
    LATE_GATE("late-gate", "late gate"),
    /** Adds up the counts of each file. */
    FILE_LEDGER("file-ledger", "file ledger"),
    /** Writes file_ledger. */
    FILE_LEDGER_SINK("file-ledger-files", AuditFolders.FILE_LEDGER),
    /** Writes file_days. */
    FILE_DAYS_SINK("file-days-files", AuditFolders.FILE_DAYS),
    /** Renews the heartbeat and closes the output. */
    RUN_LIFECYCLE("run-lifecycle", "run lifecycle"),
    /** Writes open_totals. */
    OPEN_TOTALS("open-totals", AuditFolders.OPEN_TOTALS),
    /** Adds up late rows until the next commit. */
    LATE_TOTALS("late-totals", "late totals"),
    /** Hands slices to SQL. */
    SLICES_TO_SQL("slices-to-sql", "slices to SQL"),
    /** Hands slices to SQL by their days. */
    DAY_SLICES_TO_SQL("day-slices-to-sql", "day slices to SQL"),
    /** Hands late sums to SQL. */
    LATE_SLICES_TO_SQL("late-slices-to-sql", "late slices to SQL");

    private final String uid;
    private final String displayName;

    JobOperator(String uid, String displayName) {
        this.uid = uid;
        this.displayName = displayName;
    }

    /** Its uid, the same in every version that can resume the state of another. */
    public String uid() {
        return uid;
    }

    /** Its name in the web UI. */
    public String displayName() {
        return displayName;
    }

    /** Gives an operator this uid and name. */
    public <T> SingleOutputStreamOperator<T> identify(SingleOutputStreamOperator<T> operator) {
        return operator.uid(uid).name(displayName);
    }

    /** Gives a sink this uid and name. */
    public <T> DataStreamSink<T> identify(DataStreamSink<T> sink) {
        return sink.uid(uid).name(displayName);
    }
}
