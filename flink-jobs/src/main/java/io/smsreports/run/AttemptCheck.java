package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Whether an attempt of the owner's job may go on from what it has restored. Asked once the owner
 * has claimed the output, and before a checkpoint can complete.
 *
 * @param output the base folder of all outputs
 * @param runId the run
 * @param owner the token of the job's owner
 */
record AttemptCheck(Path output, String runId, String owner) {

    private static final StoredFiles FILES = StoredFiles.DIRECT;

    /** As Flink names them. */
    private static final String SAVEPOINT = "savepoint-";

    /**
     * Fails if the run is no longer the output's, as when that was cleaned before the job began; or
     * if the job was stopped with a savepoint that this attempt has not restored. Flink knows no
     * way back to such a savepoint when a task fails while it stops, and restores an older
     * checkpoint; but a task of the attempt before, on a machine that does not answer, may still
     * commit the savepoint's files at any time.
     *
     * @param restored the number of the checkpoint that the attempt has restored, or 0
     * @throws SuppressRestartsException if so: the job must end for good
     * @throws IOException if the storage does not answer
     */
    void require(long restored) throws IOException {
        Optional<RunRecord> run = CurrentRun.of(output).map(CurrentRun::run);
        if (run.isEmpty()) {
            // The storage may be away. Whether it was cleaned, the commit log says.
            throw new FileNotFoundException(
                    "There is no _sms-reports/run.json in %s: bring the storage back, or stop this job."
                            .formatted(PlaceName.of(output)));
        }
        if (!run.get().runId().equals(runId)) {
            throw ended(
                    "Output %s has passed from run %s to %s. This job ends."
                            .formatted(PlaceName.of(output), runId, run.get().runId()));
        }
        for (FileStatus found : FILES.list(new Path(run.get().checkpoints()))) {
            Path folder = found.getPath();
            if (folder.getName().startsWith(SAVEPOINT) && isOfLaterStop(folder, restored)) {
                throw ended(
                        "Run %s of output %s was stopped with %s, and not to the end: this attempt has restored checkpoint %d, which would publish again what that savepoint has. This job ends; the same command resumes from the savepoint."
                                .formatted(
                                        runId,
                                        PlaceName.of(output),
                                        PlaceName.of(folder),
                                        restored));
            }
        }
    }

    private boolean isOfLaterStop(Path folder, long restored) throws IOException {
        try {
            CheckpointMetadata savepoint = MetadataFile.load(FILES, folder);
            CheckpointProperties properties = savepoint.getCheckpointProperties();
            return savepoint.getCheckpointId() > restored
                    && properties != null
                    && properties.isSynchronous()
                    && OwnerState.in(savepoint).filter(owner::equals).isPresent();
        } catch (SmsReportsException e) {
            if (e.code() == ErrorCode.STATE_DAMAGED) {
                // Nothing of it is committed before it is complete.
                return false;
            }
            throw e;
        }
    }

    private static SuppressRestartsException ended(String message) {
        return new SuppressRestartsException(
                new SmsReportsException(ErrorCode.OUTPUT_TAKEN, message));
    }
}
