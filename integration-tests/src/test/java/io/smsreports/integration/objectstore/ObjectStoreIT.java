package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.Output;
import io.smsreports.integration.ProcessTest;
import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.process.CommandProcess;
import io.smsreports.integration.process.WebUi;
import io.smsreports.testing.Eventually;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded process on buckets of a real S3 server. */
@ProcessTest
final class ObjectStoreIT {

    private static final String INPUT = "sms-input";
    private static final String OUTPUT = "sms-output";
    private static final String STATE = "sms-state";

    @TempDir private static Path shared;

    private static S3Buckets buckets;

    private final ReferenceInput hour;

    @TempDir private Path home;

    ObjectStoreIT(ReferenceInput hour) {
        this.hour = hour;
    }

    @BeforeAll
    static void startServer() throws IOException {
        buckets = S3Buckets.start(shared.resolve("s3"), INPUT, OUTPUT, STATE);
        buckets.put(INPUT, "map/ref.csv", ReferenceInput.PAYTYPES);
    }

    @AfterAll
    static void stopServer() throws IOException {
        buckets.close();
    }

    @Test
    void goesOnAfterAStopAndAKillAndIsClosedByADrain() throws Exception {
        String[] all = {
            "--parallelism=2",
            "--idle-timeout=1",
            "--input=s3://sms-input/live",
            "--reference=s3a://sms-input/map/ref.csv",
            "--output=s3://sms-output/live/",
            "--checkpoints=s3://sms-state"
        };
        String checkpoints;
        try (CommandProcess first = run(all)) {
            checkpoints =
                    first.awaitOut(
                                    "Reading s3://sms-input/live, writing s3://sms-output/live"
                                            + " \\(run (\\S+),")
                            + "/";
            deliver("live", hour.chunks().subList(0, 8));
            first.awaitOut("count_revenue_15min dt=2020-08-30 (.*Prepaid.*)");
            assertKeepsSecrets(first);

            first.terminate();

            assertThat(first.succeeded())
                    .contains("Stopped, and no window was closed early")
                    .contains("  reports  s3://sms-output/live\n");
        }
        assertThat(buckets.keys(OUTPUT, "live/_"))
                .filteredOn(key -> !isOfLog(key))
                .containsExactly("live/_sms-reports/run.json");
        assertThat(buckets.keys(STATE, checkpoints)).anyMatch(key -> key.endsWith("_metadata"));
        try (CommandProcess second = run(all)) {
            second.awaitOut("(resuming from its newest checkpoint)");
            deliver("live", hour.chunks().subList(8, 12));
            second.awaitOut("revenue_15min dt=2020-08-30 (2020-08-30T00:15:00.000Z,0.*)");
            second.kill();
        }
        deliver("live", hour.chunks().subList(12, 15));
        try (CommandProcess third = run(all)) {
            String port = third.awaitOut("Web UI http://localhost:(\\d+)");
            third.awaitOut("revenue_15min dt=2020-08-30 (2020-08-30T00:30:00.000Z,0.*)");
            try (CommandProcess stop =
                    CommandProcess.start(home, Map.of(), "stop", "--drain", "--web-port", port)) {
                assertThat(stop.exitCode()).as("%s", stop.err()).isZero();
                assertThat(stop.out()).contains("output s3://sms-output/live is closed");
            }
            third.succeeded();
        }
        ReferenceInput.assertPublishedIn(published("live"));
        assertThat(buckets.keys(STATE, checkpoints)).noneMatch(key -> key.endsWith("_metadata"));
        S3Buckets.assertHoldsNoKey(home.resolve("data/logs"));
        try (CommandProcess again = run(all)) {
            assertThat(again.failed(2))
                    .startsWith(
                            "./sms-reports run: Output s3://sms-output/live was closed by drain at ");
        }
    }

    @Test
    void restatesABatch() throws Exception {
        Path reference = Files.writeString(home.resolve("ref.csv"), ReferenceInput.PAYTYPES);
        try (CommandProcess local =
                run(
                        "--mode=batch",
                        "--input=" + hour.folder(),
                        "--reference=" + reference,
                        "--output=s3://sms-output/batch")) {
            assertThat(local.exitCode()).as("%s", local.err()).isZero();
        }
        Map<String, String> before = published("batch").files("daily_revenue");
        ReferenceInput.assertPublishedIn(published("batch"));

        deliver("batch", hour.chunks());
        try (CommandProcess remote =
                run(
                        "--mode=batch",
                        "--overwrite",
                        "--input=s3://sms-input/batch",
                        "--reference=s3://sms-input/map/ref.csv",
                        "--output=s3://sms-output/batch")) {
            assertThat(remote.succeeded())
                    .contains("Published 6 files of 1 date in place of 6 old ones.");
        }

        Output after = published("batch");
        ReferenceInput.assertPublishedIn(after);
        assertThat(after.files("daily_revenue"))
                .doesNotContainKeys(before.keySet().toArray(String[]::new));
        assertThat(buckets.keys(OUTPUT, "batch/_"))
                .filteredOn(key -> !isOfLog(key))
                .containsExactly("batch/_sms-reports/run.json");
        assertThat(buckets.unfinishedUploads(OUTPUT)).noneMatch(key -> key.startsWith("batch"));
    }

