package io.smsreports.reconcile;

import io.smsreports.model.ReportWindow;
import io.smsreports.reconcile.ReconciliationReport.Day;
import io.smsreports.reconcile.ReconciliationReport.Gap;
import io.smsreports.reconcile.ReconciliationReport.Result;
import io.smsreports.reconcile.output.AtRisk;
import io.smsreports.reconcile.output.Findings;
import io.smsreports.reconcile.output.OutputState;
import io.smsreports.reconcile.output.OutputTotals;
import io.smsreports.reconcile.output.WindowKey;
import io.smsreports.reconcile.report.CorrectedStatuses;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Puts figures and findings together to a {@link ReconciliationReport}. */
final class ReconciliationReportBuilder {

    private final OutputTotals totals;
    private final OutputState state;
    private final Optional<LocalDate> date;
    private final Findings findings;

    /**
     * @param date the only date to report, or empty for all
     */
    ReconciliationReportBuilder(
            OutputTotals totals, OutputState state, Optional<LocalDate> date, Findings findings) {
        this.totals = totals;
        this.state = state;
        this.date = date;
        this.findings = findings;
    }

    ReconciliationReport build(String output) {
        Map<String, Long> files = new TreeMap<>();
        Map<String, String> filesNotWhole = new TreeMap<>();
        totals.ledger.forEach(
                (file, entry) -> {
                    files.merge(entry.status(), 1L, Long::sum);
                    if (!entry.status().equals("OK")) {
                        filesNotWhole.put(file, entry.status());
                    }
                });
        return new ReconciliationReport(
                output,
                state.description(),
                state.isComplete(totals),
                days(),
                state.withRevenue(totals.undatedAtRisk),
                state.withRevenue(atRiskOfOtherDates()),
                files,
                filesNotWhole,
                gaps(),
                List.copyOf(findings.inProgress),
                remarks(),
                List.copyOf(findings.mismatches));
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>(findings.remarks);
        if (state.run().isEmpty()) {
            remarks.add(
                    "without run.json the amount divisor is not known: what is at risk is given as charged");
        }
        boolean mayLackACommit =
                findings.mismatches.stream().anyMatch(found -> found.check().mayLackACommit());
        if (mayLackACommit && state.mayHaveLeftACommit()) {
            remarks.add(
                    "if the job was killed, start it once with its own command: it completes its last commit; then reconcile again");
        }
        return List.copyOf(remarks);
    }

    private List<Day> days() {
        Set<LocalDate> wrong = new HashSet<>();
        findings.mismatches.forEach(found -> found.date().ifPresent(wrong::add));
        CorrectedStatuses statuses = new CorrectedStatuses(totals, state);
        List<Day> days = new ArrayList<>();
        totals.byDate(date)
                .forEach(
                        (day, sums) ->
                                days.add(
                                        new Day(
                                                day,
                                                statuses.of(day),
                                                sums.read().files(),
                                                sums.read().accepted(),
                                                sums.read().debits(),
                                                sums.read().reversals(),
                                                sums.revenue(),
                                                sums.late().revenue(),
                                                sums.open().revenue(),
                                                state.withRevenue(
                                                        totals.atRisk.getOrDefault(
                                                                day, AtRisk.NOTHING)),
                                                result(day, wrong))));
        return days;
    }

    private Result result(LocalDate day, Set<LocalDate> wrong) {
        if (wrong.contains(day)) {
            return Result.MISMATCH;
        }
        return findings.datesInProgress.contains(day) ? Result.IN_PROGRESS : Result.OK;
    }

    private AtRisk atRiskOfOtherDates() {
        if (date.isPresent()) {
            return AtRisk.NOTHING;
        }
        Map<LocalDate, AtRisk> others = new TreeMap<>(totals.atRisk);
        others.keySet().removeAll(totals.allDates());
        return others.values().stream().reduce(AtRisk.NOTHING, AtRisk::plus);
    }

    private List<Gap> gaps() {
        List<Gap> gaps = new ArrayList<>();
        Instant end = null;
        for (Instant window : totals.allWindows()) {
            if (date.isPresent() && !totals.localDays.dayOf(window).equals(date.get())) {
                continue;
            }
            if (end != null && end.isBefore(window)) {
                long windows = Duration.between(end, window).dividedBy(ReportWindow.SIZE);
                gaps.add(new Gap(end, window, windows));
            }
            end = WindowKey.endOf(window);
        }
        return gaps;
    }
}
