package io.smsreports.reconcile;

import io.smsreports.job.TextTable;
import io.smsreports.reconcile.ReconciliationReport.Day;
import io.smsreports.reconcile.ReconciliationReport.Gap;
import io.smsreports.reconcile.ReconciliationReport.Risk;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An account for a person to sign. */
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

    private ReconciliationText() {}

    /** The account, a line each. */
    public static List<String> of(ReconciliationReport account) {
        List<String> lines = new ArrayList<>();
        lines.add("Output " + account.output() + ": " + account.state());
        lines.add("");
        lines.addAll(new TextTable(HEADINGS, rows(account)).lines());
        lines.add("");
        lines.add("files in the ledger: " + files(account.filesByStatus()));
        list(
                lines,
                "not read to their end",
                account.filesNotWhole().entrySet().stream()
                        .map(file -> file.getKey() + " " + file.getValue())
                        .toList());
        list(
                lines,
                "windows without any record",
                account.emptyWindows().stream().map(ReconciliationText::text).toList());
        list(lines, "in progress", account.inProgress());
        list(lines, "note", account.remarks());
        list(
                lines,
                "MISMATCH",
                account.mismatches().stream().map(ReconciliationText::text).toList());
        lines.add("");
        lines.add(verdict(account));
        return lines;
    }

    private static String verdict(ReconciliationReport account) {
        if (!account.balances()) {
            int count = account.mismatches().size();
            return count == 1 ? "1 mismatch: do not sign." : count + " mismatches: do not sign.";
        }
        if (account.days().isEmpty() && account.filesByStatus().isEmpty()) {
            return "Nothing is published yet.";
        }
        return account.complete() && account.inProgress().isEmpty()
                ? "Every row is accounted for."
                : "No mismatch so far: the output is not closed.";
    }

    private static List<List<String>> rows(ReconciliationReport account) {
        List<List<String>> rows = new ArrayList<>();
        for (Day day : account.days()) {
            rows.add(
                    List.of(
                            day.date().toString(),
                            day.status().label(),
                            Long.toString(day.accepted()),
                            Money.text(day.debits()),
                            Money.text(day.reversals()),
                            Money.text(day.late()),
                            Money.text(day.open()),
                            Money.text(day.net()),
                            Long.toString(day.rejected().rows()),
                            money(day.rejected()),
                            result(day)));
        }
        addRejected(rows, "(other dates)", account.elsewhere());
        addRejected(rows, "(no date)", account.undated());
        if (account.days().size() > 1) {
            rows.add(total(account.days()));
        }
        return rows;
    }

    private static String result(Day day) {
        return switch (day.result()) {
            case OK -> "ok";
            case IN_PROGRESS -> "in progress";
            case MISMATCH -> "MISMATCH";
        };
    }

    private static void addRejected(List<List<String>> rows, String name, Risk risk) {
        if (risk.rows() > 0) {
            rows.add(
                    List.of(
                            name,
                            "",
                            "",
                            "",
                            "",
                            "",
                            "",
                            "",
                            Long.toString(risk.rows()),
                            money(risk),
                            ""));
        }
    }

    private static List<String> total(List<Day> days) {
        long accepted = 0;
        BigDecimal debits = BigDecimal.ZERO;
        BigDecimal reversals = BigDecimal.ZERO;
        BigDecimal late = BigDecimal.ZERO;
        BigDecimal open = BigDecimal.ZERO;
        BigDecimal net = BigDecimal.ZERO;
        for (Day day : days) {
            accepted += day.accepted();
            debits = debits.add(day.debits());
            reversals = reversals.add(day.reversals());
            late = late.add(day.late());
            open = open.add(day.open());
            net = net.add(day.net());
        }
        return List.of(
                "all days",
                "",
                Long.toString(accepted),
                Money.text(debits),
                Money.text(reversals),
                Money.text(late),
                Money.text(open),
                Money.text(net),
                "",
                "",
                "");
    }

    private static String money(Risk risk) {
        return Money.text(risk.revenue().orElse(risk.amount()));
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