    /** The log of owners and commits stays as long as the output. */
    private static boolean isOfLog(String key) {
        return key.matches("[^/]+/_sms-reports/(commits|runs)/.*");
    }

    @Test
    void readsABucketIntoALocalFolder() throws Exception {
        deliver("bounded", hour.chunks());
        try (CommandProcess run =
                run(
                        "--stop-at-end",
                        "--parallelism=2",
                        "--input=s3://sms-input/bounded",
                        "--reference=s3://sms-input/map/ref.csv",
                        "--checkpoints=s3://sms-state/bounded",
                        "--output=" + home.resolve("out"))) {
            run.succeeded();
        }
        ReferenceInput.assertPublishedIn(new Output(home.resolve("out")));
        assertThat(buckets.keys(STATE, "bounded")).noneMatch(key -> key.endsWith("_metadata"));
    }

    @Test
    void cleansABucketOfWhatARunHasMade() throws Exception {
        buckets.put(OUTPUT, "clean/daily_revenue/dt=2020-08-30/daily_revenue-a-0.csv", "old");
        buckets.put(
                OUTPUT,
                "clean/_sms-reports/run.json",
                """
                {"runId": "20261122t181500-4f2a", "mode": "STREAMING", "input": "/in",
                 "reference": "/ref.csv", "checkpoints": "s3://sms-state/20261122t181500-4f2a",
                 "settings": {}, "createdAt": "2026-11-22T18:15:00Z", "status": "RUNNING",
                 "fenced": true, "reports": []}
                """);
        buckets.put(OUTPUT, "clean/notes.txt", "kept");
        buckets.put(STATE, "clean/20261122t181500-4f2a/job/chk-1/_metadata", "old");
        buckets.put(STATE, "clean/20261122t181500-0000/job/chk-1/_metadata", "kept");

        try (CommandProcess clean =
                CommandProcess.start(
                        home,
                        buckets.environment(),
                        "clean",
                        "--yes",
                        "--output=s3://sms-output/clean",
                        "--checkpoints=s3://sms-state/clean")) {
            assertThat(clean.exitCode()).as("%s", clean.err()).isZero();
            assertThat(clean.out()).contains("s3://sms-output/clean").endsWith("Removed.\n");
        }

        assertThat(filesIn(OUTPUT, "clean/")).containsExactly("clean/notes.txt");
        assertThat(filesIn(STATE, "clean/"))
                .containsExactly("clean/20261122t181500-0000/job/chk-1/_metadata");
    }

    private static List<String> filesIn(String bucket, String prefix) {
        return buckets.keys(bucket, prefix).stream().filter(key -> !key.endsWith("/")).toList();
    }

    @Test
    void refusesABucketThatIsNotThere() throws Exception {
        assertEachIsRefused(
                "s3://sms-nowhere/a",
                buckets.environment(),
                "there is no bucket sms-nowhere. Create it, or name another one.");
    }

