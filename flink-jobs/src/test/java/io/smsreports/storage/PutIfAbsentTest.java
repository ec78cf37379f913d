package io.smsreports.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.testing.Race;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PutIfAbsentTest {

    private static final int RACERS = 8;
    private static final int ROUNDS = 50;

    @TempDir Path folder;

    @Test
    void createsAFileWholeAndNothingElse() throws Exception {
        assertThat(PutIfAbsent.create(path("a/b/1"), bytes("first"))).isTrue();

        assertThat(folder.resolve("a/b/1")).hasContent("first");
        try (Stream<Path> left = Files.list(folder.resolve("a/b"))) {
            assertThat(left).containsExactly(folder.resolve("a/b/1"));
        }
    }

    @Test
    void leavesTheFileThatIsThere() throws Exception {
        PutIfAbsent.create(path("1"), bytes("first"));

        assertThat(PutIfAbsent.create(path("1"), bytes("second"))).isFalse();
        assertThat(folder.resolve("1")).hasContent("first");
    }

    @Test
    void letsOneOfManyWin() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            org.apache.flink.core.fs.Path file = path("round-" + round);

            assertThat(
                            Race.winnersOf(
                                    RACERS,
                                    racer -> PutIfAbsent.create(file, bytes("racer " + racer))))
                    .isOne();
        }
    }

    @Test
    void isTriedWithoutLeavingATrace() throws Exception {
        PutIfAbsent.require(path("log"));

        try (Stream<Path> left = Files.list(folder.resolve("log"))) {
            assertThat(left).isEmpty();
        }
    }

    private org.apache.flink.core.fs.Path path(String name) {
        return new org.apache.flink.core.fs.Path(folder.resolve(name).toUri());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
