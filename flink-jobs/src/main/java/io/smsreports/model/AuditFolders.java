package io.smsreports.model;

import java.util.Set;

/**
 * The folders of an output that hold no report: below OUTPUT_BASE, beside one folder for each
 * report.
 */
public final class AuditFolders {

    /** The lines that do not count, by the day of reading. */
    public static final String REJECTED_ROWS = "rejected_rows";

    /** One row a file, by the day of reading. */
    public static final String FILE_LEDGER = "file_ledger";

    /** A file's part in a date, by event date. */
    public static final String FILE_DAYS = "file_days";

    /** The provisional figures of what is not published yet. */
    public static final String OPEN_TOTALS = "open_totals";

    /** All of them; no report can have such a name. */
    public static final Set<String> ALL =
            Set.of(REJECTED_ROWS, FILE_LEDGER, FILE_DAYS, OPEN_TOTALS);

    private AuditFolders() {}
}
