package io.smsreports.run;

import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.AbstractChannelStateHandle;
import org.apache.flink.runtime.state.AbstractMergedChannelStateHandle;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateBackendHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.filemerging.SegmentFileStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/**
 * The files that a checkpoint's metadata refers to. State below Flink's threshold lies within the
 * metadata and needs none. Kinds of state that Flink may invent later are taken for sound: then the
 * restore itself finds what is wrong.
 */
final class StateFiles {

    private final StoredFiles files;

    StateFiles(StoredFiles files) {
        this.files = files;
    }

    /** What is wrong with the first state file that is missing or shorter than it was written. */
    Optional<String> firstLost(CheckpointMetadata metadata) throws IOException {
        Map<Path, Long> expected = new LinkedHashMap<>();
        for (OperatorState operator : metadata.getOperatorStates()) {
            for (OperatorSubtaskState subtask : operator.getStates()) {
                addSubtask(expected, subtask);
            }
        }
        for (Map.Entry<Path, Long> file : expected.entrySet()) {
            OptionalLong length = files.length(file.getKey());
            if (length.isEmpty()) {
                return Optional.of("its state file " + PlaceName.of(file.getKey()) + " is missing");
            }
            if (length.getAsLong() < file.getValue()) {
                return Optional.of(
                        String.format(
                                "its state file %s has %d of %d bytes",
                                PlaceName.of(file.getKey()), length.getAsLong(), file.getValue()));
            }
        }
        return Optional.empty();
    }

    private static void addSubtask(Map<Path, Long> expected, OperatorSubtaskState subtask) {
        for (OperatorStateHandle handle : subtask.getManagedOperatorState()) {
            addStream(expected, handle.getDelegateStateHandle());
        }
        for (OperatorStateHandle handle : subtask.getRawOperatorState()) {
            addStream(expected, handle.getDelegateStateHandle());
        }
        for (KeyedStateHandle handle : subtask.getManagedKeyedState()) {
            addKeyed(expected, handle);
        }
        for (KeyedStateHandle handle : subtask.getRawKeyedState()) {
            addKeyed(expected, handle);
        }
        subtask.getInputChannelState().forEach(handle -> addChannel(expected, handle));
        subtask.getUpstreamOutputBufferState().forEach(handle -> addChannel(expected, handle));
        subtask.getResultSubpartitionState().forEach(handle -> addChannel(expected, handle));
    }

    private static void addKeyed(Map<Path, Long> expected, KeyedStateHandle handle) {
        if (handle instanceof KeyGroupsStateHandle keyGroups) {
            addStream(expected, keyGroups.getDelegateStateHandle());
        } else if (handle instanceof IncrementalRemoteKeyedStateHandle incremental) {
            incremental.streamSubHandles().forEach(file -> addStream(expected, file));
        } else if (handle instanceof ChangelogStateBackendHandle changelog) {
            for (KeyedStateHandle materialized : changelog.getMaterializedStateHandles()) {
                addKeyed(expected, materialized);
            }
            for (ChangelogStateHandle changes : changelog.getNonMaterializedStateHandles()) {
                addChanges(expected, changes);
            }
        }
    }

    private static void addChanges(Map<Path, Long> expected, ChangelogStateHandle changes) {
        if (changes instanceof ChangelogStateHandleStreamImpl streams) {
            for (Tuple2<StreamStateHandle, Long> stream : streams.getHandlesAndOffsets()) {
                addStream(expected, stream.f0);
            }
        }
    }

    private static void addChannel(Map<Path, Long> expected, StateObject handle) {
        if (handle instanceof AbstractChannelStateHandle<?> channel) {
            addStream(expected, channel.getDelegate());
        } else if (handle instanceof AbstractMergedChannelStateHandle<?, ?> merged) {
            addStream(expected, merged.getDelegate());
        }
    }

    private static void addStream(Map<Path, Long> expected, StreamStateHandle handle) {
        if (handle instanceof FileStateHandle file) {
            expected.merge(file.getFilePath(), file.getStateSize(), Math::max);
        } else if (handle instanceof SegmentFileStateHandle segment) {
            expected.merge(
                    segment.getFilePath(),
                    segment.getStartPos() + segment.getStateSize(),
                    Math::max);
        }
    }
}
