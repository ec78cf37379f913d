package io.smsreports.cli;

import io.smsreports.cli.embedded.EmbeddedJob;
import io.smsreports.cli.rest.JobFigures;
import io.smsreports.cli.rest.JobMetrics;
import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.terminal.ProgressLine;
import io.smsreports.cli.terminal.Screen;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the progress of a running job in the screen's bottom line. */
final class ProgressReporter {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressReporter.class);

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Screen screen;
    private final JobRest rest;
    private final JobMetrics metrics;
    private final EmbeddedJob job;
    private long lastRows;
    private long lastNanos = System.nanoTime();

    ProgressReporter(Screen screen, JobRest rest, EmbeddedJob job) {
        this.screen = screen;
        this.rest = rest;
        this.metrics = new JobMetrics(rest, job.id());
        this.job = job;
    }

    /** Starts a thread that does so until the job has ended. */
    void begin() {
        job.watch("progress", INTERVAL, this::show);
    }

    private void show() throws InterruptedException {
        try {
            Optional<JobFigures> figures = metrics.figures(rest.parameters(job.id()));
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
