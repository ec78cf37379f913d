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

/** A process that is told to end, as Ctrl-C does, and so cleans up. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class InterruptionIT {

    private static final int SIGNALLED = 128 + 15;

    @TempDir private Path folder;

    @Test
    void generateLeavesNothing() throws Exception {
        Path out = folder.resolve("in");
        Process process =
                start("generate", "--rows=10000000000", "--faults=future=1", "--out=" + out);
        awaitFileIn(out);
        process.destroy();

        assertThat(process.waitFor()).isEqualTo(SIGNALLED);
        assertThat(errors(process))
                .isEqualTo(
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
        Process process =
                start(
                        "replay",
                        "--from=" + from,
                        "--to=" + to,
                        "--interval=0",
                        "--loop",
                        "--unique-names");
        awaitFileIn(to);
        process.destroy();

        assertThat(process.waitFor()).isEqualTo(SIGNALLED);
        assertThat(names(to)).noneMatch(name -> name.startsWith("."));
        for (String name : names(to)) {
            assertThat(to.resolve(name)).hasSize(64 << 20);
        }
    }

    private Process start(String... args) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Simulate.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile())
                .start();
    }

    private String errors(Process ended) throws IOException {
        assertThat(ended.isAlive()).isFalse();
        return Files.readString(folder.resolve("err.txt"));
    }

    private static void awaitFileIn(Path folder) throws Exception {
        while (!Files.isDirectory(folder) || names(folder).isEmpty()) {
            Thread.sleep(10);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
