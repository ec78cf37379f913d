package io.smsreports.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;

final class OldestFirstReaderTest {

    private final RecordingReader recording = new RecordingReader();
    private final OldestFirstReader reader = new OldestFirstReader(recording, false);

    @Test
    void readsFilesOfARestoreInTheOrderOfDelivery() {
        reader.addSplits(List.of(split("c", 30), split("b", 10), split("z", 5), split("a", 10)));

        assertThat(recording.calls).containsExactly("add z a b c");
    }

    @Test
    void leavesAllElseToTheReader() throws Exception {
        reader.start();
        assertThat(reader.pollNext(null)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(reader.isAvailable()).isSameAs(recording.available);
        assertThat(reader.snapshotState(7)).isSameAs(recording.state);
        reader.notifyCheckpointComplete(7);
        reader.notifyCheckpointAborted(8);
        reader.handleSourceEvents(new SourceEvent() {});
        reader.notifyNoMoreSplits();
        reader.close();

        assertThat(recording.calls)
                .containsExactly(
                        "start",
                        "poll",
                        "snapshot 7",
                        "complete 7",
                        "aborted 8",
                        "event",
                        "no more",
                        "close");
    }

    private static FileSourceSplit split(String name, long modifiedMillis) {
        Path path = new Path("/in/" + name);
        return new FileSourceSplit(path.toString(), path, 0, 1, modifiedMillis, 1);
    }

    private static final class RecordingReader implements SourceReader<TextBlock, FileSourceSplit> {

        private final List<String> calls = new ArrayList<>();
        private final List<FileSourceSplit> state = List.of(split("a", 1));
        private final CompletableFuture<Void> available = new CompletableFuture<>();

        @Override
        public void start() {
            calls.add("start");
        }

        @Override
        public InputStatus pollNext(ReaderOutput<TextBlock> output) {
            calls.add("poll");
            return InputStatus.NOTHING_AVAILABLE;
        }

        @Override
        public List<FileSourceSplit> snapshotState(long checkpointId) {
            calls.add("snapshot " + checkpointId);
            return state;
        }

        @Override
        public CompletableFuture<Void> isAvailable() {
            return available;
        }

        @Override
        public void addSplits(List<FileSourceSplit> splits) {
            StringBuilder names = new StringBuilder("add");
            splits.forEach(split -> names.append(' ').append(split.path().getName()));
            calls.add(names.toString());
        }

        @Override
        public void notifyNoMoreSplits() {
            calls.add("no more");
        }

        @Override
        public void handleSourceEvents(SourceEvent event) {
            calls.add("event");
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            calls.add("complete " + checkpointId);
        }

        @Override
        public void notifyCheckpointAborted(long checkpointId) {
            calls.add("aborted " + checkpointId);
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }
}
