package io.smsreports.reconcile;

import io.smsreports.model.Revenue;
import io.smsreports.model.TextTable;
import io.smsreports.reconcile.ReconciliationReport.Day;
import io.smsreports.reconcile.ReconciliationReport.Gap;
import io.smsreports.reconcile.output.AtRisk;
import io.smsreports.reconcile.output.Mismatch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A reconciliation report for a person to read. */
public final class ReconciliationText {

    /** Longer lists are cut on screen; {@code --json} has all. */
    private static final int MOST_LISTED = 30;

    private static final List<String> HEADINGS =
            List.of(
                    "date",
                    "status",
                    "rows",
                    "gross debits",
                    "reversals",
                    "late",
                    "open",
                    "net",
                    "rejected",
                    "at risk",
                    "result");

    private static final List<Function<Day, BigDecimal>> AMOUNTS =
            List.of(Day::debits, Day::reversals, Day::late, Day::open, Day::net);

    private ReconciliationText() {}

    /** The report, a line each. */
    public static List<String> of(ReconciliationReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("Output " + report.output() + ": " + report.state());
        lines.add("");
        lines.addAll(new TextTable(HEADINGS, rows(report)).lines());
        lines.add("");
        lines.add("files in the ledger: " + files(report.files()));
        list(
                lines,
                "not read to their end",
                report.filesNotWhole().entrySet().stream()
                        .map(file -> file.getKey() + " " + file.getValue())
                        .toList());
        list(
                lines,
                "windows without any record",
                report.windowsWithoutRecords().stream().map(ReconciliationText::text).toList());
        list(lines, "in progress", report.inProgress());
        list(lines, "note", report.remarks());
        list(
                lines,
                "MISMATCH",
                report.mismatches().stream().map(ReconciliationText::text).toList());
        lines.add("");
        lines.add(verdict(report));
        return lines;
    }

    private static String verdict(ReconciliationReport report) {
        if (!report.balances()) {
            int count = report.mismatches().size();
            return "Reconciliation failed: %d %s"
                    .formatted(count, count == 1 ? "mismatch" : "mismatches");
        }
        if (report.days().isEmpty() && report.files().isEmpty()) {
            return "Nothing is published yet.";
        }
        return report.complete() && report.inProgress().isEmpty()
                ? "Every row is accounted for."
                : "No mismatch so far: the output is not closed.";
    }

    private static List<List<String>> rows(ReconciliationReport report) {
        List<List<String>> rows = new ArrayList<>();
        for (Day day : report.days()) {
            rows.add(
                    row(
                            day.date().toString(),
                            day.status().label(),
                            List.of(day),
                            List.of(
                                    Long.toString(day.rejected().rows()),
                                    money(day.rejected()),
                                    result(day))));
        }
        addRejected(rows, "(other dates)", report.rejectedOfOtherDates());
        addRejected(rows, "(no date)", report.rejectedWithoutDate());
        if (report.days().size() > 1) {
            rows.add(row("all days", "", report.days(), List.of("", "", "")));
        }
        return rows;
    }

    /** A row with the sums of these days. */
    private static List<String> row(
            String name, String status, List<Day> days, List<String> rejectedAndResult) {
        List<String> row = new ArrayList<>(List.of(name, status));
        row.add(Long.toString(days.stream().mapToLong(Day::accepted).sum()));
        for (Function<Day, BigDecimal> amount : AMOUNTS) {
            row.add(
                    Revenue.text(
                            days.stream().map(amount).reduce(BigDecimal.ZERO, BigDecimal::add)));
        }
        row.addAll(rejectedAndResult);
        return row;
    }

    private static String result(Day day) {
        return switch (day.result()) {
            case OK -> "ok";
            case IN_PROGRESS -> "in progress";
            case MISMATCH -> "MISMATCH";
        };
    }

    private static void addRejected(List<List<String>> rows, String name, AtRisk rejected) {
        if (rejected.rows() > 0) {
            List<String> row = new ArrayList<>(List.of(name, "", ""));
            row.addAll(Collections.nCopies(AMOUNTS.size(), ""));
            row.addAll(List.of(Long.toString(rejected.rows()), money(rejected), ""));
            rows.add(row);
        }
    }

    private static String money(AtRisk rejected) {
        return Revenue.text(rejected.atRisk().orElse(rejected.amount()));
    }

    private static String files(Map<String, Long> byStatus) {
        List<String> parts = new ArrayList<>();
        long all = 0;
        for (Map.Entry<String, Long> entry : byStatus.entrySet()) {
            parts.add(entry.getValue() + " " + entry.getKey());
            all += entry.getValue();
        }
        return all == 0 ? "none" : all + ": " + String.join(", ", parts);
    }

    private static String text(Gap gap) {
        return "%s to %s (%d)".formatted(gap.from(), gap.to(), gap.windows());
    }

    private static String text(Mismatch mismatch) {
        String date =
                mismatch.date()
                        .map(Object::toString)
                        .filter(day -> !mismatch.subject().startsWith(day))
                        .map(day -> day + " ")
                        .orElse("");
        return "%s %s%s: %s"
                .formatted(mismatch.check().label(), date, mismatch.subject(), mismatch.detail());
    }

    private static void list(List<String> lines, String heading, List<String> entries) {
        entries.stream()
                .limit(MOST_LISTED)
                .forEach(entry -> lines.add(heading + ": " + entry.replaceAll("\\p{Cntrl}", "?")));
        if (entries.size() > MOST_LISTED) {
            lines.add(
                    "%s: and %d more, which --json lists"
                            .formatted(heading, entries.size() - MOST_LISTED));
        }
    }
}
