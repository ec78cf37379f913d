package io.smsreports.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;

final class UnreadFilesTest {

    private static final Path FILE = new Path("s3://bucket/in/a: attempt 1 b.csv");
    private static final FileSourceSplit V1 = split(1);
    private static final FileSourceSplit V2 = split(2);

    private final UnreadFiles files = new UnreadFiles(Map.of());

    @Test
    void retriesAFileThatHasChanged() {
        files.add(unread(V1, true));
        assertThat(files.refused()).containsExactly(FILE);
        assertThat(retry(V1, false)).isEmpty();

        FileSourceSplit second = retry(V2, false).orElseThrow();

        assertThat(second.path()).isEqualTo(FILE);
        assertThat(FileSplits.attemptOf(second.splitId())).isEqualTo(1);
        assertThat(FileSplits.pathOf(second.splitId())).isEqualTo(FILE);
        assertThat(files.contains(FILE)).isFalse();
        assertThat(files.refused()).isEmpty();
    }

    @Test
    void retriesAFileThatIsHandedOutAgain() {
        files.add(unread(V1, true));
        assertThat(retry(V1, true)).isPresent();
    }

    @Test
    void retriesAFileThatWasGoneAndIsBackAsItWas() {
        files.add(unread(V1, false));
        files.listed(List.of(V1));
        assertThat(retry(V1, false)).isEmpty();
        files.listed(List.of());
        assertThat(retry(V1, false)).isPresent();
    }

    /** Else a file that was read by now would be read twice. */
    @Test
    void passesOverWhatItHeardOfAnAttemptThatIsOver() {
        files.add(unread(V1, true));
        FileSourceSplit second = retry(V2, false).orElseThrow();

        files.add(unread(V1, true));

        assertThat(files.contains(FILE)).isFalse();
        assertThat(files.current(V2).splitId()).isEqualTo(second.splitId());
        files.add(unread(second, true));
        assertThat(files.contains(FILE)).isTrue();
        assertThat(FileSplits.attemptOf(retry(V1, false).orElseThrow().splitId())).isEqualTo(2);
    }

    @Test
    void outlivesARestore() {
        files.add(unread(V1, true));
        UnreadFiles restored = new UnreadFiles(Map.copyOf(files.attempts()));
        assertThat(restored.refused()).containsExactly(FILE);
        assertThat(restored.retry(V2, false)).isPresent();
    }

    private Optional<FileSourceSplit> retry(FileSourceSplit listed, boolean readable) {
        return files.contains(FILE) ? files.retry(listed, readable) : Optional.empty();
    }

    private static FileUnread unread(FileSourceSplit split, boolean refused) {
        return new FileUnread(
                split.splitId(), split.fileSize(), split.fileModificationTime(), refused);
    }

    private static FileSourceSplit split(long bytes) {
        return new FileSourceSplit(FILE.toString(), FILE, 0, bytes, 5, bytes);
    }
}
