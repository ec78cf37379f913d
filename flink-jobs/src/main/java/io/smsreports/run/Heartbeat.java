package io.smsreports.run;

import static java.util.Objects.requireNonNull;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.JsonFile;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.core.fs.Path;

/**
 * That a job lives on an output, and how far it has committed: {@code
 * OUTPUT_BASE/_sms-reports/heartbeat.json}. The live job renews it every {@link #interval}; {@link
 * RunRules} refuses a second job while it does. A job that finds another's fresher heartbeat ends
 * itself, so of two jobs that slipped past the rules one remains; and so does one that finds more
 * committed than it knows of, which would publish it again.
 *
 * @param token one start or restart of the job
 * @param runId the run that it works on
 * @param host the machine, or the container, of the process
 * @param pid the process on that machine
 * @param jobId Flink's id of the job
 * @param at when it was written, by that machine's clock
 * @param interval how often it is renewed
 * @param committedCheckpoint the run's greatest checkpoint that is committed, or 0
 */
public record Heartbeat(
        String token,
        String runId,
        String host,
        long pid,
        String jobId,
        Instant at,
        Duration interval,
        long committedCheckpoint) {

    /** How often a job renews its heartbeat: often enough that a restart soon sees a dead one. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final String FILE = "heartbeat.json";

    public Heartbeat {
        requireNonNull(token, "token");
        requireNonNull(runId, "runId");
        requireNonNull(host, "host");
        requireNonNull(jobId, "jobId");
        requireNonNull(at, "at");
        requireNonNull(interval, "interval");
    }

    /** This process's first heartbeat under a new token, not written yet. */
    public static Heartbeat ofThisProcess(String runId, String jobId, Instant now) {
        return new Heartbeat(
                UUID.randomUUID().toString(),
                runId,
                OwnHost.name(),
                ProcessHandle.current().pid(),
                jobId,
                now,
                INTERVAL,
                0);
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
     * Writes the next heartbeat.
     *
     * @param committed the greatest checkpoint that this job has seen committed or resumes from, or
     *     0
     * @return what was written, to renew the next time
     * @throws SmsReportsException if another token stands there that is fresher than this
     *     heartbeat, if run.json names another run by now, or if a job has committed more of this
     *     run than this one knows: it would publish that again. Nothing is written then
     */
    public Heartbeat renew(Path outputBase, Instant now, long committed) throws IOException {
        long committedSoFar = Math.max(committed, committedCheckpoint);
        Optional<RunRecord> run = RunRecord.read(outputBase);
        if (run.isPresent()) {
            refuseOtherRun(outputBase, run.get());
            refuseFurther(outputBase, run.get().committedCheckpoint(), committedSoFar);
        }
        Optional<Heartbeat> found = read(outputBase);
        if (found.isPresent()) {
            refuseFresher(outputBase, found.get());
            if (found.get().runId.equals(runId)) {
                refuseFurther(outputBase, found.get().committedCheckpoint, committedSoFar);
            }
        }
        Heartbeat next =
                new Heartbeat(token, runId, host, pid, jobId, now, interval, committedSoFar);
        JsonFile.write(StoredFiles.DIRECT, fileIn(outputBase), next);
        return next;
    }

    /**
     * Takes the heartbeat away when the job ends cleanly, so that the next start need not wait. The
     * committed checkpoint moves to run.json. Another job's heartbeat stays.
     */
    public void end(Path outputBase) throws IOException {
        Optional<Heartbeat> found = read(outputBase);
        if (found.isEmpty() || !found.get().token.equals(token)) {
            return;
        }
        long committed = Math.max(committedCheckpoint, found.get().committedCheckpoint);
        Optional<RunRecord> run = RunRecord.read(outputBase);
        if (run.isPresent()
                && run.get().runId().equals(runId)
                && run.get().committedCheckpoint() < committed) {
            run.get().withCommittedCheckpoint(committed).write(StoredFiles.DIRECT, outputBase);
        }
        StoredFiles.DIRECT.delete(fileIn(outputBase));
    }

    private void refuseOtherRun(Path outputBase, RunRecord run) throws SmsReportsException {
        if (!run.runId().equals(runId)) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_TAKEN,
                    String.format(
                            "Output %s has passed from run %s to run %s. This job ends.",
                            PlaceName.of(outputBase), runId, run.runId()));
        }
    }

    private void refuseFurther(Path outputBase, long onOutput, long committedSoFar)
            throws SmsReportsException {
        if (onOutput > committedSoFar) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_TAKEN,
                    String.format(
                            "Output %s has been taken by another job: run %s is committed up to"
                                    + " checkpoint %d, and this job knows it up to %d. This job"
                                    + " ends.",
                            PlaceName.of(outputBase), runId, onOutput, committedSoFar));
        }
    }

    private void refuseFresher(Path outputBase, Heartbeat other) throws SmsReportsException {
        if (!other.token.equals(token) && other.at.isAfter(at)) {
            throw new SmsReportsException(
                    ErrorCode.OUTPUT_TAKEN,
                    String.format(
                            "Output %s has been taken by another job: run %s, Flink job %s on host"
                                    + " %s (process %d). This job ends.",
                            PlaceName.of(outputBase),
                            other.runId,
                            other.jobId,
                            other.host,
                            other.pid));
        }
    }

    /** Whether its process is known to have ended, which only its own host can know. */
    boolean hasDeadProcess() {
        return isOfThisHost() && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
    }

    /** Whether it was written on this host, by the same clock. */
    boolean isOfThisHost() {
        return host.equals(OwnHost.name());
    }

    private static Path fileIn(Path outputBase) {
        return OutputFolders.runFile(outputBase, FILE);
    }
}
