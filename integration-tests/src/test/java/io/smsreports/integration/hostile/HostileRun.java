package io.smsreports.integration.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.smsreports.integration.Output;
import io.smsreports.integration.process.CommandProcess;
import io.smsreports.testing.Eventually;
import io.smsreports.testing.FilesInMotion;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One round of hostile input: real processes with a small heap read a {@link HostileFolder}, and
 * what they have written must account for all of it.
 */
final class HostileRun {

    private static final String HEAP = "-Xmx256m -XX:+ExitOnOutOfMemoryError";

    /** All of the process: heap, code, stacks, buffers. Reading more must not take more. */
    private static final long GREATEST_RESIDENT_KIB = 1_000_000;

    private static final List<String> MOVING =
            List.of(
                    "moving-grows.csv",
                    "moving-shrinks.csv",
                    "moving-vanishes.csv",
                    "moving-changes.csv");

    private final Path home;
    private final Path input;
    private final List<HostileFile> files;
    private final SplittableRandom random;
    private long residentKib;

    private HostileRun(Path home, SplittableRandom random, boolean thorough) throws IOException {
        this.home = home;
        this.random = random;
        this.input = Files.createDirectories(home.resolve("in"));
        Files.writeString(
                home.resolve("ref.csv"),
                "PayType,value\n0,Prepaid\n1,Postpaid\n"
                        + HostileFolder.CLEAN_PAYTYPE
                        + ",Clean\n");
        Path made = Files.createDirectories(home.resolve("made"));
        this.files =
                new ArrayList<>(
                        HostileFolder.fill(made, home.resolve("outside"), random, thorough));
    }

    /** What a round was made of. */
    record Totals(int files, long bytes, long residentKib) {
        Totals plus(Totals other) {
            return new Totals(
                    files + other.files,
                    bytes + other.bytes,
                    Math.max(residentKib, other.residentKib));
        }
    }

    /** In batch, with all files there at the start. */
    static Totals batch(Path home, long seed, boolean thorough) throws Exception {
        HostileRun run = new HostileRun(home, new SplittableRandom(seed), thorough);
        run.deliver(run.made());
        run.files.addAll(HostileFolder.forbid(run.input));
        try (CommandProcess process = run.start("--mode=batch")) {
            run.watch(process);
            assertThat(process.exitCode()).as("%s%s", process.out(), process.err()).isZero();
        }
        return run.check(List.of());
    }

    /** Streaming, while files arrive and others change, with a stop or a kill in between. */
    static Totals live(Path home, long seed, boolean thorough) throws Exception {
        HostileRun run = new HostileRun(home, new SplittableRandom(seed), thorough);
        List<Path> all = run.made();
        run.deliver(all.subList(0, all.size() / 2));
        run.files.addAll(HostileFolder.forbid(run.input));
        try (CommandProcess first = run.start()) {
            first.awaitOut("Web UI http://localhost:(\\d+)");
            int read = run.random.nextInt(20);
            Eventually.await("a few files are read", () -> run.results().ledger().size() > read);
            run.watch(first);
            if (thorough && run.random.nextBoolean()) {
                first.kill();
            } else {
                first.terminate();
                assertThat(first.exitCode()).as("%s%s", first.out(), first.err()).isZero();
            }
        }
        try (CommandProcess second = run.start()) {
            String port = second.awaitOut("Web UI http://localhost:(\\d+)");
            run.deliver(all.subList(all.size() / 2, all.size()));
            run.move();
            run.awaitAllFiles(second);
            assertThat(run.stop(port)).isZero();
            assertThat(second.exitCode()).as("%s%s", second.out(), second.err()).isZero();
        }
        return run.check(MOVING);
    }

    private List<Path> made() throws IOException {
        try (Stream<Path> children = Files.list(home.resolve("made"))) {
            return children.sorted().toList();
        }
    }

