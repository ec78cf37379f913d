package io.smsreports.source;

import static io.smsreports.source.Bytes.flinkPath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StableFilesTest {

    private static final long NOW = 1_598_745_600_000L;

    @TempDir Path folder;

    private long epochMillis = NOW;
    private long nanos;
    private StableFiles files;

    @BeforeEach
    void watchTheFolder() {
        files = files(flinkPath(folder), Duration.ofSeconds(1));
    }

    @Test
    void takesAFileThatHasNotChangedForTheSettleTime() throws IOException {
        write("old.csv", NOW - 1_000);
        write("new.csv", NOW - 999);

        assertThat(stable()).containsExactly("old.csv");
        assertThat(files.unstableCount()).isEqualTo(1);

        advance(1);
        assertThat(stable()).containsExactlyInAnyOrder("old.csv", "new.csv");
        assertThat(files.unstableCount()).isZero();
    }

    @Test
    void holdsBackAFileForAsLongAsItGrows() throws IOException {
        write("a.csv", NOW);
        for (int i = 0; i < 5; i++) {
            assertThat(stable()).isEmpty();
            advance(900);
            Files.writeString(folder.resolve("a.csv"), "more", StandardOpenOption.APPEND);
            touch("a.csv", epochMillis);
        }

        assertThat(stable()).isEmpty();
        advance(1_000);
        assertThat(stable()).containsExactly("a.csv");
    }

    /** The storage's clock runs an hour ahead: by its times the file is never old enough. */
    @Test
    void takesAFileFromAClockAheadOnceItWasSeenUnchangedForTheSettleTime() throws IOException {
        write("a.csv", NOW + 3_600_000);

        assertThat(stable()).isEmpty();
        advance(999);
        assertThat(stable()).isEmpty();
        advance(1);
        assertThat(stable()).containsExactly("a.csv");
    }

    @Test
    void beginsToWaitAnewWhenAFileFromAClockAheadChanges() throws IOException {
        write("a.csv", NOW + 3_600_000);
        assertThat(stable()).isEmpty();
        advance(900);
        Files.writeString(folder.resolve("a.csv"), "more", StandardOpenOption.APPEND);
        touch("a.csv", NOW + 3_600_000);

        assertThat(stable()).isEmpty();
        advance(900);
        assertThat(stable()).isEmpty();
        advance(100);
        assertThat(stable()).containsExactly("a.csv");
    }

    /** Setting the wall clock back must not hold files back for as long. */
    @Test
    void doesNotRelyOnTheWallClockAlone() throws IOException {
        write("a.csv", NOW);
        assertThat(stable()).isEmpty();
        advance(1_000);
        epochMillis -= 3_600_000;

        assertThat(stable()).containsExactly("a.csv");
    }

    @Test
    void takesAtOnceAFileThatWasMovedInWithAnOldTime() throws IOException {
        write("a.csv", NOW - 86_400_000);

        assertThat(stable()).containsExactly("a.csv");
    }

    @Test
    void logsOnceALinkThatItLeavesOut() throws IOException {
        write("a.csv", NOW - 1_000);
        Files.createSymbolicLink(folder.resolve("up"), folder);
        try (CapturedLog log = new CapturedLog(ChangeLogger.class.getName())) {
            assertThat(stable()).containsExactly("a.csv");
            assertThat(stable()).containsExactly("a.csv");

            assertThat(log.lines())
                    .containsExactly(
                            "WARN "
                                    + folder.resolve("up")
                                    + " leads to what is read under another path, and is left"
                                    + " out.");
        }
    }

    @Test
    void forgetsAFileThatVanishes() throws IOException {
        write("a.csv", NOW);
        assertThat(stable()).isEmpty();
        Files.delete(folder.resolve("a.csv"));

        assertThat(stable()).isEmpty();
        assertThat(files.unstableCount()).isZero();
    }

    @Test
    void waitsForNothingWithASettleTimeOfZero() throws IOException {
        write("a.csv", NOW + 3_600_000);
        files = files(flinkPath(folder), Duration.ZERO);

        assertThat(stable()).containsExactly("a.csv");
    }

    @Test
    void waitsForNothingInAnObjectStore() throws IOException {
        write("a.csv", NOW);
        files = files(FaultyStorage.inStore(folder), Duration.ofSeconds(1));

        assertThat(stable()).containsExactly("a.csv");
        assertThat(files.unstableCount()).isZero();
    }

    // ------------------------------------------------- the list of a bounded run

    @Test
    void aBoundedRunWaitsUntilEveryFileIsSettled() throws Exception {
        write("old.csv", NOW);
        Files.writeString(folder.resolve("new.csv"), "just written");

        FileList list =
                FileList.awaitStable(
                        flinkPath(folder), Duration.ofMillis(300), Duration.ofSeconds(30));

        assertThat(list.namesWithin(flinkPath(folder)))
                .containsExactlyInAnyOrder("old.csv", "new.csv");
        assertThat(list.splits())
                .extracting(FileSourceSplit::splitId)
                .allMatch(id -> id.endsWith(".csv"));
    }

    @Test
    void aBoundedRunGivesUpOnFilesThatDoNotSettle() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "just written");
        write("old.csv", NOW);

        assertThatThrownBy(
                        () ->
                                FileList.awaitStable(
                                        flinkPath(folder), Duration.ofDays(1), Duration.ZERO))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "1 files in %s are still being written after 0 s. Start again when they"
                                + " are complete, or write them elsewhere and move them in.",
                        flinkPath(folder));
    }

    private List<String> stable() throws IOException {
        return files.list().stream().map(file -> file.getPath().getName()).toList();
    }

    private void write(String name, long modifiedMillis) throws IOException {
        Files.writeString(folder.resolve(name), "a,b\n");
        touch(name, modifiedMillis);
    }

    private void touch(String name, long modifiedMillis) throws IOException {
        Files.setLastModifiedTime(folder.resolve(name), FileTime.fromMillis(modifiedMillis));
    }

    private StableFiles files(org.apache.flink.core.fs.Path path, Duration settleTime) {
        return new StableFiles(path, settleTime, () -> epochMillis, () -> nanos);
    }

    private void advance(long millis) {
        epochMillis += millis;
        nanos += Duration.ofMillis(millis).toNanos();
    }
}
