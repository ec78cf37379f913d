package io.smsreports.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;

/**
 * Commits several files at once. A file sink's committer keeps nothing from one file to the next:
 * each is a rename, or a request that completes an upload.
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
                        committer.commit(List.of(all.get(request)));
                    }
                    return List.of();
                });
    }

    @Override
    public void close() throws Exception {
        committer.close();
    }
}
