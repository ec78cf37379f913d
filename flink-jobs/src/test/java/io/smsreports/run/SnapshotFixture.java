package io.smsreports.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;

/** Writes checkpoints and savepoints as Flink does. */
final class SnapshotFixture {

    private SnapshotFixture() {}

    /** A complete checkpoint or savepoint without state. */
    static Path complete(Path folder, long checkpointId) throws IOException {
        return store(folder, new CheckpointMetadata(checkpointId, List.of(), List.of()));
    }

    /** A complete one that an owner has taken, by its token. */
    static Path complete(Path folder, long checkpointId, String owner) throws IOException {
        return store(
                folder, new CheckpointMetadata(checkpointId, List.of(ofOwner(owner)), List.of()));
    }

    /** One with which an owner's job was stopped. */
    static Path stopSavepoint(Path folder, long checkpointId, String owner) throws IOException {
        CheckpointProperties properties =
                CheckpointProperties.forSyncSavepoint(true, false, SavepointFormatType.CANONICAL);
        return store(
                folder,
                new CheckpointMetadata(
                        checkpointId, List.of(ofOwner(owner)), List.of(), properties));
    }

    private static OperatorState ofOwner(String owner) throws IOException {
        DataOutputSerializer state = new DataOutputSerializer(64);
        StringSerializer.INSTANCE.serialize(owner, state);
        OperatorStateHandle handle =
                new OperatorStreamStateHandle(
                        Map.of(
                                OwnerState.DESCRIPTOR.getName(),
                                new OperatorStateHandle.StateMetaInfo(
                                        new long[] {0}, OperatorStateHandle.Mode.SPLIT_DISTRIBUTE)),
                        new ByteStreamStateHandle("state", state.getCopyOfBuffer()));
        OperatorState operator = new OperatorState(null, null, new OperatorID(1, 2), 1, 128);
        operator.putState(
                0,
                OperatorSubtaskState.builder()
                        .setManagedOperatorState(StateObjectCollection.singleton(handle))
                        .build());
        return operator;
    }

    /** A complete one that was written at the given second since 1970. */
    static Path complete(Path folder, long checkpointId, long writtenAt) throws IOException {
        complete(folder, checkpointId);
        Files.setLastModifiedTime(
                folder.resolve("_metadata"), FileTime.fromMillis(writtenAt * 1000));
        return folder;
    }

    /** One whose operator state lies in a file, by its absolute path. */
    static Path withOperatorState(Path folder, long checkpointId, Path state, long bytes)
            throws IOException {
        OperatorStateHandle handle =
                new OperatorStreamStateHandle(
                        Map.of(),
                        new FileStateHandle(
                                new org.apache.flink.core.fs.Path(state.toUri()), bytes));
        return store(
                folder,
                checkpointId,
                OperatorSubtaskState.builder()
                        .setManagedOperatorState(StateObjectCollection.singleton(handle))
                        .build());
    }

    /** One whose keyed state lies in a file beside its metadata, as in a savepoint. */
    static Path withKeyedState(Path folder, long checkpointId, String state, long bytes)
            throws IOException {
        KeyGroupsStateHandle handle =
                new KeyGroupsStateHandle(
                        new KeyGroupRangeOffsets(KeyGroupRange.of(0, 0), new long[] {0}),
                        new RelativeFileStateHandle(
                                new org.apache.flink.core.fs.Path(folder.resolve(state).toUri()),
                                state,
                                bytes));
        return store(
                folder,
                checkpointId,
                OperatorSubtaskState.builder()
                        .setManagedKeyedState(StateObjectCollection.singleton(handle))
                        .build());
    }

    /** One whose metadata breaks off. */
    static Path torn(Path folder, long checkpointId) throws IOException {
        complete(folder, checkpointId);
        Path metadata = folder.resolve("_metadata");
        byte[] whole = Files.readAllBytes(metadata);
        Files.write(metadata, java.util.Arrays.copyOf(whole, whole.length / 2));
        return folder;
    }

    /** What a checkpoint leaves that was never completed. */
    static Path unfinished(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("0f6a"), "state");
        return folder;
    }

    private static Path store(Path folder, long checkpointId, OperatorSubtaskState subtask)
            throws IOException {
        OperatorState operator = new OperatorState(null, null, new OperatorID(1, 2), 1, 128);
        operator.putState(0, subtask);
        return store(folder, new CheckpointMetadata(checkpointId, List.of(operator), List.of()));
    }

    private static Path store(Path folder, CheckpointMetadata metadata) throws IOException {
        Files.createDirectories(folder);
        try (OutputStream out = Files.newOutputStream(folder.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(metadata, out);
        }
        return folder;
    }
}
