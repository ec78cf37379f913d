package io.smsreports.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.integration.ProcessTest;
import io.smsreports.integration.objectstore.S3Buckets;
import io.smsreports.integration.process.BuildOutput;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.AtomicFile;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What replaces, publishes or removes files, in a bucket, where a rename is a copy and a deletion.
 */
@ProcessTest
final class PublicationInABucketIT {

    private static final String BUCKET = "sms-output";
    private static final String RUN = "20261122t181500-4f2a";
    private static final String BEFORE = "20261122t170000-0001";
    private static final String LEDGER = "file,size_bytes,status\n";
    private static final Set<String> FILES_READ = Set.of("a.csv");

    @TempDir private static java.nio.file.Path folder;

    private static S3Buckets buckets;

    @BeforeAll
    static void openStore() throws IOException {
        buckets = S3Buckets.start(folder.resolve("s3"), BUCKET);
        BuildOutput.usePlugins();
        new ObjectStore(buckets.environment()).open(List.of(base("any")));
    }

    @AfterAll
    static void closeStore() throws IOException {
        FileSystem.initialize(new Configuration(), null);
        System.clearProperty(ObjectStore.PLUGINS_PROPERTY);
        buckets.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBatchEndsInTheSameStateWhereverItIsKilled(boolean ofARun) throws IOException {
        List<String> changes = new ArrayList<>();
        String kind = ofARun ? "of-a-run-" : "of-no-run-";
        publisher(new StoredFiles((change, path) -> changes.add(change)))
                .overwrite(begin(kind + "whole", ofARun), FILES_READ, false);
        assertPublished(kind + "whole");
        assertThat(changes).contains("create", "replace", "delete", "move").hasSizeGreaterThan(10);

        // How a decided one is carried out is the same with and without a run before, and on a
        // local disk it is killed before each change: here before the first one of each kind.
        Set<String> decided = new HashSet<>();
        for (int step = 0; step < changes.size() && (ofARun || decided.size() < 2); step++) {
            if (decided.contains(changes.get(step))) {
                continue;
            }
            String output = kind + "killed-" + step;
            BatchRun batch = begin(output, ofARun);
            int last = step;
            int[] done = {0};
            StoredFiles killed =
                    new StoredFiles(
                            (change, path) -> {
                                if (done[0]++ == last) {
                                    throw new IOException("killed");
                                }
                            });
            assertThatThrownBy(() -> publisher(killed).overwrite(batch, FILES_READ, false))
                    .hasMessage("killed");
            if (!BatchPublisher.isDecided(base(output))) {
                assertUntouched(output, ofARun);
                continue;
            }
            decided.add(changes.get(step));
            publisher(StoredFiles.DIRECT).resume(base(output));
            assertPublished(output);
        }
        assertThat(decided)
                .containsAll(ofARun ? List.of("replace", "delete", "move") : List.of("replace"));
    }

    /** Whatever wrote them: nobody completes them any more, and nobody pays for them. */
    @Test
    void aRemovalEndsTheUploadsToItsOutputAndNoOthers() throws Exception {
        begin("removed", true);
        List<String> own =
                List.of(
                        "removed/daily_revenue/dt=2020-08-31/daily_revenue-x-0.csv",
                        "removed/file_ledger/dt=2026-11-22/file_ledger-x-0.csv",
                        "removed/_staging/" + RUN + "/daily_revenue/dt=2020-08-31/part-0.csv",
                        "removed/_sms-reports/commits/" + BEFORE + "/0000000001",
                        "its-checkpoints/" + RUN + "/chk-7/state");
        List<String> others =
                List.of(
                        "its-checkpoints/20261122t190000-0002/chk-7/state",
                        "removed-2/daily_revenue/dt=2020-08-31/daily_revenue-x-0.csv",
                        "removed/notes/not-of-a-report.csv");
        own.forEach(key -> buckets.beginUpload(BUCKET, key));
        others.forEach(key -> buckets.beginUpload(BUCKET, key));
        OutputRemoval removal = OutputRemoval.of(base("removed"));

        removal.end();
        removal.abortUploads(
                PipelineSql.packagedCatalogue(), List.of(base("its-checkpoints/" + RUN)));

        assertThat(buckets.unfinishedUploads(BUCKET)).isEqualTo(others);
    }

    /** The heartbeat is read by starts while its job replaces it. */
    @Test
    void aReaderSeesTheOldContentOrTheNew() throws Exception {
        Path file = new Path(base("replaced"), "beat.json");
        AtomicFile.replace(file, content(0));
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> writer =
                CompletableFuture.runAsync(
                        () -> {
                            for (int i = 1; !enough.get(); i++) {
                                try {
                                    AtomicFile.replace(file, content(i));
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        });
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            String read = text(AtomicFile.read(file).orElseThrow());
            String number = read.substring(0, read.indexOf(' '));
            assertThat(read).isEqualTo(text(content(Integer.parseInt(number))));
            seen.add(number);
        }
        enough.set(true);
        writer.join();

        assertThat(seen).hasSizeGreaterThan(2);
        assertThat(AtomicFile.read(new Path(base("replaced"), "none.json"))).isEmpty();
    }

    /** All of one length: the server that stands in for S3 may give an old one with a new text. */
    private static byte[] content(int number) {
        return "%08d ".formatted(number).repeat(1_000).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    private static BatchPublisher publisher(StoredFiles files) {
        return new BatchPublisher(WallClock.SYSTEM, files);
    }

    private static Path base(String output) {
        return new Path("s3://" + BUCKET + "/" + output);
    }

    private static BatchRun begin(String output, boolean ofARun) throws IOException {
        before().forEach((key, text) -> buckets.put(BUCKET, output + "/" + key, text));
        if (ofARun) {
            record(BEFORE, RunStatus.PUBLISHED).write(StoredFiles.DIRECT, base(output));
        }
        String staging = output + "/_staging/" + RUN + "/";
        buckets.put(BUCKET, staging + "daily_revenue/dt=2020-08-30/part-7c-0.csv", "new 30");
        buckets.put(BUCKET, staging + "daily_revenue/dt=2020-08-31/part-7c-1.csv", "new 31");
        buckets.put(
                BUCKET,
                staging + "file_ledger/dt=2026-11-22/part-4b-0.csv",
                LEDGER + "a.csv,1,new\n");
        BatchRun batch =
                new BatchRun(
                        base(output), record(RUN, RunStatus.RUNNING), CurrentRun.of(base(output)));
        batch.begin(StoredFiles.DIRECT);
        return batch;
    }

    private static RunRecord record(String runId, RunStatus status) {
        return new RunRecord(
                runId,
                RunMode.BATCH,
                "in",
                "ref.csv",
                "checkpoints",
                Map.of(),
                Instant.parse("2026-11-22T18:15:00Z"),
                status,
                Optional.empty(),
                true,
                PipelineSql.packagedCatalogue().reports());
    }

    private static Map<String, String> before() {
        return new TreeMap<>(
                Map.of(
                        "daily_revenue/dt=2020-08-29/daily_revenue-old-0.csv", "old 29",
                        "daily_revenue/dt=2020-08-30/daily_revenue-old-1.csv", "old 30",
                        "late_revenue/dt=2020-08-30/late_revenue-old-2.csv", "old 30",
                        "file_ledger/dt=2026-11-20/file_ledger-old-0.csv",
                                LEDGER + "a.csv,1,old\nc.csv,2,old\n"));
    }

    private static void assertUntouched(String output, boolean ofARun) throws IOException {
        assertThat(visible(output)).isEqualTo(before());
        assertThat(RunRecord.read(base(output)))
                .isEqualTo(
                        ofARun
                                ? Optional.of(record(BEFORE, RunStatus.PUBLISHED))
                                : Optional.empty());
    }

    private static void assertPublished(String output) throws IOException {
        assertThat(visible(output))
                .isEqualTo(
                        new TreeMap<>(
                                Map.of(
                                        "daily_revenue/dt=2020-08-29/daily_revenue-old-0.csv",
                                        "old 29",
                                        "daily_revenue/dt=2020-08-30/daily_revenue-"
                                                + RUN
                                                + "-0.csv",
                                        "new 30",
                                        "daily_revenue/dt=2020-08-31/daily_revenue-"
                                                + RUN
                                                + "-1.csv",
                                        "new 31",
                                        "file_ledger/dt=2026-11-20/file_ledger-old-0.csv",
                                        LEDGER + "c.csv,2,old\n",
                                        "file_ledger/dt=2026-11-22/file_ledger-" + RUN + "-0.csv",
                                        LEDGER + "a.csv,1,new\n")));
        assertThat(RunRecord.read(base(output))).contains(record(RUN, RunStatus.PUBLISHED));
        assertThat(buckets.keys(BUCKET, output + "/_staging/")).isEmpty();
        assertThat(buckets.keys(BUCKET, output + "/_sms-reports/heartbeat.json")).isEmpty();
    }

    /** The files that readers see; a key that ends in a slash stands for a folder. */
    private static Map<String, String> visible(String output) {
        Map<String, String> found = new TreeMap<>();
        for (String key : buckets.keys(BUCKET, output + "/")) {
            String name = key.substring(output.length() + 1);
            if (!name.startsWith("_") && !name.endsWith("/")) {
                found.put(name, buckets.text(BUCKET, key));
            }
        }
        return found;
    }
}
