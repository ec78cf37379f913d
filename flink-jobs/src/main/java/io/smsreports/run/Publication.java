package io.smsreports.run;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A batch that lies published.
 *
 * @param runId the batch
 * @param dates the dates that it computed, ascending, as {@code yyyy-MM-dd}
 * @param files how many files it put in place
 * @param replacedFiles how many files of earlier runs it removed
 * @param changes what it replaced, by date and report; empty unless it was to overwrite
 */
public record Publication(
        String runId, List<String> dates, int files, int replacedFiles, List<Change> changes) {

    public Publication {
        requireNonNull(runId, "runId");
        dates = List.copyOf(dates);
        changes = List.copyOf(changes);
    }

    /** What was published, for people. */
    public String summary() {
        return "Published %d files of %d %s%s."
                .formatted(
                        files,
                        dates.size(),
                        dates.size() == 1 ? "date" : "dates",
                        replacedFiles == 0
                                ? ""
                                : " in place of %d old ones".formatted(replacedFiles));
    }

    /** One that replaces nothing. */
    Publication(String runId, List<String> dates, int files, int replacedFiles) {
        this(runId, dates, files, replacedFiles, List.of());
    }

    /**
     * What a date had in a report, and what it has now.
     *
     * @param date as {@code yyyy-MM-dd}
     * @param report its folder
     */
    public record Change(String date, String report, Total before, Total after) {

        boolean isOfNoRows() {
            return before.rows() == 0 && after.rows() == 0;
        }
    }

    /**
     * What a report says of a date as a whole.
     *
     * @param rows how many rows
     * @param revenue the sum of their revenue, or empty for a report that has none to add up
     */
    public record Total(long rows, String revenue) {}
}
