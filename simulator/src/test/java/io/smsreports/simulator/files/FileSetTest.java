package io.smsreports.simulator.files;

import static io.smsreports.simulator.FolderContents.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.simulator.FolderContents;
import io.smsreports.simulator.command.SimulatorException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSetTest {

    @TempDir private Path folder;

    @Test
    void writesUnderHiddenNamesUntilAllIsWritten() throws IOException {
        Path made = folder.resolve("not/yet/there");
        WrittenFiles written;
        try (FileSet files = new FileSet(made, false)) {
            write(files, "aa.csv", "one\n");
            write(files, "ab.csv", "two\n");
            assertThat(names(made)).hasSize(2).allMatch(name -> name.startsWith(".a"));
            written = files.publish(2);
        }

        Path aa = made.resolve("aa.csv");
        Path ab = made.resolve("ab.csv");
        assertThat(written).isEqualTo(new WrittenFiles(List.of(aa, ab), 2, 8));
        assertThat(names(made)).containsExactly("aa.csv", "ab.csv");
        assertThat(aa).hasContent("one\n");
        assertThat(Files.getLastModifiedTime(ab).toMillis())
                .isEqualTo(Files.getLastModifiedTime(aa).toMillis() + 1000);
    }

    @Test
    void leavesNothingBehindWhenClosedHalfway() throws IOException {
        Path made = folder.resolve("set");
        try (FileSet files = new FileSet(made, false)) {
            write(files, "aa.csv", "one\n");
            files.create("ab.csv");
        }

        assertThat(made).doesNotExist();
    }

    @Test
    void refusesToOverwrite() throws IOException {
        Path taken = Files.writeString(folder.resolve("aa.csv"), "mine\n");
        try (FileSet files = new FileSet(folder, false)) {
            assertThatThrownBy(() -> files.create("aa.csv"))
                    .isInstanceOf(SimulatorException.class)
                    .hasMessage(
                            taken
                                    + " exists: nothing is overwritten; remove it or choose another"
                                    + " --out");
        }

        assertThat(names(folder)).containsExactly("aa.csv");
        assertThat(taken).hasContent("mine\n");
    }

    @Test
    void takesAllBackWhenAnotherWriterWasFaster() throws IOException {
        Path other = folder.resolve("ab.csv");
        try (FileSet files = new FileSet(folder, false)) {
            write(files, "aa.csv", "one\n");
            write(files, "ab.csv", "two\n");
            Files.writeString(other, "theirs\n");
            assertThatThrownBy(() -> files.publish(2))
                    .isInstanceOf(SimulatorException.class)
                    .hasMessageStartingWith(other + " exists: ");
        }

        assertThat(names(folder)).containsExactly("ab.csv");
        assertThat(other).hasContent("theirs\n");
    }

    @Test
    void writesThroughALinkToAFolder() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        try (FileSet files = new FileSet(link, false)) {
            write(files, "aa.csv", "one\n");
            files.publish(1);
        }

        assertThat(target.resolve("aa.csv")).exists();
    }

    @Test
    void compressesAndCopies() throws IOException {
        WrittenFiles written;
        try (FileSet files = new FileSet(folder, true)) {
            PendingFile file = write(files, "aa.csv", "one\n");
            assertThat(file.textBytes()).isEqualTo(4);
            files.copy(file, "ab.csv");
            written = files.publish(2);
        }

        assertThat(names(folder)).containsExactly("aa.csv.gz", "ab.csv.gz");
        Path copy = folder.resolve("ab.csv.gz");
        assertThat(copy).hasSameBinaryContentAs(folder.resolve("aa.csv.gz"));
        assertThat(written.bytes()).isEqualTo(2 * Files.size(copy));
        assertThat(FolderContents.texts(folder)).containsEntry("ab.csv.gz", "one\n");
    }

    @Test
    void breaksOffReadably() throws IOException {
        String text = "0123456789\n".repeat(20_000) + "torn";
        try (FileSet files = new FileSet(folder, true)) {
            PendingFile file = files.create("aa.csv");
            file.write(text.getBytes(StandardCharsets.US_ASCII));
            file.breakOff();
            files.publish(1);
        }

        byte[] stored = Files.readAllBytes(folder.resolve("aa.csv.gz"));
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(stored))) {
            assertThat(in.readNBytes(text.length()))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo(text);
            assertThatThrownBy(in::read).isInstanceOf(EOFException.class);
        }
    }

    /** With a buffer for each, these files would take more than the test's heap. */
    @Test
    void takesMemoryForTheFilesInWorkOnly() throws IOException {
        try (FileSet files = new FileSet(folder, false)) {
            for (int file = 0; file < 10_000; file++) {
                write(files, file + ".csv", "one\n");
            }
        }

        assertThat(folder).isEmptyDirectory();
    }

    private static PendingFile write(FileSet files, String name, String text) throws IOException {
        PendingFile file = files.create(name);
        file.write(text.getBytes(StandardCharsets.US_ASCII));
        file.finish();
        return file;
    }
}
