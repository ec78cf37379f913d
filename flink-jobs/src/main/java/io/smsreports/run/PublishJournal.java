package io.smsreports.run;

import static java.util.Objects.requireNonNull;

import io.smsreports.model.Fingerprint;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * What publishing a batch takes: {@code OUTPUT_BASE/_sms-reports/publish.json}. When it is written
 * the batch counts as published, whoever carries it out. Paths are relative to the output base.
 *
 * @param run the batch and what it was asked to compute
 * @param dates the dates that it computed, ascending
 * @param parts in the order to carry them out
 * @param changes what is replaced, to print for the user
 * @param abandoned the other batches that had staged something before this one was decided, by
 *     their ids; none of them can be decided any more
 * @param carriedOut that all is in place: the journal then only waits to be reported to the user
 */
record PublishJournal(
        RunRecord run,
        List<String> dates,
        List<Part> parts,
        List<Publication.Change> changes,
        List<String> abandoned,
        boolean carriedOut) {

    private static final String FILE = "publish.json";

    PublishJournal {
        requireNonNull(run, "run");
        dates = List.copyOf(dates);
        parts = List.copyOf(parts);
        changes = List.copyOf(changes);
        abandoned = List.copyOf(abandoned);
    }

    PublishJournal done() {
        return new PublishJournal(run, dates, parts, changes, abandoned, true);
    }

    /**
     * What readers see change together: one event date in all reports, or the ledger and the
     * rejects. The old files go before the new ones come.
     *
     * @param name the partition, such as {@code dt=2020-08-30}, or {@code files read}
     */
    record Part(String name, List<String> deletes, List<Move> moves) {
        Part {
            requireNonNull(name, "name");
            deletes = List.copyOf(deletes);
            moves = List.copyOf(moves);
        }
    }

    /**
     * A staged file that takes its place, and that of a file which has the same name already.
     *
     * @param bytes its size: how a complete target is distinguished from an earlier content
     * @param replaces whether the target had an earlier content
     */
    record Move(String from, String to, long bytes, boolean replaces) {
        Move {
            requireNonNull(from, "from");
            requireNonNull(to, "to");
        }
    }

    Publication publication() {
        int moved = 0;
        int replaced = 0;
        for (Part part : parts) {
            moved += part.moves().size();
            replaced += part.deletes().size();
            replaced += (int) part.moves().stream().filter(Move::replaces).count();
        }
        return new Publication(run.runId(), dates, moved, replaced, changes);
    }

    static Optional<PublishJournal> read(Path outputBase) throws IOException {
        return JsonFile.read(StoredFiles.DIRECT, fileIn(outputBase), PublishJournal.class);
    }

    /** The journal that a batch has staged before it was decided. */
    static Optional<PublishJournal> staged(Path outputBase, String runId) throws IOException {
        return JsonFile.read(
                StoredFiles.DIRECT, stagedFile(outputBase, runId), PublishJournal.class);
    }

    /** Puts it beside the staged files: its batch can be completed once it is decided. */
    void stage(StoredFiles files, Path outputBase) throws IOException {
        JsonFile.write(files, stagedFile(outputBase, run.runId()), this);
    }

    /** SHA-256 of its content, in hexadecimal: which journal a batch was decided by. */
    String fingerprint() {
        return Fingerprint.of(JsonFile.bytes(this));
    }

    static Path stagedFile(Path outputBase, String runId) {
        return new Path(OutputFolders.staging(outputBase, runId), "_" + FILE);
    }

    void write(StoredFiles files, Path outputBase) throws IOException {
        JsonFile.write(files, fileIn(outputBase), this);
    }

    static void delete(StoredFiles files, Path outputBase) throws IOException {
        files.delete(fileIn(outputBase));
    }

    private static Path fileIn(Path outputBase) {
        return OutputFolders.runFile(outputBase, FILE);
    }
}
