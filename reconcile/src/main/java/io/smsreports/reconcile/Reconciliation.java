package io.smsreports.reconcile;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.check.DayChecks;
import io.smsreports.reconcile.check.FileChecks;
import io.smsreports.reconcile.check.InputChecks;
import io.smsreports.reconcile.check.ReportChecks;
import io.smsreports.reconcile.output.Check;
import io.smsreports.reconcile.output.CoreReport;
import io.smsreports.reconcile.output.DateTotals;
import io.smsreports.reconcile.output.Findings;
import io.smsreports.reconcile.output.Mismatch;
import io.smsreports.reconcile.output.OutputState;
import io.smsreports.reconcile.output.OutputTotals;
import io.smsreports.reconcile.output.PublishedFolder;
import io.smsreports.reconcile.output.PublishedOutput;
import io.smsreports.run.RunRecord;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.core.fs.Path;

/**
 * Proves from the published files alone that every row is accounted for: rows = accepted + rejected
 * for each file, accepted = published + late + open for each event date, and that the reports
 * agree.
 */
public final class Reconciliation {

    private final OutputTotals totals;
    private final OutputState state;
    private final boolean complete;
    private final Optional<LocalDate> date;
    private final Findings findings = new Findings();

    private Reconciliation(OutputTotals totals, OutputState state, Optional<LocalDate> date) {
        this.totals = totals;
        this.state = state;
        this.complete = state.isComplete(totals);
        this.date = date;
    }

    /**
     * Reconciles an output.
     *
     * @param input the folder to compare the ledger with, or empty
     * @param date what to confine the report to: this event date, and the files with rows of it
     * @throws SmsReportsException if there is no such output, date or input, if the input is that
     *     of another output, or if a batch is being published on it
     * @throws IOException if the storage fails
     */
    public static ReconciliationReport of(
            PublishedOutput output, Optional<Path> input, Optional<LocalDate> date)
            throws IOException, InterruptedException {
        Reconciliation reconciliation = read(output, date);
        reconciliation.requireDate(output);
        Optional<InputChecks> files = Optional.empty();
        if (input.isPresent()) {
            files = Optional.of(InputChecks.of(input.get()));
            files.get()
                    .requireInputOf(
                            reconciliation.totals,
                            output.name(),
                            reconciliation.state.run().map(RunRecord::input));
        }
        reconciliation.check(files);
        return new ReconciliationReportBuilder(
                        reconciliation.totals, reconciliation.state, date, reconciliation.findings)
                .build(output.name());
    }

    /**
     * An output that is closed while it is read is read again: what was read before its last commit
     * is not what must hold after it.
     */
    private static Reconciliation read(PublishedOutput output, Optional<LocalDate> date)
            throws IOException, InterruptedException {
        while (true) {
            OutputState state = output.state();
            ReportCatalogue catalogue = output.catalogue();
            CoreReport.requireAll(catalogue, output.name());
            OutputTotals totals =
                    output.read(
                            PublishedFolder.all(catalogue),
                            date,
                            read -> new Reconciliation(read, state, date).addsUp());
            if (state.isClosed() || !output.state().isClosed()) {
                return new Reconciliation(totals, state, date);
            }
        }
    }

    private void requireDate(PublishedOutput output) throws SmsReportsException {
        NavigableSet<LocalDate> dates = totals.allDates();
        if (date.isPresent() && !dates.contains(date.get())) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_UNUSABLE,
                    dates.isEmpty()
                            ? output.name() + " has no rows of any date yet."
                            : "%s has no rows of %s; it has %s to %s."
                                    .formatted(
                                            output.name(),
                                            date.get(),
                                            dates.first(),
                                            dates.last()));
        }
    }

    private boolean addsUp() {
        check(Optional.empty());
        return findings.mismatches.isEmpty();
    }

    private void check(Optional<InputChecks> files) {
        Map<LocalDate, DateTotals> dates = totals.byDate(date);
        findings.mismatches.addAll(totals.findings.mismatches);
        new FileChecks(totals, complete, findings).run();
        boolean someUnread = files.map(input -> input.run(totals, complete, findings)).orElse(true);
        new ReportChecks(totals, complete, state.isClosed(), findings).run(dates);
        dates.forEach(new DayChecks(complete || !someUnread, findings)::check);
        date.ifPresent(this::keepOnly);
    }

    private void keepOnly(LocalDate day) {
        NavigableSet<String> files = totals.filesByDay.getOrDefault(day, new TreeSet<>());
        findings.mismatches.removeIf(found -> !mayBeAbout(day, files, found));
    }

    /** A file that nobody has read, and one that cannot be read, may be about any date. */
    private static boolean mayBeAbout(LocalDate day, Set<String> filesOfDay, Mismatch found) {
        if (found.check() == Check.FILE_READ) {
            return true;
        }
        if (found.date().isPresent()) {
            return found.date().get().equals(day);
        }
        return found.check() == Check.READABLE || filesOfDay.contains(found.subject());
    }
}
