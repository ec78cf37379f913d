package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every output of the job over deliveries with every fault there is, compared with the answer key,
 * which the simulator computes on its own.
 */
@MiniClusterTest
class SimulatedFaultsIT {

    /** Each seed has other faults in other places; every other set is compressed. */
    private static final int SEEDS = 5;

    /** Each seed is of another time zone; the first of UTC. */
    private static final List<String> ZONES =
            List.of("UTC", "Asia/Shanghai", "Asia/Tehran", "Australia/Lord_Howe", "Asia/Kolkata");

    /** Of one row, what differs from run to run is left out. */
    private static final List<String> LATE_COLUMNS =
            List.of("record_count", "revenue", "min_revenue", "max_revenue");

    @TempDir static Path shared;

    @TempDir Path folder;

    private record Delivery(int seed, Path input, AnswerKeyFiles key) {

        @Override
        public String toString() {
            return "seed " + seed;
        }
    }

    @BeforeAll
    static void simulate() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            List<String> command = new ArrayList<>();
            command.addAll(List.of("generate", "--rows=30000", "--files=12", "--days=2"));
            command.addAll(List.of("--paytypes=0:0.6,1:0.3,5:0.1", "--faults=all"));
            command.add("--seed=" + seed);
            command.add("--time-zone=" + zoneOf(seed));
            command.add("--header=" + List.of("first", "every", "none").get(seed % 3));
            command.add("--out=" + inputOf(seed));
            if (seed % 2 == 0) {
                command.add("--gzip");
            }
            SimulatedInput.simulate(command.toArray(String[]::new));
        }
    }

    private static String zoneOf(int seed) {
        return ZONES.get((seed - 1) % ZONES.size());
    }

    private static Path inputOf(int seed) {
        return shared.resolve("in" + seed);
    }

    private static Stream<Delivery> deliveries() {
        return IntStream.rangeClosed(1, SEEDS)
                .mapToObj(
                        seed ->
                                new Delivery(
                                        seed,
                                        inputOf(seed),
                                        new AnswerKeyFiles(shared.resolve("in" + seed + "_key"))));
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    void batchEqualsTheKey(Delivery delivery) throws Exception {
        Output output = run(delivery, "--mode=batch", "--parallelism=2");

        assertThat(output.published().values()).isEqualTo(delivery.key().all().values());
        assertThat(output.rows("late_revenue")).isEmpty();
        assertAccountsEqual(output, delivery.key(), List.of("late"));
    }

    @ParameterizedTest
    @MethodSource("deliveries")
    void aBoundedStreamEqualsTheKeyWithNothingLate(Delivery delivery) throws Exception {
        Output output =
                run(delivery, "--stop-at-end", "--parallelism=" + (1 + delivery.seed() % 4));

        assertThat(output.published().values()).isEqualTo(delivery.key().all().values());
        assertThat(output.rows("late_revenue")).isEmpty();
        assertAccountsEqual(output, delivery.key(), List.of("late"));
    }

    /** All of it is there when the job starts. */
    @ParameterizedTest
    @MethodSource("deliveries")
    void aLiveJobOverABacklogEqualsTheKeyWithNothingLate(Delivery delivery) throws Exception {
        Output output = run(delivery, "--parallelism=" + (1 + delivery.seed() % 4));

        assertThat(output.published().values()).isEqualTo(delivery.key().all().values());
        assertThat(output.rows("late_revenue")).isEmpty();
        assertAccountsEqual(output, delivery.key(), List.of("late"));
    }

    private static Stream<Delivery> someDeliveries() {
        return deliveries().limit(2);
    }

    /** The key takes every time for true; the job does not believe each. So it has less late. */
    @ParameterizedTest
    @MethodSource("someDeliveries")
    void filesThatComeOneByOneEqualTheKeyWithWhatIsLate(Delivery delivery) throws Exception {
        Workspace workspace = Workspace.in(folder);
        useLabels(delivery, workspace);
        String zone = zoneOf(delivery.seed());
        ReportJob.runLiveOneByOne(
                workspace,
                SimulatedInput.inOrderOfDelivery(delivery.input()),
                "--time-zone=" + zone);
        Output output = new Output(workspace.output(), ZoneId.of(zone));

        output.assertBalanced();
        assertThat(output.published().plus(output.late()).values())
                .isEqualTo(delivery.key().all().values());
        Map<String, List<BigDecimal>> expected = lateOf(delivery.key().rows("late_revenue"));
        Map<String, List<BigDecimal>> late = lateOf(output.rows("late_revenue"));
        assertThat(late).isNotEmpty();
        late.forEach(
                (row, figures) ->
                        assertThat(figures.get(0))
                                .as("late records of %s", row)
                                .isLessThanOrEqualTo(
                                        expected.getOrDefault(row, List.of(BigDecimal.ZERO))
                                                .get(0)));
        assertAccountsEqual(output, delivery.key(), List.of("late"));
    }

    private static void useLabels(Delivery delivery, Workspace workspace) throws IOException {
        Files.copy(
                delivery.key().folder().resolve("ref.csv"),
                workspace.reference(),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private Output run(Delivery delivery, String... options) throws Exception {
        Workspace workspace = Workspace.reading(delivery.input(), folder);
        useLabels(delivery, workspace);
        List<String> all = new ArrayList<>(List.of(options));
        all.add("--time-zone=" + zoneOf(delivery.seed()));
        String[] command = workspace.command(all.toArray(String[]::new));
        if (ReportJob.settings(command).isBounded()) {
            ReportJob.run(command);
        } else {
            ReportJob.runLive(filesOf(delivery.key()), command);
        }
        Output output = new Output(workspace.output(), ZoneId.of(zoneOf(delivery.seed())));
        output.assertBalanced();
        return output;
    }

    private static int filesOf(AnswerKeyFiles key) throws IOException {
        return (int)
                key.rows("file_ledger").stream()
                        .filter(row -> !row.getField("status").equals("MISSING"))
                        .count();
    }

    private static void assertAccountsEqual(Output output, AnswerKeyFiles key, List<String> leftOut)
            throws IOException {
        assertThat(texts(output.rows("rejected_rows"), leftOut))
                .containsExactlyInAnyOrderElementsOf(texts(key.rows("rejected_rows"), leftOut));
        assertThat(texts(output.rows("file_ledger"), with(leftOut, "read_at")))
                .containsExactlyInAnyOrderElementsOf(
                        texts(
                                key.rows("file_ledger").stream()
                                        .filter(row -> !row.getField("status").equals("MISSING"))
                                        .toList(),
                                leftOut));
        assertThat(fileDays(output, leftOut))
                .containsExactlyInAnyOrderElementsOf(texts(key.rows("file_days"), leftOut));
    }

    private static List<String> fileDays(Output output, List<String> leftOut) throws IOException {
        List<String> days = new ArrayList<>();
        output.files("file_days")
                .forEach(
                        (name, text) -> {
                            String date = name.replaceFirst(".*/dt=([^/]*)/.*", "$1");
                            texts(Output.records(text), leftOut)
                                    .forEach(row -> days.add("dt=" + date + "|" + row));
                        });
        return days;
    }

    private static List<String> with(List<String> columns, String column) {
        List<String> more = new ArrayList<>(columns);
        more.add(column);
        return more;
    }

    private static List<String> texts(List<NamedCsvRecord> rows, List<String> leftOut) {
        return rows.stream()
                .map(
                        row ->
                                row.getHeader().stream()
                                        .filter(column -> !leftOut.contains(column))
                                        .map(column -> column + "=" + row.getField(column))
                                        .collect(Collectors.joining("|")))
                .toList();
    }

    /** By window, paytype, label and file, over all commits. */
    private static Map<String, List<BigDecimal>> lateOf(List<NamedCsvRecord> rows) {
        Map<String, List<BigDecimal>> late = new TreeMap<>();
        for (NamedCsvRecord row : rows) {
            late.merge(
                    String.join(
                            "|",
                            row.getField("RECORD_DATE"),
                            row.getField("paytype"),
                            row.getField("Pay_type"),
                            row.getField("file")),
                    LATE_COLUMNS.stream().map(column -> Output.amount(row, column)).toList(),
                    (a, b) ->
                            List.of(
                                    a.get(0).add(b.get(0)),
                                    a.get(1).add(b.get(1)),
                                    a.get(2).min(b.get(2)),
                                    a.get(3).max(b.get(3))));
        }
        return late;
    }
}
