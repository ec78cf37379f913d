package io.smsreports.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.Test;

final class OldestFirstAssignerTest {

    @Test
    void handsOutTheOldestFileFirstAndOfTheSameTimeTheFirstByPath() {
        OldestFirstAssigner assigner =
                new OldestFirstAssigner(splits("c", 30, "b", 10, "z", 5, "a", 10));

        assertThat(handedOut(assigner)).containsExactly("z", "a", "b", "c");
        assertThat(assigner.getNext("host")).isEmpty();
    }

    @Test
    void putsFilesThatComeLaterInTheirPlace() {
        OldestFirstAssigner assigner = new OldestFirstAssigner(splits("c", 30, "a", 10));

        assertThat(assigner.getNext("host")).map(FileSourceSplit::splitId).contains("/in/a");
        assigner.addSplits(splits("d", 40, "b", 20, "a", 10));

        assertThat(handedOut(assigner)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void keepsForACheckpointWhatItHasNotHandedOut() {
        OldestFirstAssigner assigner =
                new OldestFirstAssigner(splits("c", 30, "a", 10, "d", 40, "b", 20));
        assigner.getNext("host");

        OldestFirstAssigner restored = new OldestFirstAssigner(assigner.remainingSplits());

        assertThat(assigner.waitingFiles()).isEqualTo(3);
        assertThat(restored.waitingFiles()).isEqualTo(3);
        assertThat(handedOut(restored)).containsExactly("b", "c", "d");
        assertThat(restored.waitingFiles()).isZero();
    }

    private static List<String> handedOut(OldestFirstAssigner assigner) {
        List<String> names = new ArrayList<>();
        Optional<FileSourceSplit> next = assigner.getNext(null);
        while (next.isPresent()) {
            names.add(next.get().path().getName());
            next = assigner.getNext(null);
        }
        return names;
    }

    /** Splits from names and modification times, alternately. */
    static List<FileSourceSplit> splits(Object... namesAndTimes) {
        List<FileSourceSplit> splits = new ArrayList<>();
        for (int i = 0; i < namesAndTimes.length; i += 2) {
            splits.add(split((String) namesAndTimes[i], (int) namesAndTimes[i + 1]));
        }
        return splits;
    }

    private static FileSourceSplit split(String name, long modifiedMillis) {
        Path path = new Path("/in/" + name);
        return new FileSourceSplit(path.toString(), path, 0, 1, modifiedMillis, 1);
    }
}
