package io.smsreports.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredFilesTest {

    @TempDir Path folder;

    private final StoredFiles files = StoredFiles.DIRECT;

    @Test
    void listsWhatIsVisibleInOrder() throws IOException {
        for (String name :
                new String[] {"b/2", "b/1", "a/z", "a/.hidden", "_staging/x", ".tmp", "c"}) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }

        assertThat(files.visible(flink(folder))).containsExactly("a/z", "b/1", "b/2", "c");
        assertThat(files.firstVisible(flink(folder))).contains("a/z");
        assertThat(files.visible(flink(folder.resolve("absent")))).isEmpty();
        assertThat(files.firstVisible(flink(folder.resolve("absent")))).isEmpty();
    }

    @Test
    void looksPastFoldersThatHoldNothingVisible() throws IOException {
        Files.createDirectories(folder.resolve("a/empty"));
        Files.createDirectories(folder.resolve("b"));
        Files.writeString(folder.resolve("b/1"), "x");

        assertThat(files.firstVisible(flink(folder))).contains("b/1");
    }

    @Test
    void deletesWhatMayBeGoneAlready() throws IOException {
        Files.writeString(folder.resolve("a"), "x");

        files.delete(flink(folder.resolve("a")));
        files.delete(flink(folder.resolve("a")));
        files.deleteTree(flink(folder.resolve("absent")));

        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void doesNotTakeAStorageItCannotReachForAnEmptyOne() {
        org.apache.flink.core.fs.Path unknown =
                new org.apache.flink.core.fs.Path(URI.create("nowhere://bucket/output"));

        assertThatThrownBy(() -> files.list(unknown)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> files.length(unknown)).isInstanceOf(IOException.class);
    }

    private static org.apache.flink.core.fs.Path flink(Path path) {
        return new org.apache.flink.core.fs.Path(path.toString());
    }
}
