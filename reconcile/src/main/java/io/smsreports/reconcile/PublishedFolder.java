package io.smsreports.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The folders of an output that hold figures, in the order in which they are read.
 *
 * <p>The order is what makes a reading of a live output sound: accounts of files come before the
 * money that they account for, and open windows before the reports that they move to. A file that
 * is accounted for has then all its money in what is read after it, and a window that is published
 * meanwhile is seen twice, which its key tells, and not never.
 */
enum PublishedFolder {
    FILE_LEDGER(
            "file",
            "size_bytes",
            "status",
            "rows",
            "accepted",
            "late",
            "rejected",
            "revenue",
            "last_record",
            "read_at"),
    FILE_DAYS("file", "accepted", "late", "debits", "reversals", "revenue"),
    REJECTED_ROWS("file", "reason", "record_date", "amount"),
    OPEN_TOTALS(),
    LATE_REVENUE(
            "RECORD_DATE",
            "paytype",
            "Pay_type",
            "record_count",
            "revenue",
            "min_revenue",
            "max_revenue",
            "file"),
    REVENUE_15MIN(ReportName.REVENUE_15MIN),
    MINMAX_15MIN(ReportName.MINMAX_15MIN),
    COUNT_REVENUE_15MIN(ReportName.COUNT_REVENUE_15MIN),
    DAILY_REVENUE(ReportName.DAILY_REVENUE);

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> columns;

    PublishedFolder(String... columns) {
        this.columns = List.of(columns);
    }

    PublishedFolder(ReportName report) {
        this.columns = report.columns();
    }

    static PublishedFolder of(ReportName report) {
        return valueOf(report.name());
    }

    /** Its name below the output base. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The columns that are read; a file may have more, in any order. */
    List<String> columns() {
        return columns;
    }

    /** Whether it is one of the four reports. */
    boolean isReport() {
        return ReportName.ofLabel(label()).isPresent();
    }

    /** Whether its rows lie by the day on which they were read, not by event date. */
    boolean isByDayRead() {
        return this == FILE_LEDGER || this == REJECTED_ROWS;
    }

    /**
     * The folders of the figures themselves, and the ledger, which tells how far the input came.
     */
    static List<PublishedFolder> figures() {
        List<PublishedFolder> folders =
                new ArrayList<>(List.of(FILE_LEDGER, OPEN_TOTALS, LATE_REVENUE));
        for (PublishedFolder folder : values()) {
            if (folder.isReport()) {
                folders.add(folder);
            }
        }
        return folders;
    }
}
