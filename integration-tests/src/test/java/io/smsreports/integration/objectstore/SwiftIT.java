package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.StoreTest;
import io.smsreports.integration.process.CommandProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded process on buckets of a real Swift. */
@StoreTest
final class SwiftIT extends RunsInUnusualBuckets {

    @TempDir private static Path shared;

    private static S3Buckets buckets;

    SwiftIT(ReferenceInput hour) {
        super(hour);
    }

    @BeforeAll
    static void startServer() throws IOException {
        buckets = S3Buckets.startSwift(shared.resolve("swift"), BUCKETS);
    }

    @AfterAll
    static void stopServer() throws IOException {
        buckets.close();
    }

    @Override
    S3Buckets buckets() {
        return buckets;
    }

    /** Swift puts nothing on a condition, so that the log of owners lies elsewhere. */
    @Override
    List<String> flags() {
        return List.of("--commit-log=" + home().resolve("commits"));
    }

    @Test
    void namesAnotherPlaceForTheLogThatSwiftCannotKeep() throws Exception {
        deliver("unfenced", hour().chunks().subList(0, 1));
        try (CommandProcess run =
                CommandProcess.start(
                        home(),
                        buckets().environment(),
                        "run",
                        "--web-port=0",
                        "--input=s3://sms-input/unfenced",
                        "--reference=s3://sms-input/map/ref.csv",
                        "--output=s3://sms-output/unfenced",
                        "--checkpoints=s3://sms-state/unfenced")) {
            assertThat(run.failed(2))
                    .contains("the store refuses the condition (status 501, NotImplemented)")
                    .contains("--commit-log")
                    .contains("--unfenced");
        }
    }

    @Test
    void namesTheSettingThatTheProcessesOfAClusterLack() throws Exception {
        // It answers 501 and closes the connection; the client may see only that.
        assertNames(
                Map.of(),
                "the store answers, but refuses an empty object (",
                "Set s3.signing-algorithm: S3SignerType in");
    }

    @Test
    void namesTheNextSettingThatTheProcessesOfAClusterLack() throws Exception {
        assertNames(
                Map.of("s3.signing-algorithm", "S3SignerType"),
                "the store answers, but refuses a copy (",
                "Set s3.change.detection.mode: client in");
    }
}
