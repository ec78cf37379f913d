package io.smsreports.run;

import static java.util.Objects.requireNonNull;

import io.smsreports.ownership.OutputOwner;
import java.util.Optional;

/**
 * That a run may start, and from where.
 *
 * @param runId the run that the job continues or begins
 * @param isNew whether the run begins with this start
 * @param restorePath the checkpoint or savepoint to restore; empty: from the beginning of the input
 * @param checkpointsDir where the job keeps its checkpoints and savepoints
 * @param finishedPublication a batch that an earlier process had not published to the end, and that
 *     this start has
 * @param endsOnly that the input has ended already: the job commits what the killed one before it
 *     may have left, reads nothing and ends
 * @param owner who may commit; empty in batch, which commits by its journal
 * @param batch what is to be published when the job has ended well; empty in streaming, and where
 *     nothing is left to compute
 */
public record RunStart(
        String runId,
        boolean isNew,
        Optional<String> restorePath,
        String checkpointsDir,
        Optional<Publication> finishedPublication,
        boolean endsOnly,
        Optional<OutputOwner> owner,
        Optional<BatchRun> batch) {

    public RunStart {
        requireNonNull(runId, "runId");
        requireNonNull(restorePath, "restorePath");
        requireNonNull(checkpointsDir, "checkpointsDir");
        requireNonNull(finishedPublication, "finishedPublication");
        requireNonNull(owner, "owner");
        requireNonNull(batch, "batch");
    }

    /** Where the run resumes from, for messages. */
    public String origin() {
        if (isNew) {
            return "new";
        }
        if (endsOnly) {
            return "completing its last commit, after which it ends: its input has ended";
        }
        return restorePath.isPresent()
                ? "resuming from its newest checkpoint"
                : "resuming from the beginning, as it has no checkpoint yet";
    }

    /**
     * Whether what was asked for is published by now and nothing is left to compute: the finished
     * promotion was that of the same request.
     */
    public boolean alreadyDone() {
        return finishedPublication.map(done -> done.runId().equals(runId)).orElse(false);
    }
}
