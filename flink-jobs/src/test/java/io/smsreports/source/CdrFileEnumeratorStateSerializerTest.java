package io.smsreports.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.file.src.FileSourceSplit;
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

    @Test
    void refusesAVersionThatItDoesNotKnow() {
        assertThatThrownBy(() -> serializer.deserialize(4, new byte[0]))
                .isInstanceOf(IOException.class)
                .hasMessage("Unknown version of the input's state: 4");
    }
}
