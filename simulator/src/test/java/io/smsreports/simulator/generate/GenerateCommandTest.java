package io.smsreports.simulator.generate;

import static io.smsreports.simulator.FolderContents.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.simulator.CommandRun;
import io.smsreports.simulator.FolderContents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What generate writes; that the answer key is right is for the job's tests to say. */
class GenerateCommandTest {

    private static final String GENERATE = "./sms-reports simulate generate: ";

    @TempDir private Path folder;

    private Path out;
    private Path key;

    @BeforeEach
    void nameTheFolders() {
        writeTo("in");
    }

    private void writeTo(String name) {
        out = folder.resolve(name);
        key = folder.resolve(name + "_key");
    }

    @Test
    void writesTheReferenceHour() throws IOException {
        assertThat(CommandRun.of("generate", "--preset", "reference", "--out", out.toString()))
                .isEqualTo(
                        new CommandRun(
                                0,
                                "Wrote 749,413 rows in 15 files (75,366,199 bytes) to "
                                        + out
                                        + " in ? s.\n",
                                ""));
        assertThat(names(out)).hasSize(15).contains("chunk_ao.csv");
    }

    @Test
    void spreadsTheRowsEvenlyOverFiles() throws IOException {
        CommandRun run = generate("--files=3", "--start=2021-02-28", "--days=2");

        Map<String, String> texts = FolderContents.texts(out);
        int bytes = texts.values().stream().mapToInt(String::length).sum();
        assertThat(run)
                .isEqualTo(
                        new CommandRun(
                                0,
                                "Wrote 5,000 rows in 3 files (%,d bytes) to %s in ? s.\n"
                                        .formatted(bytes, out),
                                ""));
        assertThat(texts.keySet()).containsExactly("chunk_aa.csv", "chunk_ab.csv", "chunk_ac.csv");
        assertThat(texts.values().stream().map(text -> text.lines().count()))
                .containsExactly(1_668L, 1_667L, 1_666L);
        assertThat(texts.get("chunk_aa.csv"))
                .startsWith(RowWriter.HEADER + "\n")
                .contains(",2021/02/28 00:0");
        assertThat(texts.get("chunk_ac.csv")).contains(",2021/03/01 23:5").doesNotContain("R");
    }

    @Test
    void writesOneFileByDefault() {
        assertThat(CommandRun.of("generate", "--rows=1", "--out=" + out).out())
                .startsWith("Wrote 1 rows in 1 file (");
    }

    @Test
    void writesFilesAndBesideThemTheKey() throws IOException {
        CommandRun run = generate("--files=10", "--faults=all", "--gzip");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .endsWith(" to " + out + " in ? s.\nThe answer key is in " + key + ".\n");
        // Ten, less the missing one, and the copy of another.
        assertThat(names(out)).hasSize(10).allMatch(name -> name.endsWith(".csv.gz"));
        assertThat(names(out)).filteredOn(name -> name.endsWith("_again.csv.gz")).hasSize(1);
        assertThat(names(key))
                .containsExactly(
                        "count_revenue_15min.csv",
                        "daily_revenue.csv",
                        "duplicates.csv",
                        "faults.csv",
                        "file_days.csv",
                        "file_ledger.csv",
                        "in_time_count_revenue_15min.csv",
                        "in_time_daily_revenue.csv",
                        "in_time_minmax_15min.csv",
                        "in_time_revenue_15min.csv",
                        "late_revenue.csv",
                        "lost.csv",
                        "minmax_15min.csv",
                        "ref.csv",
                        "rejected_rows.csv",
                        "revenue_15min.csv");
        assertThat(keyLines("faults").subList(1, 13))
                .allMatch(line -> line.split(",")[1].equals(line.split(",")[2]));
        assertThat(keyLines("file_ledger").stream().map(line -> line.split(",")[2]).distinct())
                .containsExactlyInAnyOrder("status", "OK", "TRUNCATED", "MISSING");
    }

    @Test
    void makesExactlyAsManyFaultsAsAskedFor() throws IOException {
        generate("--files=20", "--faults=malformed=7,duplicate-row=1%,future=2,late=5:1h..2h");

        assertThat(keyLines("faults"))
                .containsExactly(
                        "fault,asked,made",
                        "late,5,5",
                        "future,2,2",
                        "malformed,7,7",
                        "duplicate-row,50,50");
        assertThat(keyLines("rejected_rows")).hasSize(1 + 9);
        assertThat(FolderContents.lines(out)).hasSize(1 + 5_000 + 50);
    }

    @Test
    void writesTheSameBytesForTheSameSeed() throws IOException {
        Map<String, String> first = bytesOfSeed("5", "first");

        assertThat(bytesOfSeed("5", "second"))
                .isEqualTo(first)
                .isNotEqualTo(bytesOfSeed("6", "third"))
                .hasSizeGreaterThan(20);
    }

    private Map<String, String> bytesOfSeed(String seed, String name) throws IOException {
        writeTo(name);
        generate("--files=10", "--faults=all", "--seed=" + seed);
        Map<String, String> bytes = new TreeMap<>(FolderContents.texts(out));
        FolderContents.texts(key).forEach((table, text) -> bytes.put("key/" + table, text));
        return bytes;
    }

    @Test
    void losesTheSameRowsThatOtherwiseStandThere() throws IOException {
        generate("--files=4");
        List<String> whole = FolderContents.lines(out);
        writeTo("faulty");
        generate("--files=4", "--faults=truncated-file=1,missing-file=1");

        List<String> torn =
                FolderContents.lines(out).stream().filter(line -> !whole.contains(line)).toList();
        assertThat(names(out)).hasSize(3);
        assertThat(torn).hasSize(1).allMatch(line -> line.split(",").length == 3);
        assertThat(keyLines("lost")).hasSize(3);
    }

    @Test
    void warnsOfFaultsThatWereNotPossible() {
        CommandRun run = generate("--files=1", "--faults=late=1%");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .isEqualTo(
                        GENERATE
                                + "only 0 of the 50 late rows asked for were possible; more"
                                + " --files make more of them possible\n");
    }

    @Test
    void writesAKeyOfFaultlessFilesToTheGivenFolder() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        generate("--key=" + elsewhere);

        assertThat(key).doesNotExist();
        assertThat(elsewhere.resolve("rejected_rows.csv")).content().hasLineCount(1);
        assertThat(elsewhere.resolve("file_ledger.csv")).content().contains(",OK,5000,5000,0,0,");
    }

    @Test
    void refusesToOverwriteAFile() throws IOException {
        assertRefusedForIn(out, "chunk_ac.csv", "--files=3");
    }

    @Test
    void refusesToOverwriteAKey() throws IOException {
        assertRefusedForIn(key, "late_revenue.csv", "--faults=future=1");
        assertThat(out).doesNotExist();
    }

    private void assertRefusedForIn(Path target, String name, String flag) throws IOException {
        Path taken = Files.writeString(Files.createDirectory(target).resolve(name), "mine\n");

        assertThat(generate(flag))
                .isEqualTo(
                        CommandRun.refused(
                                "generate",
                                taken
                                        + " exists: nothing is overwritten; remove it or choose"
                                        + " another --out"));
        assertThat(names(target)).containsExactly(name);
        assertThat(taken).hasContent("mine\n");
    }

    private CommandRun generate(String... flags) {
        List<String> args = new ArrayList<>(List.of("generate", "--rows=5000", "--out=" + out));
        args.addAll(List.of(flags));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private List<String> keyLines(String table) throws IOException {
        return Files.readAllLines(key.resolve(table + ".csv"), StandardCharsets.ISO_8859_1);
    }
}
