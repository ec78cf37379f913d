package io.smsreports.reconcile.output;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.LocalDays;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.run.BatchPublisher;
import io.smsreports.run.ClosedOutput;
import io.smsreports.run.Heartbeat;
import io.smsreports.run.RunRecord;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.Path;

/**
 * An output as its readers see it, on a local disk or in an object store: folders and headers
 * count, file names do not, and what is hidden does not exist.
 *
 * <p>A live output changes while it is read. A commit is whole in each folder, and comes to the
 * folders one after the other; so a reading that does not add up is repeated, for {@link #PATIENCE}
 * at most. A batch that is being published, or was interrupted while it was, is refused: of its
 * dates any part may be missing.
 */
public final class PublishedOutput {

    /** A commit is through all folders in far less, unless the job was killed in its middle. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Path base;

    /**
     * @param base OUTPUT_BASE
     */
    public PublishedOutput(Path base) {
        this.base = base;
    }

    /** Whose output it is, and whether it is closed. */
    public OutputState state() throws IOException {
        return new OutputState(RunRecord.read(base), ClosedOutput.read(base));
    }

    /** Which reports it has. */
    public ReportCatalogue catalogue() throws IOException {
        return OutputCatalogue.of(base);
    }

    /**
     * What days its dates are: those of UTC, if no run.json says something else.
     *
     * @throws SmsReportsException if this Java does not know the output's time zone
     */
    LocalDays days() throws IOException {
        Optional<RunRecord> run;
        try {
            run = RunRecord.read(base);
        } catch (SmsReportsException notUnderstood) {
            run = Optional.empty();
        }
        return run.isPresent() ? run.get().days() : LocalDays.UTC;
    }

    /**
     * Reads folders, again and again while the figures do not add up and the output is changing.
     *
     * @param folders which to read, in this order
     * @param date of the reports, only the folder of this date; or empty for all
     * @param good whether the figures add up as far as the caller needs them to
     * @throws SmsReportsException if there is nothing to read, or a batch is being published
     */
    public OutputTotals read(
            List<PublishedFolder> folders, Optional<LocalDate> date, Predicate<OutputTotals> good)
            throws IOException, InterruptedException {
        refuseNothing();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            refuseUnfinishedBatch(date);
            OutputReading reading = new OutputReading(base, days(), folders, date);
            boolean whole = reading.read();
            refuseUnfinishedBatch(date);
            boolean late = System.nanoTime() > deadline;
            if (whole && (late || good.test(reading.totals()) || !changesSince(reading))) {
                return reading.totals();
            }
            if (late) {
                throw new SmsReportsException(
                        ErrorCode.OUTPUT_UNUSABLE,
                        name() + " is being replaced all the time: try again when that is done.");
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    /** How users know the output. */
    public String name() {
        return PlaceName.shown(base);
    }

    private boolean changesSince(OutputReading reading) throws IOException {
        return Heartbeat.read(base).isPresent() || !reading.isStill();
    }

    private void refuseNothing() throws IOException {
        Set<String> names =
                StoredFiles.DIRECT.list(base).stream()
                        .map(child -> child.getPath().getName())
                        .collect(Collectors.toSet());
        boolean anything =
                PublishedFolder.all(catalogue()).stream()
                        .anyMatch(folder -> names.contains(folder.label()));
        if (!anything && RunRecord.read(base).isEmpty()) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_UNUSABLE,
                    "no reports lie in " + name() + ": name their folder with --output.");
        }
    }

    private void refuseUnfinishedBatch(Optional<LocalDate> date) throws IOException {
        Optional<List<String>> dates = BatchPublisher.unfinished(base);
        if (dates.isEmpty() || (date.isPresent() && !dates.get().contains(date.get().toString()))) {
            return;
        }
        throw new SmsReportsException(
                ErrorCode.OUTPUT_UNUSABLE,
                "%s has a batch whose publication has begun and not ended, of %s: wait for it; if it was killed, give its command again, which completes it."
                        .formatted(name(), String.join(", ", dates.get())));
    }
}
