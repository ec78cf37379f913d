package io.smsreports.reconcile;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** What the checks of one reconciliation have found. */
final class Findings {

    final List<Mismatch> mismatches = new ArrayList<>();

    /** What a job has begun and not ended: no mismatch, as far as these files can tell. */
    final List<String> inProgress = new ArrayList<>();

    /** What a person should know before signing, and which is no mismatch. */
    final List<String> remarks = new ArrayList<>();

    /** Dates whose rows are partly those of files in progress. */
    final NavigableSet<LocalDate> datesInProgress = new TreeSet<>();

    void add(Check check, LocalDate date, String subject, String detail) {
        mismatches.add(Mismatch.ofDate(check, date, subject, detail));
    }

    void add(Check check, String file, String detail) {
        mismatches.add(Mismatch.ofFile(check, file, detail));
    }

    /** Whether a check that is about this date failed. */
    boolean isWrong(LocalDate date) {
        return mismatches.stream().anyMatch(found -> found.date().equals(Optional.of(date)));
    }
}
