package io.smsreports.sink;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits files, then logs what it has published: each of their rows goes to the logger {@value
 * #LOGGER} as {@code <report> dt=<date> <csv row>}. After a failure Flink repeats the commits of
 * the last checkpoint, so that a file may be logged twice; a file that a failure could take back
 * never is.
 */
public final class LoggingCommitter implements Committer<FileSinkCommittable> {

    /** Its own name, so that the log configuration can put the lines on the console as they are. */
    public static final String LOGGER = "io.smsreports.published";

    /**
     * A report commits some tens of rows; the limit is for a backlog that closes months at once.
     */
    static final int MAX_ROWS_A_FILE = 1_000;

    /** Each is read back, which on an object store takes a request. */
    static final int MAX_FILES = 100;

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private final Committer<FileSinkCommittable> committer;

    LoggingCommitter(Committer<FileSinkCommittable> committer) {
        this.committer = committer;
    }

    @Override
    public void commit(Collection<CommitRequest<FileSinkCommittable>> requests)
            throws IOException, InterruptedException {
        List<WatchedRequest> watched = requests.stream().map(WatchedRequest::new).toList();
        committer.commit(List.copyOf(watched));
        if (LOG.isInfoEnabled()) {
            List<FileSinkCommittable> published =
                    watched.stream()
                            .filter(request -> request.done)
                            .map(WatchedRequest::getCommittable)
                            .filter(FileSinkCommittable::hasPendingFile)
                            .sorted((a, b) -> a.getBucketId().compareTo(b.getBucketId()))
                            .toList();
            published.stream().limit(MAX_FILES).forEach(LoggingCommitter::logRows);
            if (published.size() > MAX_FILES) {
                logRest(published.subList(MAX_FILES, published.size()));
            }
        }
    }

    private static void logRest(List<FileSinkCommittable> published) {
        Path first = published.get(0).getPendingFile().getPath();
        LOG.info(
                "{} and {} more files, up to {}",
                first == null ? "" : first.getParent().getParent().getName(),
                published.size(),
                published.get(published.size() - 1).getBucketId());
    }

    private static void logRows(FileSinkCommittable committed) {
        Path file = committed.getPendingFile().getPath();
        if (file == null) {
            LOG.warn("{}: published a file of unknown name", committed.getBucketId());
            return;
        }
        try {
            logRows(file);
        } catch (IOException | RuntimeException e) {
            // The rows are published, read back or not.
            LOG.warn("{}: published, but cannot be read back for this log", file, e);
        }
    }

    private static void logRows(Path file) throws IOException {
        Path folder = file.getParent();
        String report = folder.getParent().getName();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                file.getFileSystem().open(file), StandardCharsets.UTF_8))) {
            String header = lines.readLine();
            if (header == null) {
                return;
            }
            long rows = 0;
            for (String row = lines.readLine(); row != null; row = lines.readLine()) {
                rows++;
                if (rows <= MAX_ROWS_A_FILE) {
                    LOG.info("{} {} {}", report, folder.getName(), row);
                }
            }
            if (rows > MAX_ROWS_A_FILE) {
                LOG.info(
                        "{} {} and {} more rows in {}",
                        report,
                        folder.getName(),
                        rows - MAX_ROWS_A_FILE,
                        file.getName());
            }
        }
    }

    @Override
    public void close() throws Exception {
        committer.close();
    }

    /** Remembers whether a request was answered with a failure or a retry: no answer is success. */
    private static final class WatchedRequest
            implements Committer.CommitRequest<FileSinkCommittable> {

        private final Committer.CommitRequest<FileSinkCommittable> request;
        private boolean done = true;

        WatchedRequest(Committer.CommitRequest<FileSinkCommittable> request) {
            this.request = request;
        }

        @Override
        public FileSinkCommittable getCommittable() {
            return request.getCommittable();
        }

        @Override
        public int getNumberOfRetries() {
            return request.getNumberOfRetries();
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            done = false;
            request.signalFailedWithKnownReason(reason);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            done = false;
            request.signalFailedWithUnknownReason(reason);
        }

        @Override
        public void retryLater() {
            done = false;
            request.retryLater();
        }

        @Override
        public void updateAndRetryLater(FileSinkCommittable committable) {
            done = false;
            request.updateAndRetryLater(committable);
        }

        @Override
        public void signalAlreadyCommitted() {
            request.signalAlreadyCommitted();
        }
    }
}
