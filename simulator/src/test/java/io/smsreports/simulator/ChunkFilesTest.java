package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkFilesTest {

    private static final Cut TWO_AND_ONE = Cut.evenly(3, 2);

    @TempDir private Path folder;

    @Test
    void cutsTheRowsAndHeadsTheFirstFileOnly() throws IOException {
        Path made = folder.resolve("not/yet/there");
        WrittenFiles written;
        try (ChunkFiles files = ChunkFiles.in(made, TWO_AND_ONE)) {
            add(files, "one\n", "two\n", "three\n");
            written = files.publish();
        }

        String first = RowWriter.HEADER + "\none\ntwo\n";
        Path aa = made.resolve("chunk_aa.csv");
        Path ab = made.resolve("chunk_ab.csv");
        assertThat(written)
                .isEqualTo(
                        new WrittenFiles(List.of(aa, ab), 3, first.length() + "three\n".length()));
        assertThat(aa).hasContent(first);
        assertThat(ab).hasContent("three\n");
    }

    @Test
    void writesUnderHiddenNamesUntilAllIsWritten() throws IOException {
        try (ChunkFiles files = ChunkFiles.in(folder, TWO_AND_ONE)) {
            add(files, "one\n", "two\n", "three\n");
            assertThat(names()).hasSize(2).allMatch(name -> name.startsWith(".chunk_a"));
            files.publish();
        }

        assertThat(names()).containsExactly("chunk_aa.csv", "chunk_ab.csv");
    }

    @Test
    void leavesNothingBehindWhenClosedHalfway() throws IOException {
        try (ChunkFiles files = ChunkFiles.in(folder, TWO_AND_ONE)) {
            add(files, "one\n", "two\n", "three\n");
        }

        assertThat(names()).isEmpty();
    }

    @Test
    void refusesToOverwriteAndWritesNothing() throws IOException {
        Path taken = Files.writeString(folder.resolve("chunk_ab.csv"), "mine\n");

        assertThatThrownBy(() -> ChunkFiles.in(folder, TWO_AND_ONE))
                .isInstanceOf(UnusableOutputException.class)
                .hasMessage(
                        taken
                                + " exists: nothing is overwritten; remove it or choose another --out");
        assertThat(names()).containsExactly("chunk_ab.csv");
        assertThat(taken).hasContent("mine\n");
    }

    @Test
    void takesAllBackWhenAnotherWriterWasFaster() throws IOException {
        Path other = folder.resolve("chunk_ab.csv");
        try (ChunkFiles files = ChunkFiles.in(folder, TWO_AND_ONE)) {
            add(files, "one\n", "two\n", "three\n");
            Files.writeString(other, "theirs\n");
            assertThatThrownBy(files::publish)
                    .isInstanceOf(UnusableOutputException.class)
                    .hasMessageStartingWith(other + " exists: ");
        }

        assertThat(names()).containsExactly("chunk_ab.csv");
        assertThat(other).hasContent("theirs\n");
    }

    @Test
    void writesThroughALinkToAFolder() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        try (ChunkFiles files = ChunkFiles.in(link, Cut.evenly(1, 1))) {
            add(files, "one\n");
            files.publish();
        }

        assertThat(target.resolve("chunk_aa.csv")).exists();
    }

    @Test
    void holdsTheCallerToTheCut() throws IOException {
        try (ChunkFiles files = ChunkFiles.in(folder, TWO_AND_ONE)) {
            add(files, "one\n", "two\n");
            assertThatThrownBy(files::publish).isInstanceOf(IllegalStateException.class);
            add(files, "three\n");
            assertThatThrownBy(() -> add(files, "four\n"))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static void add(ChunkFiles files, String... lines) throws IOException {
        for (String line : lines) {
            byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
            files.add(bytes, bytes.length);
        }
    }

    private List<String> names() throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
