package io.smsreports.run;

import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether a batch may replace some dates: only if it has read every file that counts there, for
 * what it was not given it cannot give back. And whether the ledger of the files still balances
 * then. A file's ledger row is about all of its dates, so those that are not replaced must be what
 * they were: then the new reading's row is true for the whole output.
 */
final class RestatementCheck {

    private final NavigableSet<String> dates;
    private final NavigableSet<String> computed;
    private final boolean named;
    private final Readings readings;

    /**
     * What is held against each other.
     *
     * @param before file_days as it is published
     * @param after file_days as the batch has staged it, of all dates
     * @param given the files that the batch was given
     * @param reported what the output's reports hold
     */
    record Readings(FileDays before, FileDays after, FilesGiven given, ReportedRows reported) {}

    /** A file's or a date's rows before and after. */
    record Change(FileDays.Part before, FileDays.Part after) {

        boolean losesRows() {
            return after.accepted() < before.accepted();
        }

        Change plus(Change other) {
            return new Change(before.plus(other.before), after.plus(other.after));
        }
    }

    private RestatementCheck(
            NavigableSet<String> dates,
            NavigableSet<String> computed,
            boolean named,
            Readings readings) {
        this.dates = dates;
        this.computed = computed;
        this.named = named;
        this.readings = readings;
    }

    /**
     * Of dates that the user has named: a file that is in the input may have other rows there than
     * before, down to none.
     *
     * @param dates as {@code yyyy-MM-dd}
     */
    static RestatementCheck ofNamed(NavigableSet<String> dates, Readings readings) {
        return new RestatementCheck(dates, dates, true, readings);
    }

    /**
     * Of all dates that the batch has computed, and of those that it would have to clear: where
     * files of its input counted before, of which it has no row there now.
     *
     * @param computed as {@code yyyy-MM-dd}
     */
    static RestatementCheck ofComputed(NavigableSet<String> computed, Readings readings) {
        NavigableSet<String> dates = new TreeSet<>(computed);
        readings.given().listed().forEach(file -> dates.addAll(readings.before().datesOf(file)));
        return new RestatementCheck(dates, computed, false, readings);
    }

    /** The dates to replace. */
    NavigableSet<String> dates() {
        return dates;
    }

    /** What of the published rows the batch would take away unread. */
    CutDates cut() throws IOException {
        CutDates cut = new CutDates();
        for (String date : dates) {
            for (String file : readings.before().files()) {
                Optional<CutDates.Reason> reason = reason(file, date);
                if (reason.isPresent()) {
                    FileDays.Part old = readings.before().of(file, date);
                    FileDays.Part now =
                            reason.get() == CutDates.Reason.ABSENT
                                    ? FileDays.Part.NONE
                                    : readings.after().of(file, date);
                    CutDates.Loss loss =
                            new CutDates.Loss(
                                    old.accepted() - now.accepted(),
                                    old.revenue().subtract(now.revenue()));
                    cut.add(date, loss, reason.get(), file);
                }
            }
            CutDates.Loss unknown = readings.reported().beyond(readings.before().of(date), date);
            if (unknown.rows() > 0) {
                cut.add(date, unknown, CutDates.Reason.UNKNOWN, date);
            }
        }
        return cut;
    }

    private Optional<CutDates.Reason> reason(String file, String date) {
        long old = readings.before().of(file, date).accepted();
        long now = readings.after().of(file, date).accepted();
        if (old > 0 && !readings.given().has(file)) {
            return Optional.of(CutDates.Reason.ABSENT);
        }
        if (now >= old) {
            return Optional.empty();
        }
        if (readings.given().broken().contains(file)) {
            return Optional.of(CutDates.Reason.UNREAD);
        }
        boolean otherFile = !computed.contains(date) || hasMoreElsewhere(file);
        return named || !otherFile ? Optional.empty() : Optional.of(CutDates.Reason.OTHER);
    }

    /** As if another day's delivery had the name of this file. */
    private boolean hasMoreElsewhere(String file) {
        return readings.after().datesOf(file).stream()
                .anyMatch(
                        date ->
                                readings.after().of(file, date).accepted()
                                        > readings.before().of(file, date).accepted());
    }

    /** The files of the input whose ledger rows are replaced: with rows in the dates. */
    NavigableSet<String> restated() {
        NavigableSet<String> files = new TreeSet<>(readings.before().files());
        files.addAll(readings.after().files());
        files.removeIf(file -> !readings.given().listed().contains(file));
        files.removeIf(
                file ->
                        !readings.before().hasAny(file, dates)
                                && !readings.after().hasAny(file, dates));
        return files;
    }

    /**
     * What files that are not in the input lose with the dates; with {@code --replace-all} only.
     */
    Map<String, FileDays.Part> lost() {
        Map<String, FileDays.Part> lost = new TreeMap<>();
        for (String file : readings.before().files()) {
            if (!readings.given().listed().contains(file)
                    && readings.before().hasAny(file, dates)) {
                lost.put(file, readings.before().of(file, dates));
            }
        }
        return lost;
    }

    /**
     * The dates that cannot stay as they are if these are restated: some restated file has other
     * rows in them now than are published.
     */
    NavigableMap<String, Change> changedElsewhere() {
        NavigableMap<String, Change> changed = new TreeMap<>();
        for (String file : restated()) {
            NavigableSet<String> others = readings.before().datesOf(file);
            others.addAll(readings.after().datesOf(file));
            others.removeAll(dates);
            for (String date : others) {
                FileDays.Part old = readings.before().of(file, date);
                FileDays.Part now = readings.after().of(file, date);
                if (!old.sameRows(now)) {
                    changed.merge(date, new Change(old, now), Change::plus);
                }
            }
        }
        return changed;
    }

    /**
     * Fails if published rows would vanish.
     *
     * @throws SmsReportsException with the dates, the rows and what to do
     */
    void requireNothingCut() throws IOException {
        CutDates cut = cut();
        if (!cut.isEmpty()) {
            throw Refusal.cutDates(cut, restatableWithout(cut.losses().navigableKeySet()));
        }
    }

    /**
     * Fails unless the dates can be restated alone.
     *
     * @throws SmsReportsException if they can't, with what to do
     */
    void requireBalance() throws SmsReportsException {
        NavigableMap<String, Change> changed = changedElsewhere();
        if (!changed.isEmpty()) {
            throw Refusal.restatedFileChanged(dates, changed);
        }
    }

    /** What is left of the dates without some, if that can be restated by itself; else nothing. */
    private Set<String> restatableWithout(Set<String> some) throws IOException {
        NavigableSet<String> rest = new TreeSet<>(computed);
        rest.removeAll(some);
        RestatementCheck check = ofNamed(rest, readings);
        boolean possible = check.changedElsewhere().isEmpty() && check.cut().isEmpty();
        return possible ? rest : Set.of();
    }

    /** The staged ledger row with the late rows of the dates that stay, or empty to keep it. */
    Optional<String> ledgerLate(String file) {
        NavigableSet<String> elsewhere = readings.before().datesOf(file);
        elsewhere.removeAll(dates);
        long late = readings.before().of(file, elsewhere).late();
        return late == 0 ? Optional.empty() : Optional.of(Long.toString(late));
    }
}
