package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.JobParameters;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what a run no longer needs when its job has ended. Called by the process that waited for
 * the job, or if nobody did, by the command that stopped it.
 *
 * @param output the base folder of all outputs
 * @param checkpoints the folder of the run's checkpoints and savepoints
 */
public record RunCleanup(Path output, String runId, Path checkpoints) {

    private static final Logger LOG = LoggerFactory.getLogger(RunCleanup.class);

    private static final int REMOVAL_ATTEMPTS = 10;

    /** The run of a job, by its {@link JobParameters}. */
    public static RunCleanup ofJob(Map<String, String> parameters) {
        return new RunCleanup(
                new Path(parameters.get(JobParameters.OUTPUT)),
                parameters.get(JobParameters.RUN),
                new Path(parameters.get(JobParameters.CHECKPOINTS)));
    }

    /** Whether the run has closed its output, and nothing is left to commit. */
    public boolean isCommitConfirmed() throws IOException {
        return ClosedOutput.read(output)
                .filter(closed -> closed.runId().equals(runId) && closed.commitConfirmed())
                .isPresent();
    }

    /** Whether a job of this run has left a savepoint. */
    public boolean hasSavepointOf(String jobId) throws IOException {
        FileSystem fileSystem = checkpoints.getFileSystem();
        if (!fileSystem.exists(checkpoints)) {
            return false;
        }
        // As Flink names it: with the first six letters of the job's id.
        String prefix = "savepoint-" + jobId.substring(0, 6) + "-";
        for (FileStatus found : fileSystem.listStatus(checkpoints)) {
            Path folder = found.getPath();
            if (folder.getName().startsWith(prefix)
                    && fileSystem.exists(new Path(folder, MetadataFile.NAME))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Cleans up behind a streaming job that has ended as finished.
     *
     * @param jobId Flink's id of the job
     * @return whether the output is closed; else the job was stopped, and has left a savepoint
     * @throws SmsReportsException if neither is so: then it is not known whether its last files are
     *     published
     */
    public boolean endOfStreamingJob(String jobId) throws IOException {
        if (deleteCheckpointsIfClosed()) {
            return true;
        }
        if (hasSavepointOf(jobId)) {
            return false;
        }
        throw new SmsReportsException(
                ErrorCode.COMMAND_FAILED,
                "the job has ended, but neither %s of run %s nor a savepoint of the job in %s is there: its last windows may be missing in %s. Look at what is missing with ./sms-reports reconcile --output DIR --input DIR; the same command goes on from the newest checkpoint if one is left."
                        .formatted(
                                PlaceName.of(ClosedOutput.fileIn(output)),
                                runId,
                                PlaceName.of(checkpoints),
                                PlaceName.of(output)));
    }

    /**
     * Removes a closed run's checkpoints: to the next start they would be those of a killed one.
     *
     * @return whether the run has closed its output
     */
    public boolean deleteCheckpointsIfClosed() throws IOException {
        Optional<ClosedOutput> closed =
                ClosedOutput.read(output).filter(of -> of.runId().equals(runId));
        if (closed.isEmpty()) {
            return false;
        }
        closed.get().confirmCommit(output);
        remove(checkpoints);
        return true;
    }

    /**
     * Flink may still be removing its own part of it, over which a removal of the whole stumbles.
     */
    private static void remove(Path checkpoints) throws IOException {
        FileSystem fileSystem = checkpoints.getFileSystem();
        for (int attempt = 0; attempt < REMOVAL_ATTEMPTS; attempt++) {
            if (fileSystem.delete(checkpoints, true) || !fileSystem.exists(checkpoints)) {
                return;
            }
        }
        LOG.warn("{} cannot be removed; its run is closed and does not need it.", checkpoints);
    }
}
