package io.smsreports.integration.objectstore;

import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.StoreTest;
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
    void namesTheSettingThatTheProcessesOfAClusterLack() throws Exception {
        assertNames(
                Map.of(),
                "the store answers, but refuses an empty object (status 501, NotImplemented).",
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
