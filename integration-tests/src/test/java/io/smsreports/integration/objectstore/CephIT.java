package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.StoreTest;
import io.smsreports.integration.process.CommandProcess;
import io.smsreports.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded process on buckets of a real Ceph. */
@StoreTest
final class CephIT extends RunsInUnusualBuckets {

    @TempDir private static Path shared;

    private static S3Buckets buckets;

    CephIT(ReferenceInput hour) {
        super(hour);
    }

    @BeforeAll
    static void startServer() throws IOException {
        buckets = S3Buckets.startCeph(shared.resolve("ceph"), BUCKETS);
    }

    @AfterAll
    static void stopServer() throws IOException {
        buckets.close();
    }

    @Override
    S3Buckets buckets() {
        return buckets;
    }

    /** Two objects of another user, which the server lists and answers with 403. */
    @Test
    void readsARefusedObjectOnceItIsSharedOrReplaced() throws Exception {
        List<Path> chunks = hour().chunks();
        String shared = chunks.get(13).getFileName().toString();
        String replaced = chunks.get(14).getFileName().toString();
        deliver("refused", chunks.subList(0, 13));
        buckets.openToOthers(INPUT);
        buckets.putOfOthers(INPUT, "refused/" + shared, chunks.get(13), false);
        buckets.putOfOthers(INPUT, "refused/" + replaced, chunks.get(14), false);
        try (CommandProcess run =
                run(
                        "--discovery-interval=100ms",
                        "--input=s3://sms-input/refused",
                        "--reference=s3://sms-input/map/ref.csv",
                        "--output=s3://sms-output/refused",
                        "--checkpoints=s3://sms-state/refused")) {
            awaitStatus(shared, "UNREADABLE");
            awaitStatus(replaced, "UNREADABLE");
            assertThat(run.isAlive()).isTrue();

            buckets.shareOfOthers(INPUT, "refused/" + shared);
            awaitStatus(shared, "OK");
            buckets.putOfOthers(INPUT, "refused/" + replaced, chunks.get(14), true);
            awaitStatus(replaced, "OK");

            String port = run.awaitOut("Web UI http://localhost:(\\d+)");
            try (CommandProcess stop =
                    CommandProcess.start(
                            home(), buckets.environment(), "stop", "--drain", "--web-port", port)) {
                assertThat(stop.exitCode()).as("%s", stop.err()).isZero();
            }
            assertThat(run.exitCode()).as("%s", run.err()).isZero();
        }
        ReferenceInput.assertReportsIn(published("refused"));
    }

    private void awaitStatus(String file, String status) throws Exception {
        Eventually.await(
                file + " is " + status,
                () -> {
                    NamedCsvRecord row = published("refused").ledger().get(file);
                    return row != null && row.getField("status").equals(status);
                });
    }

    @Test
    void namesTheSettingThatTheProcessesOfAClusterLack() throws Exception {
        assertNames(
                Map.of(),
                "the store answers, but refuses an empty object (status 400, XAmzContentSHA256Mismatch).",
                "Set s3.signing-algorithm: S3SignerType in");
    }
}
