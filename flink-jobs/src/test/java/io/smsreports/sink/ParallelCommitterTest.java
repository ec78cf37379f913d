package io.smsreports.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smsreports.model.ErrorCode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.mocks.MockCommitRequest;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.connector.file.sink.committer.FileCommitter;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketWriter;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter;
import org.apache.flink.streaming.api.functions.sink.filesystem.RowWiseBucketWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that Flink's own writer has left pending on a local disk. */
final class ParallelCommitterTest {

    @TempDir private Path folder;

    private Path target;
    private BucketWriter<String, String> writer;

    @BeforeEach
    void makeAWriter() throws IOException {
        target = folder.resolve("dt=2020-08-30/part.csv");
        writer =
                new RowWiseBucketWriter<>(
                        FileSystem.getLocalFileSystem().createRecoverableWriter(),
                        (row, out) -> out.write(row.getBytes(UTF_8)));
    }

    @Test
    void publishesAPendingFileAndPublishesItAgain() throws Exception {
        FileSinkCommittable file = pending();

        commit(new FileCommitter(writer), file);
        assertThat(target).content().isEqualTo("a row");
        // As after a restart, whose checkpoint says that it is pending.
        commit(new FileCommitter(writer), file);
        assertThat(target).content().isEqualTo("a row");
    }

    @Test
    void failsWhereAPendingFileIsGone() throws Exception {
        FileSinkCommittable file = pending();
        Files.delete(hiddenFile());

        assertIsMissing(new FileCommitter(writer), file);
    }

    @Test
    void failsWhereAPendingFileIsShorterThanItWas() throws Exception {
        FileSinkCommittable file = pending();
        Files.writeString(hiddenFile(), "a");

        assertIsMissing(new FileCommitter(writer), file);
    }

    /** As the S3 client says of an upload that nobody knows. */
    @Test
    void failsWhereAnUploadIsGone() throws Exception {
        assertIsMissing(
                failingWith(
                        new IOException("not valid.", new FileNotFoundException("NoSuchUpload"))),
                pending());
    }

    @Test
    void handsOnWhatMayPass() throws Exception {
        IOException unavailable = new IOException("503");
        FileSinkCommittable file = pending();

        assertThatThrownBy(() -> commit(failingWith(unavailable), file)).isSameAs(unavailable);
    }

    private FileSinkCommittable pending() throws IOException {
        InProgressFileWriter<String, String> part =
                writer.openNewInProgressFile(
                        "dt=2020-08-30",
                        new org.apache.flink.core.fs.Path(target.toUri()),
                        System.currentTimeMillis());
        part.write("a row", 0);
        return new FileSinkCommittable("dt=2020-08-30", part.closeForCommit());
    }

    private Path hiddenFile() throws IOException {
        try (Stream<Path> files = Files.list(target.getParent())) {
            return files.findFirst().orElseThrow();
        }
    }

    private void assertIsMissing(
            Committer<FileSinkCommittable> committer, FileSinkCommittable file) {
        assertThatThrownBy(() -> commit(committer, file))
                .isInstanceOf(SuppressRestartsException.class)
                .cause()
                .hasFieldOrPropertyWithValue("code", ErrorCode.OUTPUT_DAMAGED)
                .hasMessage(
                        "%s cannot be published: its rows were written, and are neither in it nor"
                                + " in the hidden file or upload that was to become it. Bring that"
                                + " back, or compute the input anew on another --output.",
                        target);
    }

    private static void commit(Committer<FileSinkCommittable> committer, FileSinkCommittable file)
            throws Exception {
        new ParallelCommitter(committer).commit(List.of(new MockCommitRequest<>(file)));
    }

    private static Committer<FileSinkCommittable> failingWith(IOException failure) {
        return new Committer<>() {

            @Override
            public void commit(Collection<CommitRequest<FileSinkCommittable>> requests)
                    throws IOException {
                throw failure;
            }

            @Override
            public void close() {}
        };
    }
}
