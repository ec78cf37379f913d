package io.smsreports.simulator.replay;

import static io.smsreports.simulator.FolderContents.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.simulator.CommandRun;
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

class ReplayCommandTest {

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
        assertThat(replay(environment).exitCode()).isZero();
        assertThat(
                        replay(
                                        Map.of("COPY_INTERVAL", "1 hour", "FILES_PER_BATCH", ""),
                                        "--interval=0s",
                                        "--unique-names")
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
        from = source;
        CompletableFuture<CommandRun> run =
                CompletableFuture.supplyAsync(() -> replay("--interval=0"));
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
                source.resolve("a.csv"), "0,1,2,3,4,5,RECORD_DATE\n" + row.formatted("00:00:00"));
        Files.writeString(source.resolve("b.csv"), row.formatted("00:10:00"));
        Files.writeString(source.resolve("c.csv"), row.formatted("00:05:00"));
        Files.writeString(source.resolve("d.csv.gz"), "damaged");
        from = source;
        long startNanos = System.nanoTime();

        assertThat(replay("--speed=3000x").exitCode()).isZero();
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

        assertThat(run.get().exitCode()).isEqualTo(130);
        assertThat(run.get().out()).contains("Stopped. Delivered 1 file to " + to);
        assertThat(run.get().err())
                .isEqualTo(
                        "./sms-reports simulate replay: interrupted; nothing half done is left\n");
        assertThat(names(to)).hasSize(1).noneMatch(name -> name.startsWith("."));
    }

    @Test
    void neverTouchesTheSources() throws IOException {
        to = from.resolve("../from");

        assertThat(replay("--clear"))
                .isEqualTo(CommandRun.refused("replay", "--from and --to are the same folder"));
        assertThat(names(from)).hasSize(5);
    }

    private CommandRun replay(String... flags) {
        return replay(Map.of(), flags);
    }

    private CommandRun replay(Map<String, String> environment, String... flags) {
        List<String> args = new ArrayList<>(List.of("replay", "--from=" + from, "--to=" + to));
        args.addAll(List.of(flags));
        return CommandRun.in(environment, args.toArray(String[]::new));
    }
}