    private void deliver(List<Path> paths) throws IOException {
        for (Path path : paths) {
            Files.move(path, input.resolve(path.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private CommandProcess start(String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--input=in",
                                "--reference=ref.csv",
                                "--output=out",
                                "--checkpoints=checkpoints",
                                "--parallelism=2",
                                "--trigger-interval=500ms",
                                "--discovery-interval=100ms",
                                "--settle-time=100ms",
                                "--idle-timeout=1s",
                                "--web-port=0"));
        arguments.addAll(List.of(options));
        return CommandProcess.startWithoutPrivileges(
                home,
                Map.of("JAVA_TOOL_OPTIONS", HEAP, "LC_ALL", "C.UTF-8"),
                arguments.toArray(String[]::new));
    }

    private int stop(String port) throws Exception {
        try (CommandProcess stop =
                CommandProcess.startWithoutPrivileges(
                        home, Map.of(), "stop", "--drain", "--web-port=" + port)) {
            return stop.exitCode();
        }
    }

    /** Files that are not what they were when they were found. */
    private void move() throws Exception {
        Path grows = Files.writeString(input.resolve(MOVING.get(0)), row());
        Path shrinks =
                Files.write(
                        input.resolve(MOVING.get(1)),
                        row().repeat(100_000).getBytes(StandardCharsets.US_ASCII));
        Path vanishes =
                Files.write(
                        input.resolve(MOVING.get(2)),
                        row().repeat(50_000).getBytes(StandardCharsets.US_ASCII));
        Path changes = Files.writeString(input.resolve(MOVING.get(3)), row().repeat(1_000));
        for (int i = 0; i < 40; i++) {
            Files.writeString(grows, row(), java.nio.file.StandardOpenOption.APPEND);
            if (i == random.nextInt(40)) {
                Files.deleteIfExists(vanishes);
            }
            try (RandomAccessFile file = new RandomAccessFile(shrinks.toFile(), "rw")) {
                file.setLength(file.length() * 3 / 4);
            }
            Path replacement = Files.writeString(home.resolve("replacement"), row().repeat(1 + i));
            Files.move(replacement, changes, StandardCopyOption.ATOMIC_MOVE);
            Thread.sleep(random.nextInt(50));
        }
        Files.deleteIfExists(vanishes);
    }

    private String row() {
        return "0,,1,,0,,2020/08/30 00:01:00,0,%d.50,,,,,,,\n".formatted(random.nextInt(100));
    }

    private Output results() {
        return new Output(home.resolve("out"));
    }

    private TreeSet<String> expectedNames() {
        TreeSet<String> names = new TreeSet<>();
        files.forEach(file -> names.add(file.nameInOutput()));
        return names;
    }

    /** By progress: that a file is read late is no finding, that none is read for a minute is. */
    private void awaitAllFiles(CommandProcess process) throws Exception {
        TreeSet<String> missing = expectedNames();
        while (!missing.isEmpty()) {
            int before = missing.size();
            Eventually.await(
                    "one more is read of " + missing,
                    () -> {
                        watch(process);
                        missing.removeAll(results().ledger().keySet());
                        return missing.size() < before;
                    });
        }
    }

    private void watch(CommandProcess process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmHWM:")) {
                residentKib = Math.max(residentKib, Long.parseLong(line.replaceAll("\\D", "")));
            }
        }
    }

    private Totals check(List<String> mayBeThere) throws IOException {
        Output output = results();
        Map<String, NamedCsvRecord> ledger = output.ledger();
        TreeSet<String> names = new TreeSet<>(ledger.keySet());
        mayBeThere.forEach(names::remove);
        assertThat(names).isEqualTo(expectedNames());
        Map<String, List<String>> rejected = rejectedRows(output);
        for (HostileFile file : files) {
            check(file, ledger.get(file.nameInOutput()), rejected);
        }
        checkCleanFiles(output);
        output.assertBalanced();
        assertThat(secretsIn(home.resolve("out"))).isEmpty();
        assertThat(residentKib).isLessThan(GREATEST_RESIDENT_KIB);
        return new Totals(
                files.size() + mayBeThere.size(),
                files.stream().mapToLong(HostileFile::bytes).sum(),
                residentKib);
    }

    private static void check(
            HostileFile file, NamedCsvRecord row, Map<String, List<String>> rejected) {
        assertThat(row.getField("status")).as(file.name()).isIn(file.statuses());
        if (file.expected().isEmpty()) {
            return;
        }
        ExpectedFile expected = file.expected().get();
        Map<String, String> fields = new TreeMap<>();
        expected.ledger().keySet().forEach(column -> fields.put(column, row.getField(column)));
        assertThat(fields).as(file.name()).isEqualTo(expected.ledger());
        expected.rejectedRows()
                .ifPresent(
                        rows ->
                                assertThat(rejected.getOrDefault(file.nameInOutput(), List.of()))
                                        .as("rejected rows of %s", file.name())
                                        .isEqualTo(rows));
    }

    private static Map<String, List<String>> rejectedRows(Output output) throws IOException {
        Map<String, List<String>> rejected = new TreeMap<>();
        for (NamedCsvRecord row : output.rows("rejected_rows")) {
            rejected.computeIfAbsent(row.getField("file"), file -> new ArrayList<>())
                    .add(
                            ExpectedFile.rejectedRow(
                                    row.getField("byte_offset"),
                                    row.getField("reason"),
                                    Output.rejectedLine(row)));
        }
        rejected.values().forEach(rows -> rows.sort(null));
        return rejected;
    }

    /** Published and late together, since hostile dates move the watermark as they like. */
    private static void checkCleanFiles(Output output) throws IOException {
        Map<String, BigDecimal> revenue = new TreeMap<>();
        List<NamedCsvRecord> rows = new ArrayList<>(output.rows("revenue_15min"));
        rows.addAll(output.rows("late_revenue"));
        for (NamedCsvRecord row : rows) {
            if (row.getField("paytype").equals(HostileFolder.CLEAN_PAYTYPE)) {
                revenue.merge(
                        row.getField("RECORD_DATE"),
                        Output.amount(row, "revenue"),
                        BigDecimal::add);
            }
        }
        Map<String, BigDecimal> expected = new TreeMap<>();
        for (int quarter = 0; quarter < 3; quarter++) {
            long minor = 0;
            for (int row = 0; row < 5_000; row++) {
                minor += HostileFolder.cleanMinor(quarter, row);
            }
            expected.put(
                    "2020-08-30T00:%02d:00.000Z".formatted(15 * quarter),
                    BigDecimal.valueOf(minor, 3).setScale(6));
        }
        assertThat(revenue).isEqualTo(expected);
    }

    private static List<Path> secretsIn(Path output) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path file : FilesInMotion.below(output)) {
            if (Files.readString(file, StandardCharsets.ISO_8859_1)
                    .contains(HostileFolder.SECRET)) {
                found.add(file);
            }
        }
        return found;
    }
}
