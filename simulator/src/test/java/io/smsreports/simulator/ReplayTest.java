package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

    private static final String REPLAY = "./sms-reports simulate replay: ";

    @TempDir private Path folder;

    private Path from;
    private Path to;

    @BeforeEach
    void writeSources() throws IOException {
        from = Files.createDirectory(folder.resolve("from"));
        to = folder.resolve("to");
        Files.writeString(from.resolve("chunk_ab.csv"), "two\n");
        Files.writeString(from.resolve("chunk_aa.csv"), "one\n");
        Files.writeString(from.resolve("chunk_ac.csv.gz"), "three\n");
        Files.writeString(from.resolve("notes.txt"), "");
        Files.writeString(from.resolve(".hidden.csv"), "");
    }

    @Test
    void copiesInNameOrderAndLeavesTheSources() throws IOException {
        Files.createDirectory(to);
        CommandRun run = replay("--interval=0");

        assertThat(run)
                .isEqualTo(
                        new CommandRun(
                                0,
                                """
                                ? chunk_aa.csv (1 of 3)
                                ? chunk_ab.csv (2 of 3)
                                ? chunk_ac.csv.gz (3 of 3)
                                Delivered 3 files to %s, skipped 0.
                                """
                                        .formatted(to),
                                ""));
        assertThat(names(to)).containsExactly("chunk_aa.csv", "chunk_ab.csv", "chunk_ac.csv.gz");
        assertThat(to.resolve("chunk_ab.csv")).hasContent("two\n");
        assertThat(names(from)).hasSize(5);
    }

    @Test
    void skipsWhatIsThereAlreadyAndSaysSo() throws IOException {
        Files.createDirectory(to);
        Files.writeString(to.resolve("chunk_ab.csv"), "before\n");

        assertThat(replay("--interval=0").out())
                .isEqualTo(
                        """
                        ? chunk_aa.csv (1 of 3)
                        ? chunk_ab.csv is there already: skipped
                        ? chunk_ac.csv.gz (3 of 3)
                        Delivered 2 files to %s, skipped 1.
                        """
                                .formatted(to));
        assertThat(to.resolve("chunk_ab.csv")).hasContent("before\n");
    }

    @Test
    void takesIntervalAndBatchFromTheEnvironmentUnlessAFlagIsGiven() {
        Map<String, String> environment = Map.of("COPY_INTERVAL", "1 hour", "FILES_PER_BATCH", "3");
        // All three make one batch; after it nothing comes, and so no pause.
        assertThat(CommandRun.in(environment, "replay", "--from=" + from, "--to=" + to).exitCode())
                .isZero();
        assertThat(
                        CommandRun.in(
                                        Map.of("COPY_INTERVAL", "1 hour", "FILES_PER_BATCH", ""),
                                        "replay",
                                        "--interval=0s",
                                        "--from=" + from,
                                        "--to=" + folder.resolve("to2"))
                                .exitCode())
                .isZero();
    }

    @Test
    void deliversUnderUniqueNames() throws IOException {
        replay("--interval=0", "--unique-names");
        replay("--interval=0", "--unique-names");

        assertThat(names(to))
                .hasSize(6)
                .allMatch(name -> name.matches("data_\\d{8}_\\d{6}_[0-9a-f]{8}\\.csv(\\.gz)?"));
    }

    @Test
    void shufflesTheSameWayForTheSameSeed() {
        List<String> orders = new ArrayList<>();
        for (int seed = 1; seed <= 20; seed++) {
            String[] flags = {"--interval=0", "--order=shuffle", "--seed=" + seed, "--clear"};
            String first = replay(flags).out().replaceFirst("Removed.*\n", "");
            assertThat(replay(flags).out().replaceFirst("Removed.*\n", "")).isEqualTo(first);
            orders.add(first);
        }

        assertThat(new HashSet<>(orders)).hasSizeGreaterThan(2);
    }

    @Test
    void clearsWhatIsDeliveredOnly() throws IOException {
        Files.createDirectories(to.resolve("folder.csv"));
        for (String name : List.of("old.csv", "old.csv.gz", "keep.txt", ".hidden.csv")) {
            Files.writeString(to.resolve(name), "");
        }

        assertThat(replay("--interval=0", "--clear").out())
                .startsWith("Removed 2 files from " + to + ".\n");
        assertThat(names(to))
                .contains("keep.txt", ".hidden.csv", "folder.csv", "chunk_aa.csv")
                .doesNotContain("old.csv", "old.csv.gz");
    }

    @Test
    void readersNeverSeeAPartOfAFile() throws Exception {
        byte[] large = new byte[8 << 20];
        Path source = Files.createDirectory(folder.resolve("large"));
        for (int i = 0; i < 10; i++) {
            Files.write(source.resolve("chunk_a" + (char) ('a' + i) + ".csv"), large);
        }
        Files.createDirectory(to);
        CompletableFuture<CommandRun> run =
                CompletableFuture.supplyAsync(
                        () ->
                                CommandRun.of(
                                        "replay",
                                        "--from=" + source,
                                        "--to=" + to,
                                        "--interval=0"));
        Set<Long> sizes = new HashSet<>();
        while (!run.isDone()) {
            for (String name : names(to)) {
                if (!name.startsWith(".")) {
                    sizes.add(Files.size(to.resolve(name)));
                }
            }
        }

        assertThat(run.get().exitCode()).isZero();
        assertThat(names(to)).hasSize(10).noneMatch(name -> name.startsWith("."));
        assertThat(sizes).containsOnly((long) large.length);
    }

    @Test
    void pausesAsTheEventTimesSay() throws IOException {
        Path source = Files.createDirectory(folder.resolve("timed"));
        String row = "0,0,0,0,0,0,2020/09/01 %s,0,1,1,4,1,0,1,0,0\n";
        Files.writeString(
                source.resolve("a.csv"), RowWriter.HEADER + "\n" + row.formatted("00:00:00"));
        Files.writeString(source.resolve("b.csv"), row.formatted("00:10:00"));
        Files.writeString(source.resolve("c.csv"), row.formatted("00:05:00"));
        Files.writeString(source.resolve("d.csv.gz"), "damaged");
        long startNanos = System.nanoTime();

        CommandRun run = CommandRun.of("replay", "--from=" + source, "--to=" + to, "--speed=3000x");

        assertThat(run.exitCode()).isZero();
        assertThat(System.nanoTime() - startNanos).isGreaterThanOrEqualTo(200_000_000L);
    }

    @Test
    void stopsWithoutLeavingAnythingHalfDone() throws Exception {
        CompletableFuture<CommandRun> run = new CompletableFuture<>();
        Thread replay =
                new Thread(() -> run.complete(replay("--interval=1h", "--loop", "--unique-names")));
        replay.start();
        while (!Files.isDirectory(to)
                || names(to).stream().allMatch(name -> name.startsWith("."))) {
            Thread.onSpinWait();
        }
        replay.interrupt();

        assertThat(run.get())
                .matches(stopped -> stopped.exitCode() == 130)
                .matches(stopped -> stopped.out().contains("Stopped. Delivered 1 file to " + to))
                .matches(
                        stopped ->
                                stopped.err()
                                        .equals(
                                                REPLAY
                                                        + "interrupted; nothing half done is"
                                                        + " left\n"));
        assertThat(names(to)).hasSize(1).noneMatch(name -> name.startsWith("."));
    }

    @Test
    void refusesWhatItCannotDo() throws IOException {
        Path missing = folder.resolve("missing");
        assertRefused("--from " + missing + " is no folder", "--from=" + missing, "--to=" + to);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertRefused(
                "--from " + empty + " holds no *.csv and no *.csv.gz",
                "--from=" + empty,
                "--to=" + to);
        assertRefused(
                "--loop needs --unique-names: a name is delivered once",
                "--from=" + from,
                "--to=" + to,
                "--loop");
        assertRefused(
                "--files-per-batch 0: must be at least 1",
                "--from=" + from,
                "--to=" + to,
                "--files-per-batch=0");
        assertRefused(
                "--speed and --interval exclude each other",
                "--from=" + from,
                "--to=" + to,
                "--speed=60x",
                "--interval=1s");
        assertRefused(
                "Invalid value for option '--interval': 'soon' is no duration; write it as 30s, 5m,"
                        + " '10 minutes' or PT10M",
                "--from=" + from,
                "--interval=soon");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertRefused("cannot make the folder " + file, "--from=" + from, "--to=" + file);
        assertThat(to).doesNotExist();
    }

    @Test
    void neverTouchesTheSources() throws IOException {
        assertRefused(
                "--from and --to are the same folder",
                "--from=" + from,
                "--to=" + from + "/../from",
                "--clear");
        assertThat(names(from)).hasSize(5);
    }

    @Test
    void asksForTheServerOfABucket() {
        assertRefused(
                "--to s3:// needs MINIO_ENDPOINT in the environment",
                "--from=" + from,
                "--to=s3a://bucket/in");
        assertRefused("--to s3:///in names no bucket", "--from=" + from, "--to=s3:///in");
    }

    private static void assertRefused(String message, String... flags) {
        List<String> args = new ArrayList<>(List.of("replay"));
        args.addAll(List.of(flags));
        assertThat(CommandRun.of(args.toArray(String[]::new)))
                .isEqualTo(new CommandRun(2, "", REPLAY + message + "\n"));
    }

    private CommandRun replay(String... flags) {
        List<String> args = new ArrayList<>(List.of("replay", "--from=" + from, "--to=" + to));
        args.addAll(List.of(flags));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private static List<String> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
