package io.smsreports.reconcile;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.PublishedFolder.Content;
import io.smsreports.run.BatchPublisher;
import io.smsreports.run.ClosedOutput;
import io.smsreports.run.Heartbeat;
import io.smsreports.run.RunRecord;
import io.smsreports.sink.ReportFiles;
import io.smsreports.storage.AtomicFile;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.flink.core.fs.FileStatus;
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

    /** Which reports it has. */
    ReportCatalogue catalogue() throws IOException {
        return OutputCatalogue.of(base);
    }

    /** Whose output it is, and whether it is closed. */
    OutputState state() throws IOException {
        return new OutputState(RunRecord.read(base), ClosedOutput.read(base));
    }

    /**
     * Reads folders, again and again while the books are not as they should be and the output is
     * changing.
     *
     * @param folders which to read, in this order
     * @param date of the reports, only the folder of this date; or empty for all
     * @param good whether the books add up as far as the caller needs them to
     * @throws SmsReportsException if there is nothing to read, or a batch is being published
     */
    OutputTotals read(
            List<PublishedFolder> folders, Optional<LocalDate> date, Predicate<OutputTotals> good)
            throws IOException, InterruptedException {
        refuseNothing();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            refuseUnfinishedBatch(date);
            Reading reading = new Reading(folders, date);
            boolean whole = reading.read();
            refuseUnfinishedBatch(date);
            boolean late = System.nanoTime() > deadline;
            if (whole && (late || good.test(reading.books()) || !changesSince(reading))) {
                return reading.books();
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
    String name() {
        return PlaceName.shown(base);
    }

    private boolean changesSince(Reading reading) throws IOException {
        return Heartbeat.read(base).isPresent() || !reading.isStill();
    }

    private void refuseNothing() throws IOException {
        Set<String> names = new HashSet<>();
        for (FileStatus child : StoredFiles.DIRECT.list(base)) {
            names.add(child.getPath().getName());
        }
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

    /** One pass over the folders: each is listed when its turn comes, and then read. */
    private final class Reading {

        private final List<PublishedFolder> folders;
        private final Optional<LocalDate> date;
        private final List<PublishedFile> files = new ArrayList<>();
        private final OutputTotalsReader reader = new OutputTotalsReader();

        Reading(List<PublishedFolder> folders, Optional<LocalDate> date) {
            this.folders = folders;
            this.date = date;
        }

        OutputTotals books() {
            return reader.books();
        }

        /** False if a file has gone between listing and reading. */
        boolean read() throws IOException {
            for (PublishedFolder folder : folders) {
                if (folder.content() == Content.OPEN_TOTALS) {
                    readOpenTotals();
                    continue;
                }
                List<PublishedFile> listed = list(folder);
                files.addAll(listed);
                for (PublishedFile file : listed) {
                    if (!read(file)) {
                        return false;
                    }
                }
            }
            return true;
        }

        /** Whether a listing would find the same files again. */
        boolean isStill() throws IOException {
            List<PublishedFile> now = new ArrayList<>();
            for (PublishedFolder folder : folders) {
                if (folder.content() != Content.OPEN_TOTALS) {
                    now.addAll(list(folder));
                }
            }
            return now.equals(files);
        }

        private boolean read(PublishedFile file) throws IOException {
            try (InputStream in = StoredFiles.DIRECT.open(file.path())) {
                reader.add(file, in);
                return true;
            } catch (FileNotFoundException e) {
                // Flink's local file system says the same of a file that must not be read.
                if (StoredFiles.DIRECT.status(file.path()).isEmpty()) {
                    return false;
                }
                reader.addUnopened(file);
                return true;
            }
        }

        private void readOpenTotals() throws IOException {
            Path folder = new Path(base, "open_totals");
            Optional<byte[]> windows = AtomicFile.read(new Path(folder, "open_15min.csv"));
            Optional<byte[]> days = AtomicFile.read(new Path(folder, "open_daily.csv"));
            if (windows.isPresent()) {
                reader.addOpenWindows(
                        "open_totals/open_15min.csv", new ByteArrayInputStream(windows.get()));
            }
            if (days.isPresent()) {
                reader.addOpenDays(
                        "open_totals/open_daily.csv", new ByteArrayInputStream(days.get()));
            }
        }

        private List<PublishedFile> list(PublishedFolder folder) throws IOException {
            List<PublishedFile> found = new ArrayList<>();
            collect(
                    folder,
                    new Path(base, folder.label()),
                    folder.label(),
                    Optional.empty(),
                    found);
            return found;
        }

        private void collect(
                PublishedFolder folder,
                Path below,
                String name,
                Optional<LocalDate> dated,
                List<PublishedFile> found)
                throws IOException {
            for (FileStatus status : StoredFiles.DIRECT.list(below)) {
                String child = status.getPath().getName();
                if (StoredFiles.isHidden(child)) {
                    continue;
                }
                Path path = new Path(below, child);
                String childName = name + "/" + child;
                if (!status.isDir()) {
                    found.add(new PublishedFile(folder, path, childName, dated, status.getLen()));
                    continue;
                }
                Optional<LocalDate> childDate = dateOf(child);
                if (folder.report().isPresent() && date.isPresent() && !date.equals(childDate)) {
                    continue;
                }
                collect(folder, path, childName, childDate, found);
            }
        }
    }

    private static Optional<LocalDate> dateOf(String folder) {
        if (!folder.startsWith(ReportFiles.FOLDER_PREFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    LocalDate.parse(folder.substring(ReportFiles.FOLDER_PREFIX.length())));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }
}
