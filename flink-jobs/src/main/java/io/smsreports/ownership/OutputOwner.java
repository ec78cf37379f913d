package io.smsreports.ownership;

import static java.util.Objects.requireNonNull;

import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.JsonFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.flink.core.fs.Path;

/**
 * What one submission of a job needs to own its run. It is made when the job is submitted and
 * travels with it: Flink's restarts, on whatever machine, are the same owner, and a second
 * submission is another.
 *
 * @param output the base folder of all outputs, for messages
 * @param runId the run
 * @param log the folder of the run's {@link CommitLog}
 * @param fenced as {@link CommitLog#fenced}
 * @param token this submission's, like no other
 * @param seen the number of the last entry when it was decided what to restore: the own start is
 *     the one after it, or the job owns nothing
 * @param restored the place of the checkpoint that the job restores first, or empty
 * @param restoredCheckpoint its number, or 0
 */
public record OutputOwner(
        String output,
        String runId,
        String log,
        boolean fenced,
        String token,
        long seen,
        String restored,
        long restoredCheckpoint)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    public OutputOwner {
        requireNonNull(output, "output");
        requireNonNull(runId, "runId");
        requireNonNull(log, "log");
        requireNonNull(token, "token");
        requireNonNull(restored, "restored");
    }

    /** A token that no other submission has. */
    public static String newToken() {
        return UUID.randomUUID().toString();
    }

    /**
     * An owner from its {@link #text}.
     *
     * @throws IOException if it is none
     */
    public static OutputOwner of(String text) throws IOException {
        return JsonFile.parse(text, OutputOwner.class);
    }

    /** The owner as text, where a setting has to carry it. */
    public String text() {
        return new String(JsonFile.bytes(this), StandardCharsets.UTF_8);
    }

    /**
     * Makes a task of the job the owner's: writes the owner's start to the log, or finds it there.
     * To be called before the task commits anything and before it lets a checkpoint pass. Waits for
     * the storage as long as it must.
     *
     * @param restoredCheckpoint the number of the checkpoint that this attempt has restored, or 0
     * @throws org.apache.flink.runtime.execution.SuppressRestartsException if the output has
     *     another owner by now: the job must end for good
     */
    public Ownership claim(long restoredCheckpoint) throws IOException, InterruptedException {
        return Ownership.claim(this, commitLog(), restoredCheckpoint);
    }

    /**
     * Whether the job has claimed the output.
     *
     * @throws SmsReportsException if the output has another owner by now: whatever becomes of the
     *     job, it publishes nothing
     * @throws IOException if the storage does not answer
     */
    public boolean hasClaimed() throws IOException {
        return Ownership.hasStart(this, commitLog());
    }

    private CommitLog commitLog() {
        return new CommitLog(new Path(log), fenced);
    }
}
