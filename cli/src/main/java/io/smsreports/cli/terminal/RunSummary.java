package io.smsreports.cli.terminal;

import io.smsreports.ledger.InputCounters;
import io.smsreports.model.FileStatus;
import io.smsreports.model.RejectReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a job has read, from its counters.
 *
 * @param counters by the names of {@link InputCounters}
 * @param duration how long the job ran
 */
public record RunSummary(Map<String, Long> counters, Duration duration) {

    private static final double MILLIS_PER_SECOND = 1_000;

    public RunSummary {
        counters = Map.copyOf(counters);
    }

    /** Rows, files and time, a line each. */
    public List<String> lines() {
        long rows = count(InputCounters.ROWS);
        long rejected = count(InputCounters.REJECTED);
        return List.of(
                String.format(
                        Locale.ROOT,
                        "  rows     %,d: %,d accepted, %,d rejected%s, %,d late",
                        rows,
                        rows - rejected,
                        rejected,
                        reasons(),
                        count(InputCounters.LATE)),
                String.format(
                        Locale.ROOT, "  files    %,d%s", count(InputCounters.FILES), statuses()),
                String.format(
                        Locale.ROOT, "  time     %s, %,d rows/s", seconds(), rowsPerSecond(rows)));
    }

    /** A line for each status of files that could not be read completely. */
    public List<String> warnings(String ledger) {
        List<String> warnings = new ArrayList<>();
        for (FileStatus status : FileStatus.values()) {
            long files = count(InputCounters.filesName(status));
            if (status != FileStatus.OK && files > 0) {
                warnings.add(
                        String.format(
                                Locale.ROOT,
                                "WARNING: %,d %s %s: %s says which.",
                                files,
                                files == 1 ? "file was" : "files were",
                                status,
                                ledger));
            }
        }
        return warnings;
    }

    private String seconds() {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / MILLIS_PER_SECOND);
    }

    private long rowsPerSecond(long rows) {
        return Math.round(rows * MILLIS_PER_SECOND / Math.max(1, duration.toMillis()));
    }

    private String reasons() {
        List<String> reasons = new ArrayList<>();
        for (RejectReason reason : RejectReason.values()) {
            long rows = count(InputCounters.rejectedName(reason));
            if (rows > 0) {
                reasons.add(String.format(Locale.ROOT, "%s %,d", reason, rows));
            }
        }
        return reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")";
    }

    private String statuses() {
        List<String> statuses = new ArrayList<>();
        for (FileStatus status : FileStatus.values()) {
            long files = count(InputCounters.filesName(status));
            if (files > 0) {
                statuses.add(String.format(Locale.ROOT, "%,d %s", files, status));
            }
        }
        return statuses.isEmpty() ? "" : ": " + String.join(", ", statuses);
    }

    private long count(String name) {
        return counters.getOrDefault(name, 0L);
    }
}
