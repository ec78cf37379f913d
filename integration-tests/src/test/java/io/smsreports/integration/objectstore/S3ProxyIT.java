package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.Output;
import io.smsreports.integration.ProcessTest;
import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.process.CommandProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded process on buckets of S3Proxy. */
@ProcessTest
final class S3ProxyIT extends RunsInBuckets {

    @TempDir private static Path shared;

    private static S3Buckets buckets;

    S3ProxyIT(ReferenceInput hour) {
        super(hour);
    }

    @Override
    S3Buckets buckets() {
        return buckets;
    }

    @BeforeAll
    static void startServer() throws IOException {
        buckets = S3Buckets.start(shared.resolve("s3"), BUCKETS);
    }

    @AfterAll
    static void stopServer() throws IOException {
        buckets.close();
    }

    @Test
    void readsABucketIntoALocalFolder() throws Exception {
        deliver("bounded", hour().chunks());
        try (CommandProcess run =
                run(
                        "--stop-at-end",
                        "--parallelism=2",
                        "--input=s3://sms-input/bounded",
                        "--reference=s3://sms-input/map/ref.csv",
                        "--checkpoints=s3://sms-state/bounded",
                        "--output=" + home().resolve("out"))) {
            run.succeeded();
        }
        ReferenceInput.assertPublishedIn(new Output(home().resolve("out")));
        assertThat(buckets.keys(STATE, "bounded")).noneMatch(key -> key.endsWith("_metadata"));
    }
}
