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
}
