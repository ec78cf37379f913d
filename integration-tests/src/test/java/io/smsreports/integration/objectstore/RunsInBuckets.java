package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.Output;
import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.process.CommandProcess;
import io.smsreports.integration.process.TwoStarts;
import io.smsreports.integration.process.WebUi;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded process must do in the buckets of any S3 server. */
abstract class RunsInBuckets {

    static final String INPUT = "sms-input";
    static final String OUTPUT = "sms-output";
    static final String STATE = "sms-state";

    /** To be made by the server that a subclass starts. */
    static final String[] BUCKETS = {INPUT, OUTPUT, STATE};

    private final ReferenceInput hour;

    @TempDir private Path home;

    RunsInBuckets(ReferenceInput hour) {
        this.hour = hour;
    }

    /** The server of all tests of the class. */
    abstract S3Buckets buckets();

    ReferenceInput hour() {
        return hour;
    }

    /** The home folder of a test's commands. */
    Path home() {
        return home;
    }

    @BeforeEach
    void putReference() {
        buckets().put(INPUT, "map/ref.csv", ReferenceInput.PAYTYPES);
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
        assertThat(buckets().keys(OUTPUT, "live/_"))
                .filteredOn(key -> !isOfLog(key))
                .containsExactlyInAnyOrder(
                        "live/_sms-reports/heartbeat.json", "live/_sms-reports/run.json");
        assertThat(buckets().keys(STATE, checkpoints)).anyMatch(key -> key.endsWith("_metadata"));
        deliver("live", hour.chunks().subList(8, 12));
        try (TwoStarts two = new TwoStarts(run(all), run(all))) {
            CommandProcess second = two.owner();
            second.awaitOut("(resuming from its newest checkpoint)");
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
        assertThat(buckets().keys(STATE, checkpoints)).noneMatch(key -> key.endsWith("_metadata"));
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
        assertThat(buckets().keys(OUTPUT, "batch/_"))
                .filteredOn(key -> !isOfLog(key))
                .containsExactly("batch/_sms-reports/run.json");
        assertThat(buckets().unfinishedUploads(OUTPUT)).noneMatch(key -> key.startsWith("batch"));
    }

    @Test
    void letsOneOfTwoStartsPublish() throws Exception {
        deliver("twice", hour.chunks());
        String[] all = {
            "--stop-at-end",
            "--parallelism=2",
            "--input=s3://sms-input/twice",
            "--reference=s3://sms-input/map/ref.csv",
            "--output=s3://sms-output/twice",
            "--checkpoints=s3://sms-state/twice"
        };

        try (CommandProcess one = run(all);
                CommandProcess other = run(all)) {
            assertThat(List.of(one.exitCode(), other.exitCode()))
                    .as("%s%s", one.err(), other.err())
                    .containsExactlyInAnyOrder(0, 2);
        }

        ReferenceInput.assertPublishedIn(published("twice"));
    }

    /** The log of owners and commits stays as long as the output. */
    private static boolean isOfLog(String key) {
        return key.matches("[^/]+/_sms-reports/(commits|runs)/.*");
    }

    /** Flags that every run on this server needs. */
    List<String> flags() {
        return List.of();
    }

    CommandProcess run(String... flags) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("run", "--web-port=0", "--trigger-interval=1"));
        arguments.addAll(flags());
        arguments.addAll(List.of(flags));
        return CommandProcess.start(
                home, buckets().environment(), arguments.toArray(String[]::new));
    }

    void deliver(String prefix, List<Path> files) {
        for (Path file : files) {
            buckets().put(INPUT, prefix + "/" + file.getFileName(), file);
        }
    }

    Output published(String prefix) throws IOException {
        Path folder = Files.createTempDirectory(home, "downloaded");
        return new Output(buckets().download(OUTPUT, prefix, folder));
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
            for (String key : buckets().keys(bucket, "")) {
                // A checkpoint may be gone by now: the next one takes its place.
                buckets()
                        .bytesIfThere(bucket, key)
                        .ifPresent(
                                content ->
                                        S3Buckets.assertHoldsNoKey(
                                                key,
                                                new String(content, StandardCharsets.ISO_8859_1)));
            }
        }
        S3Buckets.assertHoldsNoKey(home.resolve("data/logs"));
    }
}
