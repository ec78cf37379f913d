package io.smsreports.sink;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.ExceptionUtils;

/**
 * Commits several files at once. A file sink's committer keeps nothing from one file to the next:
 * each is a rename, or a request that completes an upload.
 *
 * <p>A file that is neither pending nor published any more ends the job with {@link
 * ErrorCode#OUTPUT_DAMAGED}: no repetition brings its rows back, and on a local disk Flink would
 * pass over it in silence. So it is with a batch whose files the one that was faster has removed.
 */
final class ParallelCommitter implements Committer<FileSinkCommittable> {

    private final Committer<FileSinkCommittable> committer;

    ParallelCommitter(Committer<FileSinkCommittable> committer) {
        this.committer = committer;
    }

    @Override
    public void commit(Collection<CommitRequest<FileSinkCommittable>> requests)
            throws IOException, InterruptedException {
        List<CommitRequest<FileSinkCommittable>> all = new ArrayList<>(requests);
        int lanes = Math.min(all.size(), FilesAtOnce.LIMIT);
        FilesAtOnce.inLanes(
                lanes,
                lane -> {
                    for (int request = lane; request < all.size(); request += lanes) {
                        if (Thread.interrupted()) {
                            throw new InterruptedException("cancelled while it committed");
                        }
                        commit(all.get(request));
                    }
                    return List.of();
                });
    }

    private void commit(CommitRequest<FileSinkCommittable> request)
            throws IOException, InterruptedException {
        try {
            committer.commit(List.of(request));
        } catch (IOException e) {
            if (isOfMissingFile(e)) {
                throw missing(request.getCommittable(), e);
            }
            throw e;
        }
        requireOnDisk(request.getCommittable());
    }

    /** Where a file is neither pending nor published, Flink's local committer does nothing. */
    private static void requireOnDisk(FileSinkCommittable file) throws IOException {
        Path path = file.hasPendingFile() ? file.getPendingFile().getPath() : null;
        if (path == null || ObjectStore.holds(path)) {
            return;
        }
        if (StoredFiles.DIRECT.length(path).isEmpty()) {
            throw missing(file, null);
        }
    }

    /** What Flink's committers say of a file that is gone, or shorter than it was. */
    private static boolean isOfMissingFile(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return ExceptionUtils.findThrowable(failure, FileNotFoundException.class).isPresent()
                || message.contains("Missing data in tmp file")
                || message.contains("Inconsistent result for object");
    }

    private static SuppressRestartsException missing(
            FileSinkCommittable file, IOException failure) {
        Path path = file.getPendingFile().getPath();
        return new SuppressRestartsException(
                new SmsReportsException(
                        ErrorCode.OUTPUT_DAMAGED,
                        "%s cannot be published: its rows were written, and are neither in it nor in the hidden file or upload that was to become it. Bring that back, or compute the input anew on another --output."
                                .formatted(path == null ? file.getBucketId() : PlaceName.of(path)),
                        failure));
    }

    @Override
    public void close() throws Exception {
        committer.close();
    }
}
