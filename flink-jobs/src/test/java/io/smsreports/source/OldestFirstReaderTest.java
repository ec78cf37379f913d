package io.smsreports.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;

final class OldestFirstReaderTest {

    private final List<String> calls = new ArrayList<>();

    /** What the inner reader does when it is polled. */
    private Consumer<ReaderOutput<TextBlock>> polled = output -> {};

    private final List<SourceEvent> events = new ArrayList<>();
    private final Map<String, Object> answers =
            Map.of(
                    "pollNext",
                    InputStatus.NOTHING_AVAILABLE,
                    "isAvailable",
                    new CompletableFuture<Void>(),
                    "snapshotState",
                    List.of());

    @Test
    void readsFilesOfARestoreInTheOrderOfDelivery() {
        reader(false).addSplits(OldestFirstAssignerTest.splits("c", 30, "b", 10, "z", 5, "a", 10));

        assertThat(calls).containsExactly("addSplits [z, a, b, c]");
    }

    @Test
    void readsNoFileOfARestoreOnceTheInputHasEnded() {
        reader(true).addSplits(OldestFirstAssignerTest.splits("c", 30));

        assertThat(calls).isEmpty();
    }

    @Test
    void leavesAllElseToTheReader() throws Exception {
        SourceReader<TextBlock, FileSourceSplit> reader = reader(false);
        reader.start();
        assertThat(reader.pollNext(new NoOutput())).isEqualTo(answers.get("pollNext"));
        assertThat(reader.isAvailable()).isSameAs(answers.get("isAvailable"));
        assertThat(reader.snapshotState(7)).isSameAs(answers.get("snapshotState"));
        reader.notifyCheckpointComplete(7);
        reader.notifyCheckpointAborted(8);
        reader.handleSourceEvents(new SourceEvent() {});
        reader.notifyNoMoreSplits();
        reader.close();

        assertThat(calls)
                .containsExactly(
                        "start",
                        "pollNext",
                        "isAvailable",
                        "snapshotState [7]",
                        "notifyCheckpointComplete [7]",
                        "notifyCheckpointAborted [8]",
                        "handleSourceEvents",
                        "notifyNoMoreSplits",
                        "close");
    }

    /** A checkpoint may hold the enumerator as it was before it heard of the file. */
    @Test
    void keepsTheNoteOfAnUnreadFileUntilACheckpointHoldsIt() throws Exception {
        FileUnread unread = new FileUnread("s3://bucket/in/a.csv", 9, 5, true);
        SourceReader<TextBlock, FileSourceSplit> first = reader(false);
        poll(first, unread);
        assertThat(events).containsExactly(unread);
        List<FileSourceSplit> state = first.snapshotState(7);
        assertThat(state).hasSize(1);

        SourceReader<TextBlock, FileSourceSplit> restored = reader(false);
        restored.addSplits(state);
        restored.start();

        assertThat(calls).contains("addSplits []");
        assertThat(events).containsExactly(unread, unread);
        assertThat(restored.snapshotState(8)).hasSize(1);
        restored.notifyCheckpointComplete(7);
        assertThat(restored.snapshotState(9)).hasSize(1);
        restored.notifyCheckpointComplete(8);
        assertThat(restored.snapshotState(10)).isEmpty();
    }

    private void poll(SourceReader<TextBlock, FileSourceSplit> reader, FileUnread unread)
            throws Exception {
        TextBlock block = new TextBlock();
        block.fileBytes = unread.bytes();
        block.fileModifiedMillis = unread.modifiedMillis();
        block.unread = true;
        block.refused = unread.refused();
        polled = output -> output.createOutputForSplit(unread.splitId()).collect(block);
        reader.pollNext(new NoOutput());
        polled = output -> {};
    }

    /** A reader around one that records its calls, with the numbers and splits in them. */
    @SuppressWarnings("unchecked")
    private SourceReader<TextBlock, FileSourceSplit> reader(boolean ended) {
        Object recording =
                Proxy.newProxyInstance(
                        SourceReader.class.getClassLoader(),
                        new Class<?>[] {SourceReader.class},
                        (proxy, method, arguments) -> {
                            calls.add(method.getName() + text(arguments));
                            if (method.getName().equals("pollNext")) {
                                polled.accept((ReaderOutput<TextBlock>) arguments[0]);
                            }
                            return answers.get(method.getName());
                        });
        return new OldestFirstReader(
                (SourceReader<TextBlock, FileSourceSplit>) recording, events::add, ended);
    }

    private static String text(Object[] arguments) {
        if (arguments != null && arguments[0] instanceof List<?> splits) {
            return " "
                    + splits.stream()
                            .map(split -> ((FileSourceSplit) split).path().getName())
                            .toList();
        }
        boolean hasNumber = arguments != null && arguments[0] instanceof Long;
        return hasNumber ? " " + Arrays.toString(arguments) : "";
    }

    /** Takes everything. */
    private static final class NoOutput implements ReaderOutput<TextBlock> {

        @Override
        public SourceOutput<TextBlock> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}

        @Override
        public void collect(TextBlock block) {}

        @Override
        public void collect(TextBlock block, long timestamp) {}

        @Override
        public void emitWatermark(Watermark watermark) {}

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
    }
}
