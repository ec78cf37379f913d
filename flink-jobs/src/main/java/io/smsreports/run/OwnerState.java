package io.smsreports.run;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.OperatorStateHandle;

/**
 * Whose a checkpoint is: the token of its {@link io.smsreports.ownership.OutputOwner}, which {@link
 * RunLifecycleOperator} keeps in its state.
 */
final class OwnerState {

    /** No other operator of the job has a state of this name. */
    private static final String NAME = "output-owner";

    static final ListStateDescriptor<String> DESCRIPTOR =
            new ListStateDescriptor<>(NAME, Types.STRING);

    private OwnerState() {}

    /**
     * The token in a checkpoint or savepoint, or empty if it holds none or has lost the file with
     * it.
     *
     * @throws IOException if the storage does not answer
     */
    static Optional<String> in(CheckpointMetadata metadata) throws IOException {
        for (OperatorState operator : metadata.getOperatorStates()) {
            for (OperatorSubtaskState subtask : operator.getStates()) {
                for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
                    OperatorStateHandle.StateMetaInfo found =
                            handle.getStateNameToPartitionOffsets().get(NAME);
                    if (found != null && found.getOffsets().length > 0) {
                        return Optional.of(read(handle, found.getOffsets()[0]));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static String read(OperatorStateHandle handle, long offset) throws IOException {
        try (FSDataInputStream in = handle.openInputStream()) {
            in.seek(offset);
            return StringSerializer.INSTANCE.deserialize(new DataInputViewStreamWrapper(in));
        } catch (FileNotFoundException | EOFException lost) {
            return "";
        }
    }
}
