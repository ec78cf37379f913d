package io.smsreports.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.simulator.CommandRun;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Delivery to a real S3 server. */
class ReplayToBucketIT {

    private static final String BUCKET = "sms-input";

    @TempDir private Path folder;

    private Path from;
    private final BlobStore store = new TransientNio2BlobStore();
    private S3Proxy server;
    private Map<String, String> environment;

    @BeforeEach
    void startServer() throws Exception {
        from = Files.createDirectory(folder.resolve("from"));
        Files.writeString(from.resolve("chunk_aa.csv"), "one\n");
        Files.writeString(from.resolve("chunk_ab.csv"), "two\n");
        store.createContainer(BUCKET);
        server =
                S3Proxy.builder()
                        .blobStore(store)
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "access", "secret")
                        .build();
        server.start();
        environment =
                new HashMap<>(
                        Map.of(
                                "MINIO_ENDPOINT", "http://127.0.0.1:" + server.getPort(),
                                "MINIO_ACCESS", "access",
                                "MINIO_SECRET", "secret",
                                "COPY_INTERVAL", "0"));
    }

    @AfterEach
    void stopServer() throws Exception {
        server.stop();
        store.close();
    }

    @Test
    void putsEachFileOnce() throws IOException {
        Files.writeString(from.resolve("chunk_ac.csv"), "");

        assertThat(replay("s3://" + BUCKET + "/in/"))
                .isEqualTo(
                        new CommandRun(
                                0,
                                """
                                ? chunk_aa.csv (1 of 3)
                                ? chunk_ab.csv (2 of 3)
                                ? chunk_ac.csv (3 of 3)
                                Delivered 3 files to s3://sms-input/in/, skipped 0.
                                """,
                                ""));
        assertThat(text("in/chunk_ab.csv")).isEqualTo("two\n");
        assertThat(replay("s3a://" + BUCKET + "/in").out())
                .endsWith("Delivered 0 files to s3://sms-input/in/, skipped 3.\n");
    }

    @Test
    void clearsBelowItsPrefixOnly() throws IOException {
        put("in/old.csv");
        put("in/old.csv.gz");
        put("in/keep.txt");
        put("in/deeper/keep.csv");
        put("inner.csv");

        assertThat(replay("s3://" + BUCKET + "/in", "--clear").out())
                .startsWith("Removed 2 files from s3://sms-input/in/.\n");
        for (String kept : List.of("in/keep.txt", "in/deeper/keep.csv", "inner.csv")) {
            assertThat(store.blobExists(BUCKET, kept)).as(kept).isTrue();
        }
        assertThat(store.blobExists(BUCKET, "in/old.csv")).isFalse();
    }

    @Test
    void refusesABucketThatIsNotThereAndAServerThatDoesNotAnswer() {
        assertRefused(
                "the server at http://127.0.0.1:", " gives no bucket other: ", "s3://other/in");

        environment.put("MINIO_ENDPOINT", "127.0.0.1:1");
        assertRefused("the server at 127.0.0.1:1 gives no bucket ", BUCKET, "s3://" + BUCKET);
    }

    private void assertRefused(String beginning, String detail, String to) {
        CommandRun run = replay(to);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("./sms-reports simulate replay: " + beginning)
                .contains(detail)
                .hasLineCount(1);
    }

    private CommandRun replay(String to, String... flags) {
        List<String> args = new ArrayList<>(List.of("replay", "--from=" + from, "--to=" + to));
        args.addAll(List.of(flags));
        return CommandRun.in(environment, args.toArray(String[]::new));
    }

    private void put(String key) {
        store.putBlob(
                PutObjectRequest.builder().bucket(BUCKET).key(key).contentLength(1L).build(),
                new ByteArrayInputStream(new byte[] {'x'}));
    }

    private String text(String key) throws IOException {
        try (InputStream in = store.getBlob(BUCKET, key)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
