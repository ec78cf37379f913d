package io.smsreports.source;

import static io.smsreports.source.Bytes.flinkPath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.FileSourceSplitSerializer;
import org.apache.flink.core.fs.FileStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InputFilesTest {

    @TempDir Path folder;

    @TempDir Path outside;

    @Test
    void findsFilesAtAnyDepth() throws IOException {
        write("a.csv", "b", "2020/08/30/c.csv.gz", "2020/d.txt");
        Files.createDirectories(folder.resolve("empty"));

        assertThat(listed())
                .containsExactlyInAnyOrder("a.csv", "b", "2020/08/30/c.csv.gz", "2020/d.txt");
    }

    @Test
    void leavesOutHiddenNamesAndAllBelowThem() throws IOException {
        write(".a.csv.tmp", "_SUCCESS", ".hidden/a.csv", "_staging/2020/a.csv", "x/.b", "x/_c.csv");
        write("a_b.csv", "a.csv.");

        assertThat(listed()).containsExactlyInAnyOrder("a_b.csv", "a.csv.");
    }

    /** As a name does that vanishes between the listing of names and the look at each. */
    @Test
    void leavesOutOnlyTheNameBehindWhichThereIsNoFile() throws IOException {
        write("a.csv", "2020/b.csv");
        Path nowhere = folder.resolve("nowhere");
        Files.createSymbolicLink(folder.resolve("gone.csv"), nowhere);
        Files.createSymbolicLink(folder.resolve("2020/.gone.csv.tmp"), nowhere);

        assertThat(listed()).containsExactlyInAnyOrder("a.csv", "2020/b.csv");
    }

    /** As it is with a folder of another user; root, as whom tests may run, may list any. */
    @Test
    void listsAFolderThatItMayNotListForTheLedger() throws IOException {
        write("a.csv", "closed/b.csv");
        List<String> notRead = new ArrayList<>();
        ListingListener listener = (reason, path) -> notRead.add(reason + " " + path.getName());

        List<FileStatus> files =
                InputFiles.list(
                        flinkPath(folder),
                        listener,
                        local -> local.getName().equals("closed") ? null : local.list());

        assertThat(files)
                .extracting(file -> file.getPath().getName())
                .containsExactly("a.csv", "closed");
        assertThat(files.get(1).getLen()).isZero();
        assertThat(files.get(1).getModificationTime()).isZero();
        assertThat(notRead).containsExactly("UNREADABLE_FOLDER closed");
        assertThatThrownBy(() -> InputFiles.list(flinkPath(folder), listener, local -> null))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessage(folder.toString());
    }

    @Test
    void leavesOutLinksToWhatIsListedAnyway() throws IOException {
        write("a.csv", "2020/b.csv", ".hidden/c.csv");
        link("same.csv", folder.resolve("a.csv"));
        link("2020/up", folder);
        link("again", folder.resolve("2020"));

        assertThat(listed()).containsExactlyInAnyOrder("a.csv", "2020/b.csv");
    }

    /** As container platforms publish a set of files at once. */
    @Test
    void followsLinksToWhatLiesHiddenWithinTheFolderOnce() throws IOException {
        write("a.csv", ".data/b.csv", ".more/deep/c.csv");
        link("b.csv", folder.resolve(".data/b.csv"));
        link("linked", folder.resolve(".more"));
        link("linked-too", folder.resolve(".more"));
        link(".more/deep/back", folder.resolve(".more"));

        assertThat(listed()).containsExactlyInAnyOrder("a.csv", "b.csv", "linked/deep/c.csv");
    }

    /** Whoever may put links there must not have any file of this machine read. */
    @Test
    void listsLinksOutOfTheFolderAsEmptyFilesForTheLedger() throws IOException {
        write("a.csv", ".data/b.csv");
        Path secret = Files.writeString(outside.resolve("secret"), "12345");
        link("file.csv", secret);
        link("folder.csv", outside);
        Files.createSymbolicLink(folder.resolve(".data/out"), outside);
        link("data", folder.resolve(".data"));

        List<FileStatus> files = InputFiles.list(flinkPath(folder));

        assertThat(listed())
                .containsExactlyInAnyOrder(
                        "a.csv", "data/b.csv", "data/out", "file.csv", "folder.csv");
        assertThat(files).allMatch(file -> file.getLen() == 0 && !file.isDir());
        assertThat(InputPaths.leadsOut(flinkPath(folder), flinkPath(folder.resolve("file.csv"))))
                .isTrue();
        assertThat(InputPaths.leadsOut(flinkPath(folder), flinkPath(folder.resolve("a.csv"))))
                .isFalse();
        assertThat(InputPaths.leadsOut(flinkPath(folder), flinkPath(folder.resolve("gone.csv"))))
                .isFalse();
    }

    @Test
    void followsALinkThatIsTheFolderItself() throws IOException {
        write("a.csv");
        Path link = Files.createSymbolicLink(outside.resolve("in"), folder);

        List<FileStatus> files = InputFiles.list(flinkPath(link));

        assertThat(files).hasSize(1);
        assertThat(InputPaths.leadsOut(flinkPath(link), files.get(0).getPath())).isFalse();
    }

    /** Flink's own path takes a colon for the end of a scheme and a backslash for a slash. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10:30:00.csv",
                "a\\b.csv",
                "C:\\x.csv",
                "a\nb.csv",
                "a\rb",
                " ",
                " a ",
                "a?b",
                "%2e%2e",
                "file:a",
                "s3:",
                "a#b",
                "\"",
                "*",
                "..a\u001b[31m"
            })
    void spellsAnyName(String name) throws IOException {
        String folderName = "x" + name;
        write(folderName + "/" + "a" + name);

        FileStatus file = InputFiles.list(flinkPath(folder)).get(0);

        assertThat(InputFiles.nameWithin(flinkPath(folder), file.getPath()))
                .isEqualTo(folderName + "/a" + name);
        assertThat(file.getPath().getFileSystem().exists(file.getPath())).isTrue();
        assertThat(InputPaths.ofText(file.getPath().toString())).isEqualTo(file.getPath());
        FileSourceSplit split = FileSplits.of(file);
        FileSourceSplitSerializer serializer = FileSourceSplitSerializer.INSTANCE;
        FileSourceSplit restored =
                serializer.deserialize(serializer.getVersion(), serializer.serialize(split));
        assertThat(restored.path()).isEqualTo(file.getPath());
        assertThat(restored.splitId()).isEqualTo(split.splitId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:/data/a.csv", "s3://bucket/a b.csv", "/data/a.csv", "file:/"})
    void readsAPathsTextAsFlinkDoes(String text) {
        assertThat(InputPaths.ofText(text)).isEqualTo(new org.apache.flink.core.fs.Path(text));
    }

    private void link(String name, Path target) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), target);
    }

    /** To open it would wait for ever for somebody to write. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesOutAPipe() throws IOException, InterruptedException {
        write("a.csv");
        Process made = new ProcessBuilder("mkfifo", folder.resolve("pipe.csv").toString()).start();
        assertThat(made.waitFor()).isZero();

        assertThat(listed()).containsExactly("a.csv");
    }

    /** As Java shows a name that is not in the process's character set. */
    @Test
    void listsANameThatItCannotSpellForTheLedger() throws IOException {
        write("a.csv");
        Path nowhere = folder.resolve("nowhere");
        Files.createSymbolicLink(folder.resolve("M\uFFFDrz.csv"), nowhere);

        assertThat(listed()).containsExactlyInAnyOrder("a.csv", "M\uFFFDrz.csv");
    }

    @Test
    void refusesAFolderThatDoesNotExist() {
        org.apache.flink.core.fs.Path missing = flinkPath(folder.resolve("missing"));

        assertThatThrownBy(() -> InputFiles.list(missing))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("No such folder: " + missing);
        assertThatThrownBy(() -> InputFiles.list(FaultyStorage.inStore(folder.resolve("missing"))))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void listsAnObjectStoreLikewise() throws IOException {
        write("a.csv", "2020/b.csv", "_c.csv", ".d/e.csv");

        assertThat(InputFiles.list(FaultyStorage.inStore(folder)))
                .extracting(file -> file.getPath().getName())
                .containsExactlyInAnyOrder("a.csv", "b.csv");
    }

    @Test
    void makesOneSplitOfAWholeFile() throws IOException {
        write("a.csv");
        Files.writeString(folder.resolve("a.csv"), "12345");
        Files.setLastModifiedTime(folder.resolve("a.csv"), FileTime.fromMillis(1_598_745_600_123L));

        FileSourceSplit split = FileSplits.of(InputFiles.list(flinkPath(folder)).get(0));

        assertThat(split.splitId()).isEqualTo(split.path().toString()).endsWith("/a.csv");
        assertThat(split.offset()).isZero();
        assertThat(split.length()).isEqualTo(5);
        assertThat(split.fileSize()).isEqualTo(5);
        assertThat(split.fileModificationTime()).isEqualTo(1_598_745_600_123L);
        assertThat(split.getReaderPosition()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "file:/data/in, file:/data/in/a.csv, a.csv",
        "/data/in/, file:/data/in/2020/a b.csv, 2020/a b.csv",
        "s3://bucket, s3://bucket/a.csv, a.csv",
        "s3://bucket/, s3://bucket/2020/a.csv, 2020/a.csv",
        "s3://bucket/in, s3://bucket/in/in/a.csv, in/a.csv",
        "/, /a.csv, a.csv",
        "/data/in, /data/input/a.csv, /data/input/a.csv",
    })
    void namesAFileByItsPathBelowTheFolder(String base, String file, String name) {
        assertThat(
                        InputFiles.nameWithin(
                                new org.apache.flink.core.fs.Path(base),
                                new org.apache.flink.core.fs.Path(file)))
                .isEqualTo(name);
    }

    private List<String> listed() throws IOException {
        List<FileStatus> files = InputFiles.list(flinkPath(folder));
        return files.stream()
                .map(file -> InputFiles.nameWithin(flinkPath(folder), file.getPath()))
                .toList();
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "");
        }
    }
}
