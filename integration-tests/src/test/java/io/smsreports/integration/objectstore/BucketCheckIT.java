package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.smsreports.integration.ProcessTest;
import io.smsreports.integration.process.BuildOutput;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.ObjectStore;
import io.smsreports.testing.CapturedLog;
import io.smsreports.testing.Eventually;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that give no answer; wrong ones are in the tests of the whole process. */
@ProcessTest
final class BucketCheckIT {

    private static final List<BucketCheck.Named> PLACES =
            List.of(
                    BucketCheck.Named.read("--input", new Path("/data/in")),
                    BucketCheck.Named.read("--output", new Path("s3://sms-reports/")));

    private static final BucketCheck.Named WRITTEN =
            BucketCheck.Named.written("--output", new Path("s3://sms-reports/out"));

    @AfterEach
    void forgetTheStore() {
        FileSystem.initialize(new Configuration(), null);
        System.clearProperty(ObjectStore.PLUGINS_PROPERTY);
    }

    @Test
    void doesNotWaitForAStoreThatKeepsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            open(
                    Map.of(
                            "MINIO_ENDPOINT", "http://127.0.0.1:" + silent.getLocalPort(),
                            "MINIO_ACCESS", "minio",
                            "MINIO_SECRET", "minio123"));

            assertThatThrownBy(() -> new BucketCheck(Duration.ofSeconds(3)).require(PLACES))
                    .isInstanceOf(SmsReportsException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_UNREACHABLE)
                    .hasMessage(
                            "--output s3://sms-reports: the store has not answered for 3 seconds."
                                    + " Check MINIO_ENDPOINT, or s3.endpoint in a cluster's"
                                    + " configuration.");
        }
    }

    /** It may just be starting. */
    @Test
    void waitsForAStoreThatCannotBeReachedYet() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        open(
                Map.of(
                        "MINIO_ENDPOINT", "http://127.0.0.1:" + port,
                        "MINIO_ACCESS", "minio",
                        "MINIO_SECRET", "minio123"));

        assertThatThrownBy(() -> new BucketCheck(Duration.ofSeconds(3)).require(PLACES))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_UNREACHABLE);
        assertThat(ErrorCode.STORAGE_UNREACHABLE.exitCode()).isEqualTo(1);
        try (CapturedLog log = new CapturedLog(BucketCheck.class.getName())) {
            CompletableFuture<Void> check = check(PLACES);
            Eventually.await("it says so", () -> log.lines().size() == 1);
            HttpServer store =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            store.createContext(
                    "/",
                    request -> {
                        request.sendResponseHeaders(404, -1);
                        request.close();
                    });
            store.start();
            try {
                check.get(1, TimeUnit.MINUTES);
            } finally {
                store.stop(0);
            }
        }
    }

    /** Which is no refusal of what was put. */
    @Test
    void triesAnUploadThatWasCutOffAnew(@TempDir java.nio.file.Path folder) throws Exception {
        try (S3Buckets buckets = S3Buckets.start(folder.resolve("s3"), "sms-reports");
                UnreliableS3 store = UnreliableS3.before(buckets.port(), 1);
                CapturedLog log = new CapturedLog(BucketCheck.class.getName())) {
            store.bringAbout(UnreliableS3.Fault.BROKEN_UPLOAD, Integer.MAX_VALUE);
            Map<String, String> environment = new HashMap<>(buckets.environment());
            environment.put("MINIO_ENDPOINT", store.endpoint());
            open(environment);

            CompletableFuture<Void> check = check(List.of(WRITTEN));
            Eventually.await("it says so", () -> log.lines().size() == 1);
            assertThat(log.lines().get(0))
                    .contains("--output s3://sms-reports/out: the store cannot be reached");
            store.behave();
            check.get(1, TimeUnit.MINUTES);
        }
    }

    private static CompletableFuture<Void> check(List<BucketCheck.Named> places) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        new BucketCheck().require(places);
                    } catch (SmsReportsException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void saysWhatAProcessWithoutThePluginLacks() {
        assertThatThrownBy(() -> new BucketCheck().require(PLACES))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_UNUSABLE)
                .hasMessage(
                        "--output s3://sms-reports: Flink cannot read s3:// here. Give its processes"
                                + " the plugin flink-s3-fs-hadoop.");
    }

    @Test
    void saysThatTheClientCannotUseASetting() throws Exception {
        BuildOutput.usePlugins();
        new ObjectStore(
                        Map.of(
                                "MINIO_ENDPOINT", "http://127.0.0.1:9000",
                                "MINIO_ACCESS", "minio",
                                "MINIO_SECRET", "minio123"),
                        Map.of("s3.connection.timeout", "soon"))
                .open(PLACES.stream().map(BucketCheck.Named::place).toList());

        assertThatThrownBy(() -> new BucketCheck().require(PLACES))
                .isInstanceOf(SmsReportsException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_UNUSABLE)
                .hasMessage(
                        "--output s3://sms-reports: the S3 client cannot use one of its settings (For"
                                + " input string: \"soon\"). Check MINIO_ENDPOINT and the options"
                                + " s3.… of -D or of a cluster's configuration.");
    }

    private static void open(Map<String, String> environment) throws IOException {
        BuildOutput.usePlugins();
        new ObjectStore(environment).open(PLACES.stream().map(BucketCheck.Named::place).toList());
    }
}
