package io.smsreports.cli.terminal;

import io.smsreports.cli.rest.JobFigures;
import io.smsreports.model.ReportWindow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How far a running job is, in one line. */
public final class ProgressLine {

    private static final DateTimeFormatter HOUR_MINUTE =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private ProgressLine() {}

    /**
     * The line.
     *
     * @param rowsPerSecond how fast it is at present
     */
    public static String of(JobFigures figures, long rowsPerSecond) {
        return String.format(
                Locale.ROOT,
                "files %d done, %d waiting | rows %,d, %,d/s | rejected %,d | late %,d | %s",
                figures.filesDone(),
                figures.filesWaiting(),
                figures.rows(),
                rowsPerSecond,
                figures.rejected(),
                figures.late(),
                next(figures));
    }

    private static String next(JobFigures figures) {
        if (figures.inputHasEnded()) {
            return "publishing the last windows";
        }
        if (figures.nowMillis().isEmpty()) {
            return "next: not known yet";
        }
        long start = ReportWindow.startOf(figures.watermarkMillis().getAsLong() + 1);
        long end = start + ReportWindow.SIZE.toMillis();
        return String.format(
                Locale.ROOT,
                "next: %s–%s publishes after %s; now %s%s",
                time(start),
                time(end),
                time(end + figures.watermarkDelay().toMillis()),
                time(figures.nowMillis().getAsLong()),
                figures.heldBy().isEmpty() ? "" : ", held by " + figures.heldBy());
    }

    private static String time(long millis) {
        return HOUR_MINUTE.format(Instant.ofEpochMilli(millis));
    }
}
