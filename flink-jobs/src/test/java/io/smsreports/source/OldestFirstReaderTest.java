package io.smsreports.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.FileSeries;
import io.smsreports.model.HeldFile;
import io.smsreports.model.WaitingFiles;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;
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

    private Optional<FileNotices> notices = Optional.empty();

    private final List<String> said = new ArrayList<>();

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

    /** Whoever hears what waits has heard of all files that were handed out before. */
    @Test
    void saysWhatItWasGivenAndWhatWaitsInTheOrderInWhichItHeard() throws Exception {
        notices = Optional.of(new FileNotices(new Path("/in"), FileSeries.ONE));
        SourceReader<TextBlock, FileSourceSplit> reader = reader(false);
        reader.handleSourceEvents(waiting(7));
        assertThat(reader.isAvailable()).isDone();
        FileSourceSplit known =
                new CdrFileSplit(OldestFirstAssignerTest.splits("b", 20).get(0), 99);
        reader.addSplits(List.of(known));
        reader.addSplits(OldestFirstAssignerTest.splits("a", 10));
        reader.handleSourceEvents(waiting(8));
        calls.clear();

        for (int i = 0; i < 4; i++) {
            assertThat(reader.pollNext(new NoOutput())).isEqualTo(InputStatus.MORE_AVAILABLE);
        }

        assertThat(said).containsExactly("7", "b 99", "a " + HeldFile.UNKNOWN, "8");
        assertThat(calls).as("nothing is read before").isEmpty();
        assertThat(reader.isAvailable()).isNotDone();
        assertThat(reader.pollNext(new NoOutput())).isEqualTo(answers.get("pollNext"));
    }

    /** Nothing more comes of it, so it would be held for ever. */
    @Test
    void saysNothingOfAFileThatARestoreFindsAtItsEnd() throws Exception {
        notices = Optional.of(new FileNotices(new Path("/in"), FileSeries.ONE));
        SourceReader<TextBlock, FileSourceSplit> reader = reader(false);
        FileSourceSplit file = OldestFirstAssignerTest.splits("a", 10).get(0);

        reader.addSplits(
                List.of(
                        file.updateWithCheckpointedPosition(
                                new CheckpointedPosition(BlockReader.READ_TO_END, 0)),
                        FileSplits.changeOf(file)));

        assertThat(reader.pollNext(new NoOutput())).isEqualTo(answers.get("pollNext"));
        assertThat(said).isEmpty();
    }

    private static SourceEvent waiting(long version) {
        return new WaitingFilesEvent(
                new WaitingFiles(version, WaitingFiles.NO_FLOOR, true, List.of(), false));
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
                (SourceReader<TextBlock, FileSourceSplit>) recording, events::add, notices, ended);
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

    /** Takes everything, and keeps what is said to the gate. */
    private final class NoOutput implements ReaderOutput<TextBlock> {

        @Override
        public SourceOutput<TextBlock> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {}

        @Override
        public void collect(TextBlock block) {
            if (block.isWaiting()) {
                said.add(String.valueOf(block.waiting.version()));
            } else if (block.isHeld()) {
                said.add(block.file + " " + block.held.headMillis());
            }
        }

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
