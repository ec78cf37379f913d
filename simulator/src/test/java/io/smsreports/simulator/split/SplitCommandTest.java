package io.smsreports.simulator.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.simulator.CommandRun;
import io.smsreports.simulator.FolderContents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitCommandTest {

    private static final String SPLIT = "./sms-reports simulate split: ";
    private static final String HEADER = "RECORD_DATE,PAYTYPE_515,DEBIT_AMOUNT_42\n";

    @TempDir private Path folder;

    @Test
    void cutsAsSplitDoesWithTheHeaderInTheFirstOnly() throws IOException {
        Path input = write(HEADER + "1\n2\n3\n4\n");

        CommandRun run = split(input, "--lines=2");

        assertThat(run)
                .isEqualTo(
                        new CommandRun(
                                0,
                                "Cut 5 lines into 3 files (48 bytes) in " + out() + " in ? s.\n",
                                ""));
        assertThat(texts()).containsExactly(HEADER + "1\n", "2\n3\n", "4\n");
        assertThat(names()).containsExactly("chunk_aa.csv", "chunk_ab.csv", "chunk_ac.csv");
        assertThat(input).hasContent(HEADER + "1\n2\n3\n4\n");
    }

    @Test
    void repeatsTheHeaderAsOneOfTheLines() throws IOException {
        assertThat(split(write(HEADER + "1\n2\n3\n"), "--lines=3", "--repeat-header").out())
                .startsWith("Cut 5 lines into 2 files");

        assertThat(texts()).containsExactly(HEADER + "1\n2\n", HEADER + "3\n");
    }

    @Test
    void takesAHeaderWithAByteOrderMarkAndQuotes() throws IOException {
        String header = "\u00ef\u00bb\u00bf\"PAYTYPE_515\",\"RECORD_DATE\",\"DEBIT_AMOUNT_42\"\r\n";
        split(write(header + "1\r\n2\r\n"), "--lines=2", "--repeat-header");

        assertThat(texts()).containsExactly(header + "1\r\n", header + "2\r\n");
    }

    @Test
    void keepsALastLineWithoutLineEndAndBlankLines() throws IOException {
        assertThat(split(write("\n1\n\n2"), "--lines=3").out()).startsWith("Cut 4 lines into 2");

        assertThat(texts()).containsExactly("\n1\n\n", "2");
    }

    @Test
    void readsAndWritesGzip() throws IOException {
        Path input = folder.resolve("big.csv.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(input))) {
            gzip.write("1\n2\n3\n".getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(split(input, "--lines=2", "--gzip").exitCode()).isZero();

        assertThat(names()).containsExactly("chunk_aa.csv.gz", "chunk_ab.csv.gz");
        assertThat(texts()).containsExactly("1\n2\n", "3\n");
    }

    /** Lines of any length, also over the reader's buffer, with any bytes. */
    @Test
    void isTheInputWhenPutTogetherAgain() throws IOException {
        Random random = new Random(7);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int line = 0; line < 300; line++) {
            byte[] bytes = new byte[line == 150 ? 700_000 : random.nextInt(5_000)];
            random.nextBytes(bytes);
            text.write(bytes);
            text.write('\n');
        }
        Path input = folder.resolve("big.csv");
        Files.write(input, text.toByteArray());

        assertThat(split(input, "--lines=7").exitCode()).isZero();

        assertThat(texts()).allMatch(part -> part.endsWith("\n"));
        assertThat(String.join("", texts()).getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(text.toByteArray());
    }

    @Test
    void isWhatGenerateWroteWhenTheWholeIsSplit() throws IOException {
        Path whole = folder.resolve("whole");
        CommandRun.of("generate", "--rows=3000", "--seed=3", "--out=" + whole);

        split(whole.resolve("chunk_aa.csv"), "--lines=1000");

        assertThat(String.join("", texts()))
                .isEqualTo(Files.readString(whole.resolve("chunk_aa.csv")));
        assertThat(names()).hasSize(4);
    }

    @Test
    void refusesToOverwrite() throws IOException {
        Path taken = Files.createDirectories(out()).resolve("chunk_ab.csv");
        Files.writeString(taken, "mine\n");

        assertThat(split(write("1\n2\n"), "--lines=1"))
                .isEqualTo(
                        CommandRun.refused(
                                "split",
                                taken
                                        + " exists: nothing is overwritten; remove it or choose"
                                        + " another --out"));
        assertThat(names()).containsExactly("chunk_ab.csv");
        assertThat(taken).hasContent("mine\n");
    }

    @Test
    void failsOnABrokenGzipAndLeavesNothing() throws IOException {
        Path input = folder.resolve("big.csv.gz");
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(stored)) {
            gzip.write("1\n2\n3\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
        }
        Files.write(input, Arrays.copyOf(stored.toByteArray(), stored.size() - 9));

        assertThat(split(input, "--lines=5"))
                .isEqualTo(
                        new CommandRun(
                                1,
                                "",
                                SPLIT
                                        + "cannot read "
                                        + input
                                        + ": Unexpected end of ZLIB input stream\n"));
        assertThat(out()).doesNotExist();
    }

    private CommandRun split(Path input, String... flags) {
        List<String> args = new ArrayList<>(List.of("split", "--input=" + input));
        args.add("--out=" + out());
        args.addAll(List.of(flags));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("big.csv"), text, StandardCharsets.ISO_8859_1);
    }

    private Path out() {
        return folder.resolve("out");
    }

    private List<String> names() throws IOException {
        return FolderContents.names(out());
    }

    private Collection<String> texts() throws IOException {
        return FolderContents.texts(out()).values();
    }
}
