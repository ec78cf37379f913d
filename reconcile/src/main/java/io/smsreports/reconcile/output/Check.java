package io.smsreports.reconcile.output;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What is checked. The labels are stable: machines read them. */
public enum Check {
    /** A published file cannot be read as what its folder says that it is. */
    READABLE,
    /** A row lies in the folder of its date. */
    RIGHT_FOLDER,
    /** A key is in its report once, such as a window and paytype. */
    PUBLISHED_ONCE,
    /** A window has the same rows in the reports 2 and 3, and as much revenue in 2 and 4. */
    REPORTS_AGREE,
    /** Σ report 2 = Σ report 4 = report 1 for each day. */
    DAY_TOTAL,
    /** No figure of a window lies outside what its smallest, its greatest and its count allow. */
    PLAUSIBLE_BOUNDS,
    /** The provisional figure of a day is what its published and its open windows sum up to. */
    OPEN_DAY_TOTAL,
    /** A closed output has no open window. */
    NOTHING_OPEN,
    /** A file is in the ledger once. */
    FILE_ONCE,
    /** Rows = accepted + rejected for each file. */
    FILE_ROWS,
    /** The rejected rows of a file are those of its reasons. */
    FILE_REASONS,
    /** What file_days says of a file sums up to what the ledger says. */
    FILE_DAYS,
    /** A file is once in a date of file_days, and there revenue = debits + reversals. */
    FILE_DAY,
    /** rejected_rows holds as many rows of a file and reason as the ledger says. */
    REJECTED_ROWS,
    /** late_revenue holds as many rows of a file as the ledger says. */
    LATE_ROWS,
    /** Every file that has a row in any folder is in the ledger. */
    FILE_IN_LEDGER,
    /** Accepted rows = published + late + open for each day. */
    DAY_ROWS,
    /** Debits + reversals = published + late + open for each day. */
    DAY_REVENUE,
    /** Every file in the input folder was read. */
    FILE_READ,
    /** No file in the input folder was changed after it was read. */
    FILE_UNCHANGED;

    /**
     * Whether it also fails while a commit has come to some of the folders and not to all: then the
     * next start of a job that was killed puts it right. What lies in one folder alone, and what is
     * published already, it does not change.
     */
    public boolean mayLackACommit() {
        return switch (this) {
            case REPORTS_AGREE,
                    DAY_TOTAL,
                    OPEN_DAY_TOTAL,
                    NOTHING_OPEN,
                    FILE_DAYS,
                    REJECTED_ROWS,
                    LATE_ROWS,
                    FILE_IN_LEDGER,
                    DAY_ROWS,
                    DAY_REVENUE ->
                    true;
            case READABLE,
                    RIGHT_FOLDER,
                    PUBLISHED_ONCE,
                    PLAUSIBLE_BOUNDS,
                    FILE_ONCE,
                    FILE_ROWS,
                    FILE_REASONS,
                    FILE_DAY,
                    FILE_READ,
                    FILE_UNCHANGED ->
                    false;
        };
    }

    /** Its name to machines and users. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
