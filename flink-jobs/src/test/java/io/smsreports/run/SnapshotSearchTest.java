package io.smsreports.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.source.FaultyStorage;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotSearchTest {

    @TempDir Path run;

    private final SnapshotSearch search = new SnapshotSearch(StoredFiles.DIRECT);

    @Test
    void findsNothingInAFolderThatIsNotThere() throws IOException {
        assertThat(search.all(flink(run.resolve("absent")))).isEmpty();
    }

    @Test
    void ordersByTheIdWithinAndNotByNameOrTime() throws IOException {
        SnapshotFixture.complete(run.resolve("job-a/chk-9"), 9, 3000);
        SnapshotFixture.complete(run.resolve("job-b/chk-10"), 10, 2000);
        SnapshotFixture.complete(run.resolve("savepoint-ffff"), 8, 4000);

        assertThat(newest().folder()).isEqualTo(flink(run.resolve("job-b/chk-10")));
        assertThat(newest().isDamaged()).isFalse();
    }

    @Test
    void takesTheLaterOfTwoWithOneId() throws IOException {
        SnapshotFixture.complete(run.resolve("job-a/chk-9"), 9, 3000);
        SnapshotFixture.complete(run.resolve("savepoint-0000"), 9, 3001);

        assertThat(newest().folder()).isEqualTo(flink(run.resolve("savepoint-0000")));
    }

    @Test
    void passesOverAnUnfinishedCheckpointAndSharedState() throws IOException {
        SnapshotFixture.complete(run.resolve("job-a/chk-3"), 3);
        SnapshotFixture.unfinished(run.resolve("job-a/chk-4"));
        SnapshotFixture.complete(run.resolve("job-a/shared"), 7);
        SnapshotFixture.complete(run.resolve("job-a/taskowned"), 7);

        assertThat(newest().checkpointId()).isEqualTo(3);
    }

    @Test
    void takesTheIdOfATornCheckpointFromItsFolder() throws IOException {
        SnapshotFixture.torn(run.resolve("job-a/chk-4"), 4);

        assertThat(newest().checkpointId()).isEqualTo(4);
        assertThat(newest().damage()).isEqualTo("_metadata cannot be read");
    }

    @Test
    void putsThoseThatCannotBeReadLast() throws IOException {
        SnapshotFixture.complete(run.resolve("job-a/chk-3"), 3);
        SnapshotFixture.torn(run.resolve("job-a/chk-4"), 4);
        SnapshotFixture.torn(run.resolve("savepoint-0000"), 5);

        assertThat(search.all(flink(run)))
                .extracting(found -> found.folder().getName())
                .containsExactly("chk-3", "chk-4", "savepoint-0000");
    }

    @Test
    void knowsWhoseACheckpointIs() throws IOException {
        SnapshotFixture.complete(run.resolve("job-a/chk-3"), 3, "token-a");
        SnapshotFixture.complete(run.resolve("job-b/chk-2"), 2);

        assertThat(search.all(flink(run)))
                .extracting(Snapshot::owner)
                .containsExactly("token-a", "");
    }

    @Test
    void calledDamagedAreMetadataOfAnyWrongBytes() throws IOException {
        for (byte[] bytes :
                new byte[][] {
                    {},
                    {1},
                    "no checkpoint at all".getBytes(),
                    {0x49, 0x60, 0x67, 0x2d, 0, 0, 0, 99}
                }) {
            Path folder = SnapshotFixture.complete(run.resolve("job-a/chk-5"), 5);
            Files.write(folder.resolve("_metadata"), bytes);

            assertThat(newest().damage()).isEqualTo("_metadata cannot be read");
        }
    }

    @Test
    void missesAStateFileNamedByItsWholePath() throws IOException {
        Path state = run.resolve("job-a/chk-5/3a61");
        Path folder = SnapshotFixture.withOperatorState(run.resolve("job-a/chk-5"), 5, state, 4);

        assertThat(newest().damage()).isEqualTo("its state file " + state + " is missing");

        Files.writeString(folder.resolve("3a61"), "abc");
        assertThat(newest().damage()).isEqualTo("its state file " + state + " has 3 of 4 bytes");

        Files.writeString(folder.resolve("3a61"), "abcd");
        assertThat(newest().isDamaged()).isFalse();
    }

    @Test
    void missesAStateFileBesideTheMetadata() throws IOException {
        Path folder = SnapshotFixture.withKeyedState(run.resolve("savepoint-1"), 5, "77aa", 4);

        assertThat(newest().damage())
                .isEqualTo("its state file " + folder.resolve("77aa") + " is missing");

        Files.writeString(folder.resolve("77aa"), "abcd");
        assertThat(newest().isDamaged()).isFalse();
    }

    /** Where state lies beside the metadata, Flink looks at the folder while it reads them. */
    @Test
    void callsNothingDamagedThatTheStoreFailedToAnswer() throws IOException {
        Path folder = SnapshotFixture.withKeyedState(run.resolve("savepoint-1"), 5, "77aa", 4);
        Files.writeString(folder.resolve("77aa"), "abcd");
        org.apache.flink.core.fs.Path inStore = FaultyStorage.inStore(folder);
        org.apache.flink.core.fs.Path metadata =
                new org.apache.flink.core.fs.Path(inStore, "_metadata");

        FaultyStorage.failStatus(inStore, 1, new IOException("connection reset"));
        assertThat(search.at(inStore).orElseThrow().damage()).isEmpty();

        FaultyStorage.failStatus(inStore, 100, new IOException("connection reset"));
        FaultyStorage.failStatus(metadata, 0, new IOException("connection refused"));
        assertThat(search.at(inStore).orElseThrow().damage()).isEqualTo("_metadata cannot be read");
        FaultyStorage.failStatus(metadata, 100, new IOException("connection refused"));
        assertThatThrownBy(() -> MetadataFile.load(StoredFiles.DIRECT, inStore))
                .isInstanceOf(IOException.class)
                .hasMessage("connection refused");
    }

    /** A wrong length in it asks for any amount. */
    @Test
    void callsMetadataDamagedForWantOfMemoryOnlyIfThereWasEnough() {
        assertThat(MetadataFile.isEnough(100 << 20, 1 << 20)).isTrue();
        assertThat(MetadataFile.isEnough(100 << 20, 10 << 20)).isFalse();
        assertThat(MetadataFile.isEnough(10 << 20, 100)).isFalse();
    }

    @Test
    void findsOneByItsFolderOrItsMetadata() throws IOException {
        Path folder = SnapshotFixture.complete(run.resolve("savepoint-1"), 5);

        assertThat(search.at(flink(folder))).hasValueSatisfying(this::isSavepointOne);
        assertThat(search.at(flink(folder.resolve("_metadata"))))
                .hasValueSatisfying(this::isSavepointOne);
        assertThat(search.at(flink(run))).isEmpty();
    }

    private void isSavepointOne(Snapshot snapshot) {
        assertThat(snapshot.folder()).isEqualTo(flink(run.resolve("savepoint-1")));
        assertThat(snapshot.checkpointId()).isEqualTo(5);
        assertThat(snapshot.isDamaged()).isFalse();
    }

    private Snapshot newest() throws IOException {
        return search.checked(search.all(flink(run)).get(0));
    }

    private static org.apache.flink.core.fs.Path flink(Path path) {
        return new org.apache.flink.core.fs.Path("file:" + path);
    }
}
