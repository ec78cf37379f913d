package io.smsreports.run;

import static java.util.Objects.requireNonNull;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.ownership.CommitLog;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.PutIfAbsent;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a run keeps its commit log: in the output, or in another place that all who may start the
 * run share. The storage must create a file on the condition that there is none, which is tried at
 * each start.
 *
 * @param place where the user wants the log; empty: in the output, or beside the checkpoints if
 *     only they can
 * @param allowUnfenced whether the user accepts that two jobs may publish twice
 */
public record Fence(Optional<Path> place, boolean allowUnfenced) {

    private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

    private static final String FOLDER = "commits";

    /** What users do who have not said anything. */
    public static final Fence IN_OUTPUT = new Fence(Optional.empty(), false);

    public Fence {
        requireNonNull(place, "place");
    }

    /** Where the log of a run lies in its output. */
    static Path inOutput(Path outputBase, String runId) {
        return new Path(OutputFolders.runFile(outputBase, FOLDER), runId);
    }

    /**
     * The log of a new run.
     *
     * @param checkpoints CHECKPOINT_BASE
     * @throws SmsReportsException if no place can keep it
     */
    CommitLog logOf(Path outputBase, String runId, Path checkpoints) throws IOException {
        Path first =
                place.map(folder -> new Path(folder, runId)).orElse(inOutput(outputBase, runId));
        Optional<SmsReportsException> unable = failure(first);
        if (unable.isEmpty()) {
            return new CommitLog(first, true);
        }
        Path second = new Path(new Path(checkpoints, FOLDER), runId);
        if (place.isEmpty() && failure(second).isEmpty()) {
            LOG.info("{}. The run keeps its commit log in {}.", unable.get().getMessage(), second);
            return new CommitLog(second, true);
        }
        return unfenced(first, unable.get());
    }

    /** Whether a folder's storage can keep a commit log. */
    static boolean canKeepLog(Path folder) throws IOException {
        return failure(folder).isEmpty();
    }

    /** Whether a run's log lies where the user wants it. */
    boolean isWhere(CommitLog log) {
        return place.isEmpty()
                || PlaceName.of(place.get()).equals(PlaceName.of(log.folder().getParent()));
    }

    /** Fails unless the log of an output's run can be written, and keeps others away. */
    void requireLog(RunRequest request, RunRecord run) throws IOException {
        CommitLog log = run.log(request.outputBase());
        if (!log.fenced()) {
            if (!allowUnfenced) {
                throw Refusal.unfenced(request, run);
            }
            warn(log.folder());
            return;
        }
        Optional<SmsReportsException> unable = failure(log.folder());
        if (unable.isPresent()) {
            throw unable.get();
        }
    }

    private CommitLog unfenced(Path log, SmsReportsException unable) throws SmsReportsException {
        if (!allowUnfenced) {
            throw new SmsReportsException(
                    ErrorCode.STORAGE_UNUSABLE,
                    "%s. Name a place that can with --commit-log, such as a local folder that all who start this job share, or accept with --unfenced that two jobs may publish twice."
                            .formatted(unable.getMessage()),
                    unable);
        }
        warn(log);
        return new CommitLog(log, false);
    }

    private static void warn(Path log) {
        LOG.warn(
                "{} cannot keep a second job away: two that are started at once may publish twice.",
                PlaceName.of(log));
    }

    private static Optional<SmsReportsException> failure(Path folder) throws IOException {
        try {
            PutIfAbsent.require(folder);
            return Optional.empty();
        } catch (SmsReportsException e) {
            return Optional.of(e);
        }
    }
}
