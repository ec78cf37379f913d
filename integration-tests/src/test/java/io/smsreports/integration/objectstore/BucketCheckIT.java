package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.integration.ProcessTest;
import io.smsreports.integration.process.BuildOutput;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stores that give no answer; wrong ones are in the tests of the whole process. */
@ProcessTest
final class BucketCheckIT {

    private static final List<BucketCheck.Named> PLACES =
            List.of(
                    new BucketCheck.Named("--input", new Path("/data/in")),
                    new BucketCheck.Named("--output", new Path("s3://sms-reports/")));

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
                    .hasFieldOrPropertyWithValue("code", ErrorCode.STORAGE_UNUSABLE)
                    .hasMessage(
                            "--output s3://sms-reports: the store has not answered for 3 seconds."
                                    + " Check MINIO_ENDPOINT, or s3.endpoint in a cluster's"
                                    + " configuration.");
        }
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

    private static void open(Map<String, String> environment) throws IOException {
        BuildOutput.usePlugins();
        new ObjectStore(environment).open(PLACES.stream().map(BucketCheck.Named::place).toList());
    }
}
