package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.ProcessTest;
import io.smsreports.integration.process.CommandProcess;
import io.smsreports.testing.HandMadeOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** report, reconcile and compare, as processes, on an output in a bucket. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@ProcessTest
final class ReconciliationInABucketIT {

    private static final String BUCKET = "sms-reports";

    @TempDir private static Path shared;

    private static S3Buckets buckets;

    @TempDir private Path home;

    @BeforeAll
    static void putAnOutputIntoABucket() throws IOException {
        buckets = S3Buckets.start(shared.resolve("s3"), BUCKET);
        // An object is as old as its upload.
        Map<String, String> files = HandMadeOutput.closed().readAt("2099-09-01").files();
        files.forEach((name, text) -> buckets.put(BUCKET, "out/" + name, text));
        buckets.put(BUCKET, "in/a.csv", "x".repeat(100));
        buckets.put(BUCKET, "in/b,1.csv", "x".repeat(50));
    }

    @AfterAll
    static void stopServer() throws IOException {
        buckets.close();
    }

    @Test
    void provesReportsAndComparesWhatLiesInABucket() throws Exception {
        assertThat(
                        run(
                                0,
                                "reconcile",
                                "--output=s3a://sms-reports/out",
                                "--input=s3://sms-reports/in"))
                .startsWith("Output s3://sms-reports/out: streaming run ")
                .endsWith("Every row is accounted for.\n");

        run(
                0,
                "report",
                "daily_revenue",
                "--output=s3://sms-reports/out",
                "--out=s3://sms-reports/exports/day.csv");
        assertThat(buckets.text(BUCKET, "exports/day.csv"))
                .isEqualTo("date,daily_revenue\n2020-08-30,155.000000\n2020-08-31,50.000000\n");

        Path local = home.resolve("local");
        HandMadeOutput.closed().in(local);
        assertThat(run(0, "compare", "s3://sms-reports/out", local.toString()))
                .endsWith("They are the same.\n");
        Files.delete(local.resolve("daily_revenue/dt=2020-08-31/b.csv"));
        assertThat(run(1, "compare", "s3://sms-reports/out", local.toString()))
                .contains("daily_revenue: different, 2 rows in A and 1 row in B: 1 only in A");
    }

    @Test
    void saysInOneLineWhatIsNotThere() throws Exception {
        assertThat(run(2, "reconcile", "--output=s3://sms-reports/nothing"))
                .isEqualTo(
                        "./sms-reports reconcile: no reports lie in s3://sms-reports/nothing: name their folder with --output.\n");
        assertThat(run(2, "report", "daily_revenue", "--output=s3://no-such-bucket/out"))
                .startsWith("./sms-reports report: --output s3://no-such-bucket/out")
                .hasLineCount(1);
    }

    /** What it says on stdout, or on stderr if it is refused; the other one stays empty. */
    private String run(int exitCode, String... arguments) throws Exception {
        try (CommandProcess process =
                CommandProcess.start(home, buckets.environment(), arguments)) {
            assertThat(process.exitCode())
                    .as("%s %s", process.out(), process.err())
                    .isEqualTo(exitCode);
            boolean refused = exitCode > 1;
            assertThat(refused ? process.out() : process.err()).isEmpty();
            return refused ? process.err() : process.out();
        }
    }
}
