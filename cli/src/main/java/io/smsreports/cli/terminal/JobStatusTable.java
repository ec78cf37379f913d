package io.smsreports.cli.terminal;

import io.smsreports.cli.rest.JobCheckpoints;
import io.smsreports.cli.rest.JobCheckpoints.Checkpoint;
import io.smsreports.cli.rest.JobFigures;
import io.smsreports.cli.rest.JobStatus;
import io.smsreports.cli.rest.JobWait;
import io.smsreports.model.JobParameters;
import io.smsreports.model.TextTable;
import io.smsreports.storage.PlaceName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.flink.core.fs.Path;

/** The status of a running job as a table of two columns. */
public final class JobStatusTable {

    private static final String NOTHING_YET = "none yet";

    /** Of data that is as new as the clock, the watermark lags behind by hours at the most. */
    private static final Duration LIVE_WITHIN = Duration.ofDays(1);

    private static final double BYTES_PER_KIBIBYTE = 1024;

    private JobStatusTable() {}

    /**
     * The table.
     *
     * @param now by this machine's clock
     */
    public static TextTable of(JobStatus status, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        String mode = status.parameters().getOrDefault(JobParameters.MODE, "");
        rows.add(row("run", parameter(status, JobParameters.RUN) + ", " + mode));
        rows.add(row("input", place(status, JobParameters.INPUT)));
        rows.add(row("output", place(status, JobParameters.OUTPUT)));
        rows.add(row("uptime", DurationText.of(status.age())));
        rows.add(row("restarts", restarts(status)));
        rows.add(row("checkpoints", checkpoints(status.checkpoints(), now)));
        status.waiting().ifPresent(waiting -> rows.add(row("waiting", waiting(waiting))));
        if (status.figures().isEmpty()) {
            rows.add(row("figures", "not yet: its tasks are being deployed"));
        }
        status.figures().ifPresent(figures -> addFigures(rows, figures, now));
        return new TextTable(List.of("job", status.job().id() + ", " + status.job().state()), rows);
    }

    private static void addFigures(List<List<String>> rows, JobFigures figures, Instant now) {
        rows.add(
                row(
                        "files",
                        "%s done, %s waiting"
                                .formatted(
                                        count(figures.filesDone()),
                                        count(figures.filesWaiting()))));
        rows.add(
                row(
                        "rows",
                        "%s, %s/s"
                                .formatted(
                                        count(figures.rows()),
                                        count(Math.round(figures.rowsPerSecond())))));
        rows.add(row("rejected", count(figures.rejected())));
        rows.add(row("late", count(figures.late())));
        rows.add(row("watermark", watermark(figures, now)));
        if (!figures.heldBy().isEmpty()) {
            rows.add(row("held by", "series " + figures.heldBy()));
        }
        OptionalLong published = figures.publishedUntilMillis();
        rows.add(
                row(
                        "published",
                        published.isEmpty()
                                ? NOTHING_YET
                                : "windows up to " + Instant.ofEpochMilli(published.getAsLong())));
    }

    private static String watermark(JobFigures figures, Instant now) {
        if (figures.watermarkMillis().isEmpty()) {
            return NOTHING_YET;
        }
        if (figures.inputHasEnded()) {
            return "the input has ended";
        }
        Instant watermark = Instant.ofEpochMilli(figures.watermarkMillis().getAsLong());
        String shown = watermark.truncatedTo(ChronoUnit.SECONDS).toString();
        Duration lag = Duration.between(watermark, now);
        // Further back the data is old, and the clock has nothing to do with it.
        return lag.compareTo(LIVE_WITHIN) > 0
                ? shown
                : "%s, %s behind the clock".formatted(shown, DurationText.of(lag));
    }

    private static String waiting(JobWait waiting) {
        return "for %s: %s; it is tried every half minute at least"
                .formatted(DurationText.of(waiting.since()), waiting.reason());
    }

    private static String restarts(JobStatus status) {
        String restarts = count(status.restarts());
        return status.lastFailure()
                .map(failure -> restarts + "; the last failure: " + failure.reason())
                .orElse(restarts);
    }

    private static String checkpoints(JobCheckpoints checkpoints, Instant now) {
        String counts =
                String.format(
                        Locale.ROOT,
                        "%,d completed%s",
                        checkpoints.completed(),
                        checkpoints.failed() == 0
                                ? ""
                                : ", %d of the last %d failed"
                                        .formatted(checkpoints.failed(), checkpoints.listed()));
        return checkpoints
                .newest()
                .map(newest -> counts + "; " + newest(newest, now))
                .orElse(counts);
    }

    private static String newest(Checkpoint newest, Instant now) {
        Instant at = Instant.ofEpochMilli(newest.completedAtMillis());
        return String.format(
                Locale.ROOT,
                "the last one %s ago took %,d ms for %,.1f KiB",
                DurationText.of(Duration.between(at, now)),
                newest.duration().toMillis(),
                newest.bytes() / BYTES_PER_KIBIBYTE);
    }

    private static String place(JobStatus status, String parameter) {
        String text = parameter(status, parameter);
        return text.isEmpty() ? text : PlaceName.shown(new Path(text));
    }

    private static String parameter(JobStatus status, String name) {
        return status.parameters().getOrDefault(name, "");
    }

    private static List<String> row(String name, String value) {
        return List.of(name, value);
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
