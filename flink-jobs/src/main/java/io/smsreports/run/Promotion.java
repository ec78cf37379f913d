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
 */
public record Promotion(String runId, List<String> dates, int files, int replacedFiles) {
    public Promotion {
        requireNonNull(runId, "runId");
        dates = List.copyOf(dates);
    }

    /** What was published, for people. */
    public String account() {
        return "Published %d files of %d %s%s."
                .formatted(
                        files,
                        dates.size(),
                        dates.size() == 1 ? "date" : "dates",
                        replacedFiles == 0
                                ? ""
                                : " in place of %d old ones".formatted(replacedFiles));
    }
}
