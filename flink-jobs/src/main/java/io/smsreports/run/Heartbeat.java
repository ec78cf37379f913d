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
 * @param runId the run that the job works on
 * @param process where it works
 * @param jobId Flink's id of the job
 * @param beat counts up; another process compares no clock, it sees whether this goes on
 * @param at when it was written, by that machine's clock, for people
 * @param interval how often it is renewed
 */
public record Heartbeat(
        String runId,
        ProcessIdentity process,
        String jobId,
        long beat,
        Instant at,
        Duration interval) {

    /** How often a job renews its heartbeat: often enough that a start soon sees a dead one. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final String FILE = "heartbeat.json";

    public Heartbeat {
        requireNonNull(runId, "runId");
        requireNonNull(process, "process");
        requireNonNull(jobId, "jobId");
        requireNonNull(at, "at");
        requireNonNull(interval, "interval");
    }

    /** This process's first heartbeat, not written yet. */
    public static Heartbeat ofThisProcess(String runId, String jobId, Instant now) {
        return new Heartbeat(runId, ProcessIdentity.ofThis(), jobId, 0, now, INTERVAL);
    }

    /**
     * The heartbeat on an output, if any.
     *
     * @throws SmsReportsException if the file is there but cannot be understood
     */
    public static Optional<Heartbeat> read(Path outputBase) throws IOException {
        return JsonFile.read(StoredFiles.DIRECT, fileIn(outputBase), Heartbeat.class);
    }

    /**
     * Writes the next heartbeat, over whoever's is there.
     *
     * @return what was written, to renew the next time
     */
    public Heartbeat renew(Path outputBase, Instant now) throws IOException {
        Heartbeat next = new Heartbeat(runId, process, jobId, beat + 1, now, interval);
        JsonFile.write(StoredFiles.DIRECT, fileIn(outputBase), next);
        return next;
    }

    /** Deletes the heartbeat when its job ends; another job's stays. */
    public void end(Path outputBase) throws IOException {
        if (read(outputBase).filter(this::isOfSameJob).isPresent()) {
            StoredFiles.DIRECT.delete(fileIn(outputBase));
        }
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
