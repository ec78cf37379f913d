package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.Output;
import io.smsreports.integration.ProcessTest;
import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.objectstore.S3Buckets;
import io.smsreports.integration.objectstore.UnreliableS3;
import io.smsreports.testing.Eventually;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way the job is used in earnest, by the same parts as separate processes: a cluster of one
 * JobManager and two TaskManagers, everything in buckets of a real S3 server, files that the
 * simulator delivers there, queries while the job runs, and a drain at the end.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@ProcessTest
final class ClusterIT {

    private static final String INPUT = "sms-input";
    private static final String OUTPUT = "sms-reports";
    private static final String STATE = "sms-checkpoints";

    private static final String[] PLACES = {
        "--input=s3://sms-input/in",
        "--reference=s3://sms-input/map/ref.csv",
        "--output=s3://sms-reports/out"
    };

    private static final Pattern PROCESS = Pattern.compile("(?m)^  \\S+ +alive +(\\d+) ");

    @TempDir private Path home;

    private S3Buckets buckets;
    private UnreliableS3 store;
    private URI web;

    @BeforeEach
    void startServerAndCluster() throws Exception {
        buckets = S3Buckets.start(home.resolve("s3"), INPUT, OUTPUT, STATE);
        store = UnreliableS3.before(buckets.port(), 1);
        buckets.put(INPUT, "map/ref.csv", ReferenceInput.PAYTYPES);
        try (CommandProcess start =
                command(
                        "cluster",
                        "start",
                        "--web-port=0",
                        "--taskmanagers=2",
                        "--slots=2",
                        CommandProcess.FOR_A_SHORT_LIFE)) {
            assertThat(start.exitCode()).as("%s", start.err()).isZero();
            web = URI.create(start.awaitOut("Web UI (http://localhost:\\d+)"));
        }
    }

    @AfterEach
    void stopBoth() throws Exception {
        try (CommandProcess stop = command("cluster", "stop")) {
            assertThat(stop.exitCode()).as("%s", stop.err()).isZero();
        }
        store.close();
        buckets.close();
    }

    @Test
    void publishesTheReferenceHourFromBucketToBucket(ReferenceInput hour) throws Exception {
        submit();
        replay(hour);
        // The fourth window is open then: nothing newer has come to close it.
        Eventually.await(
                "three windows are published", () -> published().publishedWindows().size() == 3);
        assertAnswers();
        assertStatus();
        assertKeepsSecrets();

        try (CommandProcess drain = command("stop", "--drain")) {
            assertThat(drain.succeeded())
                    .isEqualTo(
                            "Drained: every window is published, and the output s3://sms-reports/out is closed.\n");
        }

        Output output = published();
        ReferenceInput.assertPublishedIn(output);
        assertThat(buckets.keys(STATE, "")).noneMatch(key -> key.endsWith("_metadata"));
        assertThat(buckets.unfinishedUploads(OUTPUT)).isEmpty();
    }

    private void submit() throws Exception {
        List<String> flags = new ArrayList<>(List.of("submit"));
        flags.addAll(List.of(PLACES));
        flags.addAll(
                List.of(
                        "--checkpoints=s3://sms-checkpoints",
                        "--parallelism=2",
                        "--trigger-interval=1",
                        "--idle-timeout=5"));
        try (CommandProcess submit = command(flags.toArray(String[]::new))) {
            assertThat(submit.succeeded())
                    .containsPattern(
                            "Reading s3://sms-input/in, writing s3://sms-reports/out \\(run \\S+, new\\), as Flink job [0-9a-f]{32}\\.");
        }
    }

    private void replay(ReferenceInput hour) throws Exception {
        try (CommandProcess replay =
                CommandProcess.simulate(
                        home,
                        buckets.environment(),
                        "replay",
                        "--from=" + hour.folder(),
                        "--to=s3://sms-input/in",
                        "--interval=200ms")) {
            assertThat(replay.exitCode()).as("%s", replay.err()).isZero();
        }
        assertThat(buckets.keys(INPUT, "in/")).hasSize(15);
    }

    /** While the job runs, in the slots that it leaves free. */
    private void assertAnswers() throws Exception {
        Path script =
                Files.writeString(
                        home.resolve("questions.sql"),
                        """
                        SELECT COUNT(*) AS windows, SUM(revenue) AS revenue FROM revenue_15min;
                        SELECT SUM(record_count) AS records FROM open_15min;
                        SELECT COUNT(*) AS files, SUM(accepted) AS records FROM file_ledger;
                        """);
        List<String> flags = new ArrayList<>(List.of("sql", "-f", script.toString()));
        flags.addAll(List.of(PLACES));
        // As when a checkpoint of the job falls between the query's look at the file and its read,
        // and brings figures of the same length.
        store.replaceUnderReaders("/out/open_totals/open_15min.csv", 1);
        try (CommandProcess sql = command(flags.toArray(String[]::new))) {
            assertThat(sql.exitCode()).as("%s%s", sql.out(), sql.err()).isZero();
            assertThat(sql.out())
                    .containsPattern("\\| +6 \\| 7051414841\\.200000 \\|")
                    .containsPattern("\\| +185338 \\|")
                    .containsPattern("\\| +15 \\| +749413 \\|");
        }
        assertThat(store.readsToRefuse()).as("reads that could have found another file").isZero();
    }

    private void assertStatus() throws Exception {
        try (CommandProcess status = command("status")) {
            assertThat(status.exitCode()).as("%s", status.err()).isZero();
            assertThat(status.out())
                    .containsPattern("output +s3://sms-reports/out\n")
                    .containsPattern("files +15 done, 0 waiting\n")
                    .containsPattern("rows +749,413, ")
                    .containsPattern("rejected +0\n")
                    .containsPattern("late +0\n")
                    .containsPattern("published +windows up to 2020-08-30T00:45:00Z\n");
        }
    }

    private void assertKeepsSecrets() throws Exception {
        WebUi.configuration(web).forEach(S3Buckets::assertHoldsNoKey);
        for (String folder : List.of("data/cluster/conf", "data/cluster/log", "data/logs")) {
            S3Buckets.assertHoldsNoKey(home.resolve(folder));
        }
        try (CommandProcess status = command("cluster", "status")) {
            assertThat(status.exitCode()).as("%s", status.err()).isZero();
            List<String> pids =
                    PROCESS.matcher(status.out()).results().map(line -> line.group(1)).toList();
            assertThat(pids).hasSize(3);
            for (String pid : pids) {
                String commandLine = Files.readString(Path.of("/proc", pid, "cmdline"));
                assertThat(commandLine).isNotEmpty();
                S3Buckets.assertHoldsNoKey("the command line of " + pid, commandLine);
            }
        }
    }

    private Output published() throws IOException {
        Path folder = Files.createTempDirectory(home, "downloaded");
        return new Output(buckets.download(OUTPUT, "out", folder));
    }

    private CommandProcess command(String... arguments) throws IOException {
        return CommandProcess.start(home, buckets.environment(store.endpoint()), arguments);
    }
}
