package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.integration.ProcessTest;
import io.smsreports.integration.process.BuildOutput;
import io.smsreports.ownership.CommitLog;
import io.smsreports.ownership.LogEntry;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.ownership.Ownership;
import io.smsreports.storage.BucketClient;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PutIfAbsent;
import io.smsreports.storage.StoredFiles;
import io.smsreports.testing.Race;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store's own requests, by the client that lives in Flink's plugin. */
@ProcessTest
final class BucketClientIT {

    private static final String BUCKET = "sms-owners";
    private static final int RACERS = 8;
    private static final int ROUNDS = 20;

    @TempDir static java.nio.file.Path folder;
    private static S3Buckets buckets;

    @BeforeAll
    static void openTheStore() throws IOException {
        buckets = S3Buckets.start(folder.resolve("objects"), BUCKET);
        BuildOutput.usePlugins();
        new ObjectStore(buckets.environment()).open(List.of(path("")));
    }

    @AfterAll
    static void forgetTheStore() throws Exception {
        FileSystem.initialize(new Configuration(), null);
        System.clearProperty(ObjectStore.PLUGINS_PROPERTY);
        buckets.close();
    }

    @Test
    void putsAnObjectOnce() throws Exception {
        assertThat(PutIfAbsent.create(path("once/1"), bytes("first"))).isTrue();
        assertThat(PutIfAbsent.create(path("once/1"), bytes("second"))).isFalse();

        assertThat(buckets.text(BUCKET, "once/1")).isEqualTo("first");
    }

    @Test
    void letsOneOfManyWin() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Path object = path("race/" + round);

            assertThat(
                            Race.winnersOf(
                                    RACERS,
                                    racer -> PutIfAbsent.create(object, bytes("racer " + racer))))
                    .isOne();
        }
    }

    @Test
    void isTriedWithoutLeavingATrace() throws Exception {
        PutIfAbsent.require(path("trial"));

        // S3A puts a marker for a folder whose last object it deletes.
        assertThat(buckets.keys(BUCKET, "trial/")).allMatch(key -> key.endsWith("/"));
    }

    @Test
    void keepsALogOfOwners() throws Exception {
        Ownership first = owner(0).claim(0);
        first.admit(1);
        owner(2).claim(1);

        assertThatThrownBy(() -> first.admit(2)).isInstanceOf(SuppressRestartsException.class);
    }

    @Test
    void endsAJobWhoseOutputWasCleaned() throws Exception {
        Ownership paused = owner("cleaned", 0).claim(0);
        CommitLog log = new CommitLog(path("cleaned/log"), true);
        log.append(log.last(), LogEntry.cleaned());
        for (String key : buckets.keys(BUCKET, "cleaned")) {
            if (!key.endsWith("/0000000002")) {
                buckets.delete(BUCKET, key);
            }
        }

        assertThatThrownBy(() -> paused.admit(1))
                .isInstanceOf(SuppressRestartsException.class)
                .hasStackTraceContaining("has been cleaned");
    }

    /** Over what is there already, and not at all once it is gone. */
    @Test
    void movesAnObjectOverAnother() throws Exception {
        buckets.put(BUCKET, "moved/from", "new");
        buckets.put(BUCKET, "moved/to", "old");

        StoredFiles.DIRECT.moveOver(path("moved/from"), path("moved/to"));

        assertThat(buckets.text(BUCKET, "moved/to")).isEqualTo("new");
        assertThat(buckets.keys(BUCKET, "moved/")).doesNotContain("moved/from");
        assertThatThrownBy(() -> StoredFiles.DIRECT.moveOver(path("moved/from"), path("moved/to")))
                .isInstanceOf(IOException.class);
        assertThat(buckets.text(BUCKET, "moved/to")).isEqualTo("new");
    }

    private static OutputOwner owner(long seen) {
        return owner("out", seen);
    }

    private static OutputOwner owner(String output, long seen) {
        return new OutputOwner(
                path(output).toString(),
                "run",
                path(output + "/log").toString(),
                true,
                OutputOwner.newToken(),
                seen,
                "",
                seen == 0 ? 0 : 1);
    }

    /** What a job that was paused for ever has begun to write, nobody may complete. */
    @Test
    void abortsUploadsBelowAFolderAndNoOthers() throws Exception {
        FileSystem store = path("").getFileSystem();
        RecoverableFsDataOutputStream below = begin(store, "uploads/out/dt=1/a.csv");
        RecoverableFsDataOutputStream beside = begin(store, "uploads/output/dt=1/a.csv");

        assertThat(BucketClient.of(path("")).abortUploads(path("uploads/out"))).isOne();

        assertThatThrownBy(() -> below.closeForCommit().commit()).isInstanceOf(IOException.class);
        beside.closeForCommit().commit();
        assertThat(buckets.keys(BUCKET, "uploads/output/")).contains("uploads/output/dt=1/a.csv");
    }

    private static RecoverableFsDataOutputStream begin(FileSystem store, String key)
            throws IOException {
        RecoverableFsDataOutputStream out = store.createRecoverableWriter().open(path(key));
        out.write(bytes("rows"));
        return out;
    }

    private static Path path(String key) {
        return new Path("s3://" + BUCKET + "/" + key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
