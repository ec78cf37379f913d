package io.smsreports.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.HeldFile;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.FileSourceSplitSerializer;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;

final class CdrFileEnumeratorStateSerializerTest {

    private static final Path FILE = new Path("s3://bucket/in/Stra\u00dfe 1.csv");
    private static final FileSourceSplit WAITING = new FileSourceSplit("id", FILE, 0, 9, 5, 9);

    private final CdrFileEnumeratorStateSerializer serializer =
            new CdrFileEnumeratorStateSerializer();

    @Test
    void keepsWhatWaitsAndTheVersionOfEveryFile() throws IOException {
        Map<Path, FileVersion> versions =
                Map.of(
                        FILE,
                        new FileVersion(9, 1_598_745_600_123L),
                        new Path("s3://bucket/in/b.csv"),
                        new FileVersion(0, 0));

        Map<Path, FileAttempt> attempts =
                Map.of(
                        FILE,
                        FileAttempt.FIRST.next().failed(new FileVersion(9, 7), true),
                        new Path("s3://bucket/in/b.csv"),
                        FileAttempt.FIRST.failed(new FileVersion(0, 0), false).gone());

        CdrFileEnumeratorState restored =
                serializer.deserialize(
                        serializer.getVersion(),
                        serializer.serialize(
                                new CdrFileEnumeratorState(List.of(WAITING), versions, attempts)));

        assertThat(restored.waiting()).extracting(FileSourceSplit::splitId).containsExactly("id");
        assertThat(restored.versions()).isEqualTo(versions);
        assertThat(restored.attempts()).isEqualTo(attempts);
    }

    /** Its state ended before the attempts. */
    @Test
    void readsTheVersionBefore() throws IOException {
        Map<Path, FileVersion> versions = Map.of(FILE, new FileVersion(9, 1));
        byte[] state =
                serializer.serialize(
                        new CdrFileEnumeratorState(List.of(WAITING), versions, Map.of()));

        CdrFileEnumeratorState restored =
                serializer.deserialize(2, Arrays.copyOf(state, state.length - Integer.BYTES));

        assertThat(restored.versions()).isEqualTo(versions);
        assertThat(restored.attempts()).isEmpty();
    }

    /** What a file's head holds is in its split. */
    @Test
    void keepsWhatIsKnownOfTheHeadsOfTheFilesThatWait() throws IOException {
        FileSourceSplit peeked = new CdrFileSplit(WAITING, 1_598_745_600_123L);

        byte[] state = serializer.serialize(CdrFileEnumeratorState.of(List.of(peeked)));

        assertThat(serializer.deserialize(serializer.getVersion(), state).waiting())
                .extracting(CdrFileSplit::headOf)
                .containsExactly(1_598_745_600_123L);
    }

    /** As jobs before have written them, also those that readers have in work. */
    @Test
    void readsSplitsOfTheVersionBeforeAsUnknownFiles() throws IOException {
        FileSourceSplit inWork =
                WAITING.updateWithCheckpointedPosition(new CheckpointedPosition(7, 0));

        FileSourceSplit restored =
                CdrFileSplitSerializer.INSTANCE.deserialize(
                        1, FileSourceSplitSerializer.INSTANCE.serialize(inWork));

        assertThat(CdrFileSplit.headOf(restored)).isEqualTo(HeldFile.UNKNOWN);
        assertThat(restored.getReaderPosition()).isEqualTo(inWork.getReaderPosition());
        assertThat(restored.splitId()).isEqualTo("id");
        assertThatThrownBy(() -> CdrFileSplitSerializer.INSTANCE.deserialize(3, new byte[0]))
                .hasMessage("Unknown version of a split: 3");
    }

    @Test
    void refusesAVersionThatItDoesNotKnow() {
        assertThatThrownBy(() -> serializer.deserialize(4, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("Unknown version of the input's state: 4");
    }
}
