package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.LogEntry;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules for starting a run on an output. A published number never changes, so a run starts only
 * where it can resume exactly from what lies there: {@link StreamingStart} from its own newest
 * checkpoint, or on an output that holds nothing; {@link BatchStart} on nothing, or to overwrite.
 * All else is refused with what to do. A streaming start that is allowed has written run.json, a
 * batch does so when it is published; a refused one has changed nothing, but for what a killed
 * process left half done: its heartbeat is ended, and a batch that it was publishing is completed.
 *
 * <p>Two starts at the same moment may both be allowed: which of them owns the output is decided by
 * the run's commit log, when their jobs begin.
 *
 * <p>Called by the job's main before it builds the pipeline, with Flink's file systems initialised.
 */
public final class RunRules {

    private static final Logger LOG = LoggerFactory.getLogger(RunRules.class);

    private final WallClock clock;
    private final StoredFiles files = StoredFiles.DIRECT;

    /** Rules by this machine's clock. */
    public RunRules() {
        this(WallClock.SYSTEM);
    }

    RunRules(WallClock clock) {
        this.clock = clock;
    }

    /**
     * Decides whether, and from where, the run may start. May watch for two heartbeats whether
     * another job lives on the output, if its process cannot be seen from here.
     *
     * @throws SmsReportsException if it may not, with one line for the user
     * @throws IOException if the storage does not answer
     */
    public RunStart start(RunRequest request) throws IOException {
        try {
            refuseBesideLiveJob(request);
            refuseHalfCleaned(request);
            OutputAtStart output =
                    OutputAtStart.read(request, completePublication(request), files, clock);
            refuseBesideBeginningJob(output);
            RunStart start =
                    request.mode() == RunMode.BATCH
                            ? new BatchStart(output).decide()
                            : new StreamingStart(output).decide();
            if (!start.alreadyDone()) {
                new BatchPublisher(clock, files).acknowledge(request.outputBase());
            }
            return start;
        } catch (SmsReportsException e) {
            throw e.code() == ErrorCode.STATE_DAMAGED ? Refusal.damagedFile(e) : e;
        }
    }

    /**
     * The heartbeat of a job that lives on an output, or empty if none does; for a command that
     * would take the output away from under it. May watch for two heartbeats.
     */
    public Optional<Heartbeat> liveJob(Path outputBase) throws IOException {
        return new HeartbeatWatch(clock).liveOn(outputBase);
    }

    private void refuseBesideLiveJob(RunRequest request) throws IOException {
        Optional<Heartbeat> last = Heartbeat.read(request.outputBase());
        Optional<Heartbeat> live = liveJob(request.outputBase());
        if (live.isPresent()) {
            throw Refusal.liveJob(request, live.get());
        }
        // What a killed job could not do; another job's, begun meanwhile, stays.
        if (last.isPresent()) {
            last.get().end(request.outputBase());
        }
    }

    /**
     * One that has written its start to the log since this one has looked for a heartbeat: its
     * submitter has been told that the output is its own, so it must not be taken from it.
     */
    private void refuseBesideBeginningJob(OutputAtStart output) throws IOException {
        Optional<LogEntry> last =
                output.current()
                        .flatMap(of -> of.position().entry())
                        .filter(entry -> entry.kind() == LogEntry.Kind.START);
        if (last.isEmpty()) {
            return;
        }
        Optional<Heartbeat> live =
                new HeartbeatWatch(clock)
                        .firstOf(output.request().outputBase(), last.get().token());
        if (live.isPresent()) {
            throw Refusal.liveJob(output.request(), live.get());
        }
    }

    /** What is left of it is no output that a run could go on from. */
    private static void refuseHalfCleaned(RunRequest request) throws IOException {
        Optional<CurrentRun> current = CurrentRun.of(request.outputBase());
        if (current.filter(CurrentRun::isBeingCleaned).isPresent()) {
            throw Refusal.halfCleaned(request);
        }
    }

    private Optional<Publication> completePublication(RunRequest request) throws IOException {
        Optional<Publication> finished =
                new BatchPublisher(clock, files).resume(request.outputBase());
        finished.ifPresent(
                done ->
                        LOG.info(
                                "Completed the publishing of batch run {} that an earlier process"
                                        + " had begun on {}.",
                                done.runId(),
                                request.output()));
        return finished;
    }
}
