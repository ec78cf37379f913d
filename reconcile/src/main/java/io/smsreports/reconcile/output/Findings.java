package io.smsreports.reconcile.output;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What reading and checking an output have found. Details are formats of their figures. */
@SuppressWarnings("AnnotateFormatMethod") // the annotation would be a library of its own
public final class Findings {

    public final List<Mismatch> mismatches = new ArrayList<>();

    /** What a job has begun and not ended: no mismatch, as far as these files can tell. */
    public final List<String> inProgress = new ArrayList<>();

    /** What a reader should know besides, and which is no mismatch. */
    public final List<String> remarks = new ArrayList<>();

    /** Dates whose rows are partly those of files in progress. */
    public final Set<LocalDate> datesInProgress = new HashSet<>();

    /** A mismatch about a date as a whole. */
    public void addDate(Check check, LocalDate date, String detail, Object... figures) {
        addRow(check, date, date.toString(), detail, figures);
    }

    /** A mismatch about a row of a date, or a file that has it. */
    public void addRow(
            Check check, LocalDate date, String subject, String detail, Object... figures) {
        mismatches.add(new Mismatch(check, Optional.of(date), subject, detail.formatted(figures)));
    }

    /** A mismatch about a file. */
    public void addFile(Check check, String file, String detail, Object... figures) {
        mismatches.add(new Mismatch(check, Optional.empty(), file, detail.formatted(figures)));
    }
}
