package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.ProcessTest;
import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.process.CommandProcess;
import io.smsreports.testing.Eventually;
import java.io.IOException;
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

/** What commands refuse in an object store, and what they remove. */
@ProcessTest
final class ObjectStoreIT {

    private static final String INPUT = "sms-input";
    private static final String OUTPUT = "sms-output";
    private static final String STATE = "sms-state";

    @TempDir private static Path shared;

    private static S3Buckets buckets;

    @TempDir private Path home;

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
        buckets.put(STATE, "20261122t181500-4f2a/job/chk-2/_metadata", "old");
        buckets.beginUpload(OUTPUT, "clean/daily_revenue/dt=2020-08-31/daily_revenue-b-0.csv");
        buckets.beginUpload(OUTPUT, "cleaner/daily_revenue/dt=2020-08-31/daily_revenue-b-0.csv");

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

        assertThat(filesIn(OUTPUT, "clean/"))
                .containsExactly(
                        "clean/_sms-reports/commits/20261122t181500-4f2a/0000000001",
                        "clean/notes.txt");
        assertThat(buckets.unfinishedUploads(OUTPUT))
                .filteredOn(key -> key.startsWith("clean"))
                .containsExactly("cleaner/daily_revenue/dt=2020-08-31/daily_revenue-b-0.csv");
        assertThat(filesIn(STATE, "20261122t181500-4f2a/")).isEmpty();
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

    private static Map<String, String> with(String variable, String value) {
        Map<String, String> environment = new HashMap<>(buckets.environment());
        environment.put(variable, value);
        return environment;
    }
}
