package io.smsreports.run;

import static java.util.Objects.requireNonNull;

import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.ProcessIdentity;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * That a job lives on an output: {@code OUTPUT_BASE/_sms-reports/heartbeat.json}, which the live
 * job renews every {@link #interval}. It makes the refusal of a second start quick and friendly,
 * and nothing rests on it: who may commit is in the {@link io.smsreports.ownership.CommitLog}.
 *
 * <p>That of a streaming job stays when the job has ended, and says so: the next start knows then
 * that the last owner of the log is not one that is about to beat for the first time.
 *
 * @param runId the run that the job works on
 * @param owner the token of the {@link io.smsreports.ownership.OutputOwner}; empty in batch
 * @param process where it works
 * @param jobId Flink's id of the job
 * @param beat counts up; another process compares no clock, it sees whether this goes on
 * @param at when it was written, by that machine's clock, for people
 * @param interval how often it is renewed
 * @param ended whether the job has ended, as far as it could still say so
 */
public record Heartbeat(
        String runId,
        String owner,
        ProcessIdentity process,
        String jobId,
        long beat,
        Instant at,
        Duration interval,
        boolean ended) {

    /** How often a job renews its heartbeat: often enough that a start soon sees a dead one. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final String FILE = "heartbeat.json";

    public Heartbeat {
        requireNonNull(runId, "runId");
        requireNonNull(owner, "owner");
        requireNonNull(process, "process");
        requireNonNull(jobId, "jobId");
        requireNonNull(at, "at");
        requireNonNull(interval, "interval");
    }

    /** This process's first heartbeat, not written yet. */
    public static Heartbeat ofThisProcess(String runId, String owner, String jobId, Instant now) {
        return new Heartbeat(
                runId, owner, ProcessIdentity.ofThis(), jobId, 0, now, INTERVAL, false);
    }

    /**
     * The heartbeat on an output, if its job has not ended.
     *
     * @throws SmsReportsException if the file is there but cannot be understood
     */
    public static Optional<Heartbeat> read(Path outputBase) throws IOException {
        return last(outputBase).filter(beat -> !beat.ended);
    }

    /**
     * The last heartbeat on an output, also of a job that has ended.
     *
     * @throws SmsReportsException if the file is there but cannot be understood
     */
    static Optional<Heartbeat> last(Path outputBase) throws IOException {
        return JsonFile.read(StoredFiles.DIRECT, fileIn(outputBase), Heartbeat.class);
    }

    /**
     * Writes the next heartbeat, over whoever's is there.
     *
     * @return what was written, to renew the next time
     */
    public Heartbeat renew(Path outputBase, Instant now) throws IOException {
        Heartbeat next =
                new Heartbeat(runId, owner, process, jobId, beat + 1, now, interval, false);
        JsonFile.write(StoredFiles.DIRECT, fileIn(outputBase), next);
        return next;
    }

    /** Ends the heartbeat when its job ends, a batch's without a trace; another job's stays. */
    public void end(Path outputBase) throws IOException {
        Optional<Heartbeat> last = read(outputBase).filter(this::isOfSameJob);
        if (last.isEmpty()) {
            return;
        }
        if (owner.isEmpty()) {
            StoredFiles.DIRECT.delete(fileIn(outputBase));
            return;
        }
        Heartbeat end =
                new Heartbeat(
                        runId,
                        owner,
                        process,
                        jobId,
                        last.get().beat,
                        last.get().at,
                        interval,
                        true);
        JsonFile.write(StoredFiles.DIRECT, fileIn(outputBase), end);
    }

    private boolean isOfSameJob(Heartbeat other) {
        return process.equals(other.process)
                && jobId.equals(other.jobId)
                && runId.equals(other.runId);
    }

    private static Path fileIn(Path outputBase) {
        return OutputFolders.runFile(outputBase, FILE);
    }
}
