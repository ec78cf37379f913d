package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is asked to end, as by Ctrl-C, and cleans up. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GracefulShutdownIT {

    private static final int SIGNALLED = 128 + 15;

    @TempDir private Path folder;

    @Test
    void generateLeavesNothing() throws Exception {
        Path out = folder.resolve("in");
        endOnceThereIsAFileIn(
                out, "generate", "--rows=10000000000", "--faults=future=1", "--out=" + out);

        assertThat(folder.resolve("err.txt"))
                .hasContent(
                        "./sms-reports simulate generate: interrupted; nothing half done is"
                                + " left\n");
        assertThat(out).doesNotExist();
        assertThat(folder.resolve("in_key")).doesNotExist();
    }

    @Test
    void replayLeavesWholeFilesOnly() throws Exception {
        Path from = Files.createDirectory(folder.resolve("from"));
        Path to = folder.resolve("to");
        Files.write(from.resolve("chunk_aa.csv"), new byte[64 << 20]);
        endOnceThereIsAFileIn(
                to,
                "replay",
                "--from=" + from,
                "--to=" + to,
                "--interval=0",
                "--loop",
                "--unique-names");

        for (String name : FolderContents.names(to)) {
            assertThat(name).doesNotStartWith(".");
            assertThat(to.resolve(name)).hasSize(64 << 20);
        }
    }

    private void endOnceThereIsAFileIn(Path watched, String... args)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Simulate.class.getName()));
        command.addAll(List.of(args));
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(folder.resolve("out.txt").toFile())
                        .redirectError(folder.resolve("err.txt").toFile())
                        .start();
        while (!Files.isDirectory(watched) || FolderContents.names(watched).isEmpty()) {
            Thread.sleep(10);
        }
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(SIGNALLED);
    }
}
