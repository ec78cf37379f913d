package io.smsreports.reconcile.output;

import io.smsreports.model.AuditFolders;
import io.smsreports.model.LocalDays;
import io.smsreports.reconcile.output.PublishedFolder.Content;
import io.smsreports.sink.ReportFiles;
import io.smsreports.storage.AtomicFile;
import io.smsreports.storage.StoredFiles;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** One pass over the folders of an output: each is listed when its turn comes, and then read. */
final class OutputReading {

    private final Path base;
    private final List<PublishedFolder> folders;
    private final Optional<LocalDate> date;
    private final List<PublishedFile> files = new ArrayList<>();
    private final OutputTotalsReader reader;

    /**
     * @param days what days the output's dates are
     * @param folders which to read, in this order
     * @param date of the reports, only the folder of this date; or empty for all
     */
    OutputReading(
            Path base, LocalDays days, List<PublishedFolder> folders, Optional<LocalDate> date) {
        this.base = base;
        this.reader = new OutputTotalsReader(days);
        this.folders = List.copyOf(folders);
        this.date = date;
    }

    OutputTotals totals() {
        return reader.totals();
    }

    /** Reads everything; false if a file has gone between listing and reading. */
    boolean read() throws IOException {
        for (PublishedFolder folder : folders) {
            if (folder.content() == Content.OPEN_TOTALS) {
                readOpenTotals();
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
            now.addAll(list(folder));
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
        Path folder = new Path(base, AuditFolders.OPEN_TOTALS);
        Optional<byte[]> windows = AtomicFile.read(new Path(folder, "open_15min.csv"));
        Optional<byte[]> days = AtomicFile.read(new Path(folder, "open_daily.csv"));
        if (windows.isPresent()) {
            reader.addOpenWindows(
                    "open_totals/open_15min.csv", new ByteArrayInputStream(windows.get()));
        }
        if (days.isPresent()) {
            reader.addOpenDays("open_totals/open_daily.csv", new ByteArrayInputStream(days.get()));
        }
    }

    /** The files of a folder; those of open_totals are replaced all the time and not listed. */
    private List<PublishedFile> list(PublishedFolder folder) throws IOException {
        List<PublishedFile> found = new ArrayList<>();
        if (folder.content() != Content.OPEN_TOTALS) {
            Path path = new Path(base, folder.label());
            collect(folder, path, folder.label(), Optional.empty(), found);
        }
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
