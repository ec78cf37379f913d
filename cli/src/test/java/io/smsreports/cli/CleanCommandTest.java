package io.smsreports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code clean} removes, what it leaves, and what it says. */
final class CleanCommandTest {

    private static final String RUN = "20261122t181500-4f2a";
    private static final String OTHER_RUN = "20261122t181501-aaaa";
    private static final String DELIVERED = "data/REF_SMS_streaming/chunk_aa.csv";
    private static final String DEMO = "data/demo/file_ledger/dt=2026-11-22/file_ledger-x-0.csv";
    private static final String REPORT = "daily_revenue/dt=2020-08-30/daily_revenue-x-0.csv";
    private static final String TOMBSTONE = "_sms-reports/commits/" + RUN + "/0000000001";

    @TempDir private Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void setHome() {
        System.setProperty(ProjectHome.PROPERTY, home.toString());
    }

    @AfterEach
    void clearHome() {
        System.clearProperty(ProjectHome.PROPERTY);
    }

    @Test
    void withoutAnOutputRemovesWhatLiesInTheDefaultPlaces() throws IOException {
        write("data/output/" + REPORT);
        runFile("data/output", RUN);
        write("data/output/notes.txt");
        write("data/checkpoints/" + RUN + "/chk-1/_metadata");
        write("data/checkpoints/" + OTHER_RUN + "/chk-1/_metadata");
        write("data/checkpoints/of-another-program/_metadata");
        write(DELIVERED);
        write("data/REF_SMS/chunk_aa.csv");
        write("data/REF_map/ref.csv");
        write(DEMO);

        assertThat(run("clean", "--yes")).isZero();

        assertThat(out.toString())
                .isEqualTo(
                        """
                          what                where                                MB
                          reports             HOME/data/output             0.0
                          the demo's reports  HOME/data/demo               0.0
                          checkpoints         HOME/data/checkpoints        0.0
                          delivered files     HOME/data/REF_SMS_streaming  0.0
                        Removed.
                        """
                                .replace("HOME", home.toString())
                                .replaceFirst(
                                        "where +MB", "where" + " ".repeat(wherePadding()) + "MB"));
        assertThat(err.toString()).isEmpty();
        assertThat(files())
                .containsExactlyInAnyOrder(
                        "data/output/notes.txt",
                        "data/output/" + TOMBSTONE,
                        "data/checkpoints/" + OTHER_RUN + "/chk-1/_metadata",
                        "data/checkpoints/of-another-program/_metadata",
                        "data/REF_SMS/chunk_aa.csv",
                        "data/REF_map/ref.csv");
    }

    private int wherePadding() {
        String widest = home + "/data/REF_SMS_streaming";
        return widest.length() - "where".length() + " 0.0".length() - "MB".length() + 1;
    }

    @Test
    void ofANamedOutputRemovesWhatBelongsToItAndNothingElse() throws IOException {
        writeTwoOutputs();

        assertThat(run("clean", "--yes", "--output=" + home.resolve("mine"))).isZero();

        assertOnlyMineIsGone();
    }

    @Test
    void anOutputMayBeNamedByTheEnvironment() throws IOException {
        writeTwoOutputs();

        assertThat(run(Map.of("OUTPUT_BASE", home.resolve("mine").toString()), "clean", "--yes"))
                .isZero();

        assertOnlyMineIsGone();
    }

    private void writeTwoOutputs() throws IOException {
        write("mine/" + REPORT);
        runFile("mine", RUN);
        write("noted/" + RUN + "/chk-1/_metadata");
        write("data/checkpoints/" + RUN + "/savepoint-1/_metadata");
        write("data/output/" + REPORT);
        runFile("data/output", OTHER_RUN);
        write("data/checkpoints/" + OTHER_RUN + "/chk-1/_metadata");
        write(DELIVERED);
        write(DEMO);
    }

    private void assertOnlyMineIsGone() throws IOException {
        assertThat(files())
                .containsExactlyInAnyOrder(
                        "mine/" + TOMBSTONE,
                        "data/output/" + REPORT,
                        "data/output/_sms-reports/run.json",
                        "data/checkpoints/" + OTHER_RUN + "/chk-1/_metadata",
                        DELIVERED,
                        DEMO);
    }

    @Test
    void aSecondTimeFindsNothing() throws IOException {
        runFile("data/output", RUN);
        assertThat(run("clean", "--yes")).isZero();
        out.getBuffer().setLength(0);

        assertThat(run("clean", "--yes")).isZero();

        assertThat(out.toString()).isEqualTo("There is nothing to remove.\n");
        assertThat(files()).containsExactly("data/output/" + TOMBSTONE);
    }

    @Test
    void findsNothingWhereNothingIs() throws IOException {
        assertThat(run("clean", "--yes")).isZero();
        assertThat(out.toString()).isEqualTo("There is nothing to remove.\n");
        assertThat(files()).isEmpty();
    }

    @Test
    void saysThatADamagedRunFileHidesWhichCheckpointsAreItsOwn() throws IOException {
        write("mine/" + REPORT);
        write("mine/_sms-reports/run.json", "{");
        write("data/checkpoints/" + RUN + "/chk-1/_metadata");

        assertThat(run("clean", "--yes", "--output=" + home.resolve("mine"))).isZero();

        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .startsWith(
                                                "WARNING: "
                                                        + home
                                                        + "/mine/_sms-reports/run.json cannot be read: "),
                        line ->
                                assertThat(line)
                                        .isEqualTo(
                                                "WARNING: Which checkpoints belong to %s is therefore not known: they stay. Remove its run's folder in CHECKPOINT_BASE by hand.",
                                                home.resolve("mine")));
        assertThat(files()).containsExactly("data/checkpoints/" + RUN + "/chk-1/_metadata");
    }

    @Test
    void leavesCheckpointsThatItCannotReachAndSaysSo() throws IOException {
        write("mine/" + REPORT);
        write(
                "mine/_sms-reports/run.json",
                record(RUN).replaceFirst("file:.*/noted", "hdfs://name/noted"));

        assertThat(run("clean", "--yes", "--output=" + home.resolve("mine"))).isZero();

        assertThat(err.toString())
                .isEqualTo(
                        "WARNING: The checkpoints in hdfs://name/noted/%s stay: that is neither on this machine nor in S3. Remove them with the storage's own tools.\n"
                                .formatted(RUN));
        assertThat(files()).containsExactly("mine/" + TOMBSTONE);
    }

    private void runFile(String output, String runId) throws IOException {
        write(output + "/_sms-reports/run.json", record(runId));
    }

    private String record(String runId) {
        return """
               {"runId": "%s", "mode": "STREAMING", "input": "file:/in", "reference": "file:/ref.csv",
                "checkpoints": "%s", "settings": {}, "reports": [],
                "createdAt": "2026-11-22T18:15:00Z", "status": "RUNNING", "fenced": true}
               """
                .formatted(runId, "file:" + home.resolve("noted").resolve(runId));
    }

    private void write(String name) throws IOException {
        write(name, "x");
    }

    private void write(String name, String content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> walk = Files.walk(home)) {
            return walk.filter(Files::isRegularFile)
                    .map(file -> home.relativize(file).toString())
                    .toList();
        }
    }

    private int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        return SmsReports.run(
                environment, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
