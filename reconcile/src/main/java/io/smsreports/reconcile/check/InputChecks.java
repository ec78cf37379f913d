package io.smsreports.reconcile.check;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.output.Check;
import io.smsreports.reconcile.output.Findings;
import io.smsreports.reconcile.output.LedgerEntry;
import io.smsreports.reconcile.output.OutputTotals;
import io.smsreports.source.InputFiles;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** Whether the ledger has every file in the input folder, as it is. */
public final class InputChecks {

    private static final String MISSING = "MISSING";

    private final Path folder;
    private final NavigableMap<String, FileStatus> files;

    /**
     * A time of modification ahead of this is another clock's: it says nothing of whether the file
     * was modified since it was read.
     */
    private final Instant listedAt;

    private InputChecks(Path folder, NavigableMap<String, FileStatus> files, Instant listedAt) {
        this.folder = folder;
        this.files = files;
        this.listedAt = listedAt;
    }

    /**
     * Lists the folder; after the output was read, so that no file is missed that was begun before.
     *
     * @throws SmsReportsException if there is no such folder
     */
    public static InputChecks of(Path folder) throws IOException {
        boolean isFolder = StoredFiles.DIRECT.status(folder).filter(FileStatus::isDir).isPresent();
        NavigableMap<String, FileStatus> files = new TreeMap<>();
        Instant listedAt = Instant.now();
        try {
            for (FileStatus file : InputFiles.list(folder)) {
                files.put(InputFiles.nameWithin(folder, file.getPath()), file);
            }
        } catch (FileNotFoundException e) {
            isFolder = false;
        }
        // In an object store a folder is where files lie.
        if (!isFolder && files.isEmpty()) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_UNUSABLE,
                    PlaceName.shown(folder)
                            + " is no input folder: name the one that the job reads with --input.");
        }
        return new InputChecks(folder, files, listedAt);
    }

    /**
     * Fails if nothing of the folder can be compared with the ledger, which would balance and prove
     * nothing: it is empty, or another one than that which was read. One that has been moved has at
     * least one file that is as long as when it was read; in the one that the job reads, the files
     * that it has not read yet may be all that is there.
     *
     * @param output how users know it
     * @param read the folder that the output's run reads, if that is known
     */
    public void requireInputOf(OutputTotals totals, String output, Optional<String> read)
            throws SmsReportsException {
        long inLedger =
                totals.ledger.values().stream()
                        .filter(entry -> !entry.status().equals(MISSING))
                        .count();
        if (inLedger == 0) {
            return;
        }
        String right = read.map(place -> ", " + PlaceName.of(place) + ",").orElse("");
        if (files.isEmpty()) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_UNUSABLE,
                    "%s holds no file, and the ledger of %s has %d: name the folder that the job reads%s with --input, or leave --input out if its files are not kept."
                            .formatted(PlaceName.shown(folder), output, inLedger, right));
        }
        boolean isNamedByRun =
                read.filter(
                                place ->
                                        PlaceName.shown(new Path(place))
                                                .equals(PlaceName.shown(folder)))
                        .isPresent();
        if (!isNamedByRun
                && files.keySet().stream().noneMatch(name -> isAsItWasRead(name, totals))) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_UNUSABLE,
                    "%s is not the input of %s: none of its %d files is in the ledger as it is. Name the folder that the job reads%s with --input."
                            .formatted(PlaceName.shown(folder), output, files.size(), right));
        }
    }

    private boolean isAsItWasRead(String name, OutputTotals totals) {
        LedgerEntry entry = totals.ledger.get(name);
        return entry != null && entry.sizeBytes() == files.get(name).getLen();
    }

    /**
     * Checks all files.
     *
     * @return whether some file is not read, so that it may be in progress
     */
    public boolean run(OutputTotals totals, boolean complete, Findings findings) {
        boolean someUnread = false;
        for (String name : files.keySet()) {
            LedgerEntry entry = totals.ledger.get(name);
            if (entry != null) {
                check(name, files.get(name), entry, totals, findings);
                continue;
            }
            someUnread = true;
            if (complete) {
                findings.addFile(Check.FILE_READ, name, "it is in the input and was never read");
            } else {
                findings.inProgress.add("file " + name + " is in the input and not read yet");
            }
        }
        long gone =
                totals.ledger.keySet().stream().filter(name -> !files.containsKey(name)).count();
        if (gone > 0) {
            findings.remarks.add(
                    "%d of %d files of the ledger are not in %s any more"
                            .formatted(gone, totals.ledger.size(), PlaceName.shown(folder)));
        }
        return someUnread;
    }

    private void check(
            String name,
            FileStatus file,
            LedgerEntry entry,
            OutputTotals totals,
            Findings findings) {
        if (totals.changedAfterRead.contains(name)) {
            return;
        }
        if (entry.status().equals(MISSING)) {
            findings.addFile(
                    Check.FILE_READ,
                    name,
                    "it was missing when its turn came, and is there now; it was never read");
            return;
        }
        Instant modified = Instant.ofEpochMilli(file.getModificationTime());
        if (file.getLen() != entry.sizeBytes()) {
            findings.addFile(
                    Check.FILE_UNCHANGED,
                    name,
                    "it had %d bytes when it was read and has %d now",
                    entry.sizeBytes(),
                    file.getLen());
        } else if (isAfterReading(modified, entry.readAt())) {
            findings.addFile(
                    Check.FILE_UNCHANGED,
                    name,
                    "it was read at %s and modified at %s",
                    entry.readAt(),
                    modified);
        }
    }

    private boolean isAfterReading(Instant modified, Instant readAt) {
        return modified.isAfter(ObjectStore.holds(folder) ? nextSecond(readAt) : readAt)
                && !modified.isAfter(listedAt);
    }

    /** Stores know seconds, and Swift rounds them up. */
    private static Instant nextSecond(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    }
}
