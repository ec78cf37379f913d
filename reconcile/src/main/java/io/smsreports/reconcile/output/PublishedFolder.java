package io.smsreports.reconcile.output;

import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A folder of an output that holds figures.
 *
 * @param content how its rows are to be read
 * @param label its name below the output base
 * @param columns the columns that are read; a file may have more, in any order
 * @param report the report that it is, if it is one
 */
public record PublishedFolder(
        Content content, String label, List<String> columns, Optional<ReportDefinition> report) {

    /**
     * What a folder holds, in the order in which folders are read.
     *
     * <p>The order is what makes a reading of a live output sound: what is counted of files comes
     * before the money that it counts, and open windows before the reports that they move to. A
     * file that is in the ledger has then all its money in what is read after it, and a window that
     * is published meanwhile is seen twice, which its key shows, and not never.
     */
    public enum Content {
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
        REVENUE_15MIN(),
        MINMAX_15MIN(),
        COUNT_REVENUE_15MIN(),
        DAILY_REVENUE(),

        /** Rows of any report, by its definition alone. */
        ROWS();

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<String> columns;

        Content(String... columns) {
            this.columns = List.of(columns);
        }

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        private Optional<PublishedFolder> in(ReportCatalogue catalogue) {
            if (this == ROWS) {
                return Optional.empty();
            }
            if (CoreReport.ofLabel(label()).isEmpty()) {
                return Optional.of(new PublishedFolder(this, label(), columns, Optional.empty()));
            }
            return catalogue
                    .find(label())
                    .map(
                            report ->
                                    new PublishedFolder(
                                            this,
                                            label(),
                                            report.columnNames(),
                                            Optional.of(report)));
        }
    }

    /** The rows of a report, for whoever wants nothing but them. */
    public static PublishedFolder rowsOf(ReportDefinition report) {
        return new PublishedFolder(
                Content.ROWS, report.name(), report.columnNames(), Optional.of(report));
    }

    /** Every folder of an output, in the order of reading. */
    public static List<PublishedFolder> all(ReportCatalogue catalogue) {
        List<PublishedFolder> folders = new ArrayList<>();
        for (Content content : Content.values()) {
            content.in(catalogue).ifPresent(folders::add);
        }
        List<String> known = folders.stream().map(PublishedFolder::label).toList();
        for (ReportDefinition report : catalogue.reports()) {
            if (!known.contains(report.name())) {
                folders.add(rowsOf(report));
            }
        }
        return folders;
    }

    /** The folders of the figures themselves, and the ledger, which says how far the input came. */
    public static List<PublishedFolder> figures(ReportCatalogue catalogue) {
        return all(catalogue).stream()
                .filter(
                        folder ->
                                switch (folder.content()) {
                                    case FILE_DAYS, REJECTED_ROWS, ROWS -> false;
                                    default -> true;
                                })
                .toList();
    }

    /** Whether its rows lie by the day on which they were read, not by event date. */
    boolean isByDayRead() {
        return content == Content.FILE_LEDGER || content == Content.REJECTED_ROWS;
    }
}
