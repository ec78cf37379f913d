package io.smsreports.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.Test;

final class OldestFirstReaderTest {

    private final List<String> calls = new ArrayList<>();
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
        assertThat(reader.pollNext(null)).isEqualTo(answers.get("pollNext"));
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

    /** A reader around one that records its calls, with the numbers and splits in them. */
    @SuppressWarnings("unchecked")
    private SourceReader<TextBlock, FileSourceSplit> reader(boolean ended) {
        Object recording =
                Proxy.newProxyInstance(
                        SourceReader.class.getClassLoader(),
                        new Class<?>[] {SourceReader.class},
                        (proxy, method, arguments) -> {
                            calls.add(method.getName() + text(arguments));
                            return answers.get(method.getName());
                        });
        return new OldestFirstReader((SourceReader<TextBlock, FileSourceSplit>) recording, ended);
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
}
