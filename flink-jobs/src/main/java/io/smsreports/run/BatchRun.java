package io.smsreports.run;

import static java.util.Objects.requireNonNull;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.LogEntry;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * A batch that has begun. It only stages files, in {@code OUTPUT_BASE/_staging/<run>}, until it is
 * decided: the output stays whose it was, and if the batch is refused, fails or is killed, nothing
 * has happened to it. What a killed one has staged is deleted with the next publication, or when a
 * streaming run begins on the output: only then it can never be decided.
 */
public final class BatchRun {

    private static final String RECORD = "_run.json";

    private final Path outputBase;
    private final RunRecord run;
    private final Optional<CurrentRun> before;

    /**
     * @param run its record, which becomes run.json
     * @param before whose the output was when the batch began, and how far that run's log had come;
     *     empty: nobody's
     */
    BatchRun(Path outputBase, RunRecord run, Optional<CurrentRun> before) {
        this.outputBase = requireNonNull(outputBase, "outputBase");
        this.run = requireNonNull(run, "run");
        this.before = requireNonNull(before, "before");
    }

    Path outputBase() {
        return outputBase;
    }

    RunRecord run() {
        return run;
    }

    /** Notes it beside what it will stage: so long as that is there, the output was not cleaned. */
    void begin(StoredFiles files) throws IOException {
        JsonFile.write(files, recordFile(), run);
    }

    /**
     * Fails if the batch can never be published.
     *
     * @throws SmsReportsException if the output has passed on or was cleaned since the batch began
     * @throws IOException if the storage does not say
     */
    public void requireOutput() throws IOException {
        if (!CurrentRun.of(outputBase).equals(before)
                || StoredFiles.DIRECT.status(recordFile()).isEmpty()) {
            throw passedOn();
        }
    }

    /**
     * Decides that the batch is published, whoever carries that out: by one entry in the log of the
     * run before, which ends that run; on an output of nobody by being the first to create
     * run.json.
     *
     * @param journal the fingerprint of what is to be carried out, which is staged
     * @throws SmsReportsException if another start was faster: nothing is published, ever
     */
    void decide(StoredFiles files, String journal) throws IOException {
        boolean decided =
                before.isPresent()
                        ? before.get()
                                .run()
                                .log(outputBase)
                                .append(
                                        files,
                                        before.get().position(),
                                        LogEntry.publish(run.runId(), journal))
                        : new FirstRun(files, outputBase, run).claim().isEmpty();
        if (!decided) {
            throw passedOn();
        }
    }

    private SmsReportsException passedOn() {
        return new SmsReportsException(
                ErrorCode.OUTPUT_TAKEN,
                "Output %s is not what it was when batch run %s began: another start was faster, or it was cleaned. Nothing of this batch is published; give the command again if its dates still need it."
                        .formatted(PlaceName.of(outputBase), run.runId()));
    }

    private Path recordFile() {
        return new Path(OutputFolders.staging(outputBase, run.runId()), RECORD);
    }

    /**
     * The batches that have staged something, by their ids. Listed before a decision, they are
     * those that began before it, and can never be decided after it.
     */
    static List<String> staged(StoredFiles files, Path outputBase) throws IOException {
        List<String> found = new ArrayList<>();
        for (FileStatus folder : files.list(OutputFolders.staging(outputBase))) {
            found.add(folder.getPath().getName());
        }
        return found;
    }

    /** Deletes what a batch has staged, and the folder for all of them if it is empty then. */
    static void deleteStaged(StoredFiles files, Path outputBase, String batch) throws IOException {
        files.deleteTree(OutputFolders.staging(outputBase, batch));
        Path all = OutputFolders.staging(outputBase);
        if (!files.list(all).isEmpty()) {
            return;
        }
        try {
            // Not with what is in it: another batch may have begun since.
            files.delete(all);
        } catch (IOException e) {
            if (files.list(all).isEmpty()) {
                throw e;
            }
        }
    }
}
