package io.smsreports.cli;

import io.smsreports.cli.embedded.EmbeddedJob;
import io.smsreports.cli.rest.JobFigures;
import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.terminal.ProgressLine;
import io.smsreports.cli.terminal.Screen;
import io.smsreports.model.JobParameters;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the screen's bottom line up to date while a job runs. */
final class ProgressWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressWatch.class);

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Screen screen;
    private final JobRest rest;
    private final EmbeddedJob job;
    private long lastRows;
    private long lastNanos = System.nanoTime();

    ProgressWatch(Screen screen, JobRest rest, EmbeddedJob job) {
        this.screen = screen;
        this.rest = rest;
        this.job = job;
    }

    /** Begins to do so, in a thread of its own. */
    void begin() {
        job.watch("progress", INTERVAL, this::show);
    }

    private void show() throws InterruptedException {
        try {
            Duration delay =
                    Duration.ofMillis(
                            Long.parseLong(
                                    rest.parameters(job.id())
                                            .getOrDefault(
                                                    JobParameters.WATERMARK_DELAY_MILLIS, "0")));
            Optional<JobFigures> figures = rest.figures(job.id(), delay);
            if (figures.isPresent() && !job.hasEnded()) {
                show(figures.get());
            }
        } catch (IOException e) {
            LOG.debug("There are no figures now.", e);
        }
    }

    private void show(JobFigures figures) {
        long now = System.nanoTime();
        // After a restart the counters begin anew.
        long rows = Math.max(0, figures.rows() - lastRows);
        long perSecond = rows * Duration.ofSeconds(1).toNanos() / Math.max(1, now - lastNanos);
        lastRows = figures.rows();
        lastNanos = now;
        screen.showBottom(ProgressLine.of(figures, perSecond));
    }
}
