package io.smsreports.simulator;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What faults do to the files; that the key is right is for the job's tests to say. */
class GenerateFaultsTest {

    private static final String GENERATE = "./sms-reports simulate generate: ";

    @TempDir private Path folder;

    private Path out;
    private Path key;

    @BeforeEach
    void nameTheFolders() {
        out = folder.resolve("in");
        key = folder.resolve("in_key");
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
        assertThat(lines("faults").subList(1, 13))
                .allMatch(line -> line.split(",")[1].equals(line.split(",")[2]));
        assertThat(lines("file_ledger").stream().map(line -> line.split(",")[2]).distinct())
                .containsExactlyInAnyOrder("status", "OK", "TRUNCATED", "MISSING");
    }

    @Test
    void makesExactlyAsManyAsAskedFor() throws IOException {
        generate("--files=20", "--faults=malformed=7,duplicate-row=1%,future=2,late=5:1h..2h");

        assertThat(lines("faults"))
                .containsExactly(
                        "fault,asked,made",
                        "late,5,5",
                        "future,2,2",
                        "malformed,7,7",
                        "duplicate-row,50,50");
        assertThat(lines("rejected_rows")).hasSize(1 + 9);
        int rows = 0;
        for (String name : names(out)) {
            rows += Files.readAllLines(out.resolve(name)).size();
        }
        assertThat(rows).isEqualTo(1 + 5_000 + 50);
    }

    @Test
    void writesTheSameBytesForTheSameSeed() throws IOException {
        Map<String, String> first = contentsAfter("--seed=5");
        Map<String, String> second = contentsAfter("--seed=5");
        Map<String, String> other = contentsAfter("--seed=6");

        assertThat(first).isEqualTo(second).isNotEqualTo(other).hasSizeGreaterThan(20);
    }

    @Test
    void losesTheSameRowsThatOtherwiseStandThere() throws IOException {
        generate("--files=4");
        List<String> whole = new ArrayList<>();
        for (String name : names(out)) {
            whole.addAll(Files.readAllLines(out.resolve(name)));
        }
        out = folder.resolve("faulty");
        key = folder.resolve("faulty_key");
        generate("--files=4", "--faults=truncated-file=1,missing-file=1");

        List<String> left = new ArrayList<>();
        for (String name : names(out)) {
            left.addAll(Files.readAllLines(out.resolve(name)));
        }
        List<String> torn = left.stream().filter(line -> !whole.contains(line)).toList();
        assertThat(names(out)).hasSize(3);
        assertThat(torn).hasSize(1).allMatch(line -> line.split(",").length == 3);
        assertThat(lines("lost")).hasSize(3);
    }

    @Test
    void saysWhatWasNotPossible() {
        CommandRun run = generate("--files=1", "--faults=late=1%");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .isEqualTo(
                        GENERATE
                                + "only 0 of the 50 late rows asked for were possible; more"
                                + " --files make more of them possible\n");
    }

    @Test
    void writesAKeyOfFaultlessFilesWhereItIsToldTo() throws IOException {
        Path elsewhere = folder.resolve("elsewhere");
        generate("--key=" + elsewhere);

        assertThat(key).doesNotExist();
        assertThat(elsewhere.resolve("rejected_rows.csv")).content().hasLineCount(1);
        assertThat(elsewhere.resolve("file_ledger.csv")).content().contains(",OK,5000,5000,0,0,");
    }

    @Test
    void refusesWhatMakesNoSense() throws IOException {
        String option = "Invalid value for option '--faults': ";
        assertRefused(
                option
                        + "'typo' is not a fault: all, or some of duplicate-file, truncated-file,"
                        + " missing-file, mixed-header, late, future, malformed, too-long,"
                        + " duplicate-row, unknown-paytype, odd-row, blank-line",
                "--faults=typo=1");
        assertRefused(
                option + "'late' names no number; write it as late=0.5% or future=3",
                "--faults=late");
        assertRefused(
                option + "'future=-1': the number is a share such as 0.5% or a count such as 3",
                "--faults=future=-1");
        assertRefused(
                option + "'3h..20m': the lesser delay comes first", "--faults=late=1%:3h..20m");
        assertRefused(
                option + "'future=1,future=2' names future twice", "--faults=future=1,future=2");
        assertRefused(
                "--faults missing-file=2: only 1 of the 1 files are left for it; one file has one"
                        + " such fault",
                "--faults=missing-file=2");
        assertRefused(
                "--jitter 1200s is over --watermark-delay 600s: which rows are late would be left"
                        + " to chance, and the key wrong",
                "--faults=future=1",
                "--jitter=20m");
        assertRefused(
                "--key " + out + "/key lies in --out: the reports would read it as input",
                "--key=" + out + "/key");
        assertRefused(
                "--start 2999-01-01: the reports reject rows of the future, which the key does not"
                        + " do",
                "--faults=future=1",
                "--start=2999-01-01");
        assertRefused(
                "Invalid value for option '--paytypes': the shares in '0:0.5' do not add up to 1",
                "--paytypes=0:0.5");
        assertRefused(
                "Invalid value for option '--header': 'some' is not first, every or none",
                "--header=some");
        assertThat(out).doesNotExist();
        assertThat(key).doesNotExist();
    }

    @Test
    void refusesAKeyThatIsThereAndWritesNothing() throws IOException {
        Files.createDirectory(key);
        Path taken = Files.writeString(key.resolve("late_revenue.csv"), "mine\n");

        assertRefused(
                taken + " exists: nothing is overwritten; remove it or choose another --out",
                "--faults=future=1");
        assertThat(out).doesNotExist();
        assertThat(names(key)).containsExactly("late_revenue.csv");
    }

    private void assertRefused(String message, String... flags) {
        assertThat(generate(flags)).isEqualTo(new CommandRun(2, "", GENERATE + message + "\n"));
    }

    private CommandRun generate(String... flags) {
        List<String> args = new ArrayList<>(List.of("generate", "--rows=5000", "--out=" + out));
        args.addAll(List.of(flags));
        return CommandRun.of(args.toArray(String[]::new));
    }

    private Map<String, String> contentsAfter(String seed) throws IOException {
        out = folder.resolve("in" + System.nanoTime());
        key = out.resolveSibling(out.getFileName() + "_key");
        generate("--files=10", "--faults=all", seed);
        Map<String, String> contents = new TreeMap<>();
        for (Path each : List.of(out, key)) {
            for (String name : names(each)) {
                contents.put(
                        (each.equals(key) ? "key/" : "") + name,
                        new String(
                                Files.readAllBytes(each.resolve(name)),
                                StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    private List<String> lines(String table) throws IOException {
        return Files.readAllLines(key.resolve(table + ".csv"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
