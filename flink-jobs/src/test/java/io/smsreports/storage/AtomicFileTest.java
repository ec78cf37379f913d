package io.smsreports.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("state").resolve("run.json");
    }

    @Test
    void writesAFileAndItsFolders() throws IOException {
        AtomicFile.replace(flinkPath(file), bytes("new"));

        assertThat(file).hasContent("new");
        assertThat(AtomicFile.read(flinkPath(file))).hasValue(bytes("new"));
    }

    @Test
    void replacesTheContentAndLeavesNothingBeside() throws IOException {
        AtomicFile.replace(flinkPath(file), bytes("a much longer first version"));
        AtomicFile.replace(flinkPath(file), bytes("second"));

        assertThat(AtomicFile.read(flinkPath(file))).hasValue(bytes("second"));
        assertThat(names(file.getParent())).containsExactly("run.json");
    }

    @Test
    void writesAnEmptyFile() throws IOException {
        AtomicFile.replace(flinkPath(file), bytes(""));

        assertThat(AtomicFile.read(flinkPath(file))).hasValue(bytes(""));
    }

    @Test
    void readsNothingWhereThereIsNoFile() throws IOException {
        assertThat(AtomicFile.read(flinkPath(file))).isEmpty();
    }

    @Test
    void failsOnWhatIsNoFile() throws IOException {
        Files.createDirectories(file.resolve("not empty"));

        assertThatThrownBy(() -> AtomicFile.read(flinkPath(file))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> AtomicFile.replace(flinkPath(file), bytes("new")))
                .isInstanceOf(IOException.class);
        assertThat(names(file.getParent())).containsExactly("run.json");
    }

    @Test
    void showsReadersTheOldContentOrTheNew() throws Exception {
        byte[] left = bytes("left".repeat(5_000));
        byte[] right = bytes("right".repeat(7_000));
        AtomicFile.replace(flinkPath(file), left);

        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing =
                    writer.submit(
                            () -> {
                                for (int i = 0; i < 50; i++) {
                                    AtomicFile.replace(flinkPath(file), i % 2 == 0 ? right : left);
                                }
                                return null;
                            });
            while (!writing.isDone()) {
                assertThat(AtomicFile.read(flinkPath(file)).orElseThrow()).isIn(left, right);
            }
            writing.get();
        } finally {
            writer.shutdownNow();
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static org.apache.flink.core.fs.Path flinkPath(Path path) {
        return new org.apache.flink.core.fs.Path(path.toUri());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
