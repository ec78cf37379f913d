package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.Set;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;

/**
 * The state that a checkpoint or savepoint holds, by operator. Flink refuses to restore it into a
 * job that lacks one of the operators, but only when the job is running, and with a stack trace.
 */
public final class RestoredState {

    private final String folder;

    /**
     * @param folder the folder of the checkpoint or savepoint, which {@link RunRules} has checked
     */
    public RestoredState(String folder) {
        this.folder = folder;
    }

    /**
     * Fails unless a job can restore it.
     *
     * @param operators those of the job
     * @throws SmsReportsException if it holds the state of others
     */
    public void requireFits(Set<OperatorID> operators) throws IOException {
        long others =
                load().getOperatorStates().stream()
                        .filter(state -> !operators.contains(state.getOperatorID()))
                        .filter(RestoredState::holdsAny)
                        .count();
        if (others > 0) {
            throw Refusal.otherProgram(folder, others);
        }
    }

    private static boolean holdsAny(OperatorState state) {
        return state.getCoordinatorState() != null
                || state.getStates().stream().anyMatch(OperatorSubtaskState::hasState);
    }

    private CheckpointMetadata load() throws IOException {
        try {
            return MetadataFile.load(StoredFiles.DIRECT, new Path(folder));
        } catch (SmsReportsException e) {
            if (e.code() != ErrorCode.STATE_DAMAGED) {
                throw e;
            }
            throw new SmsReportsException(
                    ErrorCode.STATE_DAMAGED,
                    folder + ": " + e.getMessage() + " since it was checked",
                    e);
        }
    }
}
