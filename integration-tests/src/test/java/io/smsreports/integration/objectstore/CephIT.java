package io.smsreports.integration.objectstore;

import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.StoreTest;
import java.io.IOException;
import java.nio.file.Path;
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

    @Test
    void namesTheSettingThatTheProcessesOfAClusterLack() throws Exception {
        assertNames(
                Map.of(),
                "the store answers, but refuses an empty object (status 400, XAmzContentSHA256Mismatch).",
                "Set s3.signing-algorithm: S3SignerType in");
    }
}