    @Test
    void refusesAWrongKey() throws Exception {
        assertEachIsRefused(
                "s3://sms-input/a",
                with("MINIO_SECRET", "another"),
                "the store refuses the keys. Check MINIO_ACCESS and MINIO_SECRET, or"
                        + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of a cluster's processes.");
    }

    /** For a minute, which this test does not wait for; {@link BucketCheckIT} has the end. */
    @Test
    void triesAnEndpointThatDoesNotAnswerForAWhile() throws Exception {
        try (CommandProcess run =
                run("--input", "s3://sms-input/a", with("MINIO_ENDPOINT", "127.0.0.1:1"))) {
            Eventually.await(
                    "it says so",
                    () ->
                            run.err()
                                    .contains(
                                            "--input s3://sms-input/a: the store cannot be reached"
                                                    + " (Connect to 127.0.0.1:1 [/127.0.0.1] failed:"
                                                    + " Connection refused). It is tried for a"
                                                    + " minute."));
            assertThat(run.isAlive()).isTrue();
            run.kill();
        }
    }

    @Test
    void refusesToEndAnInputThatHasNotBegun() throws Exception {
        assertRefused(
                "--input",
                "s3://sms-input/typo",
                buckets.environment(),
                "The input s3://sms-input/typo holds no object: put files there, or name another one"
                        + " with --input.",
                "--stop-at-end");
    }

    @Test
    void refusesAnObjectForAFolder() throws Exception {
        assertRefused(
                "--input",
                "s3://sms-input/map/ref.csv",
                buckets.environment(),
                "The input s3://sms-input/map/ref.csv is a file: name the folder that it lies in with"
                        + " --input.");
    }

    @Test
    void refusesHalfAKey() throws Exception {
        assertRefused(
                "--input",
                "s3://sms-input/a",
                with("MINIO_SECRET", ""),
                "MINIO_ACCESS is set without MINIO_SECRET: set both in the environment, or neither");
    }

    /** All at once, as most of the time is waiting. */
    private void assertEachIsRefused(String place, Map<String, String> environment, String why)
            throws Exception {
        Map<String, CommandProcess> runs = new LinkedHashMap<>();
        try {
            for (String setting : List.of("--input", "--reference", "--output", "--checkpoints")) {
                runs.put(setting, run(setting, place, environment));
            }
            for (Map.Entry<String, CommandProcess> run : runs.entrySet()) {
                assertRefused(run.getValue(), run.getKey() + " " + place + ": " + why);
            }
        } finally {
            for (CommandProcess run : runs.values()) {
                run.close();
            }
        }
    }

    private void assertRefused(
            String setting,
            String place,
            Map<String, String> environment,
            String line,
            String... more)
            throws Exception {
        try (CommandProcess run = run(setting, place, environment, more)) {
            assertRefused(run, line);
        }
    }

    private void assertRefused(CommandProcess run, String line) throws Exception {
        assertThat(run.failed(2)).isEqualTo("./sms-reports run: " + line + "\n");
        assertThat(run.out()).isEmpty();
        assertThat(home.resolve("out")).doesNotExist();
        S3Buckets.assertHoldsNoKey(home.resolve("data/logs"));
    }

    /** A run with local places but for one. */
    private CommandProcess run(
            String setting, String place, Map<String, String> environment, String... more)
            throws IOException {
        Path input = Files.createDirectories(home.resolve("in"));
        Path reference = Files.writeString(home.resolve("ref.csv"), ReferenceInput.PAYTYPES);
        List<String> arguments = new ArrayList<>(List.of("run", "--web-port=0"));
        arguments.addAll(List.of(more));
        Map<String, Object> places = new HashMap<>();
        places.put("--input", input);
        places.put("--reference", reference);
        places.put("--output", home.resolve("out"));
        places.put("--checkpoints", home.resolve("state"));
        places.put(setting, place);
        places.forEach((name, value) -> arguments.add(name + "=" + value));
        return CommandProcess.start(home, environment, arguments.toArray(String[]::new));
    }

    private CommandProcess run(String... flags) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("run", "--web-port=0", "--trigger-interval=1"));
        arguments.addAll(List.of(flags));
        return CommandProcess.start(home, buckets.environment(), arguments.toArray(String[]::new));
    }

    private static Map<String, String> with(String variable, String value) {
        Map<String, String> environment = new HashMap<>(buckets.environment());
        environment.put(variable, value);
        return environment;
    }

    private static void deliver(String prefix, List<Path> files) {
        for (Path file : files) {
            buckets.put(INPUT, prefix + "/" + file.getFileName(), file);
        }
    }

    private Output published(String prefix) throws IOException {
        Path folder = Files.createTempDirectory(home, "downloaded");
        return new Output(buckets.download(OUTPUT, prefix, folder));
    }

    private void assertKeepsSecrets(CommandProcess process) throws Exception {
        String port = process.awaitOut("Web UI http://localhost:(\\d+)");
        WebUi.configuration(URI.create("http://localhost:" + port))
                .forEach(S3Buckets::assertHoldsNoKey);
        S3Buckets.assertHoldsNoKey(
                "the command line",
                Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")));
        S3Buckets.assertHoldsNoKey("stdout", process.out());
        for (String bucket : List.of(OUTPUT, STATE)) {
            for (String key : buckets.keys(bucket, "")) {
                byte[] content = buckets.bytes(bucket, key);
                S3Buckets.assertHoldsNoKey(key, new String(content, StandardCharsets.ISO_8859_1));
            }
        }
        S3Buckets.assertHoldsNoKey(home.resolve("data/logs"));
    }
}
