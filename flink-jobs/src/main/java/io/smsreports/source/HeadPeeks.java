package io.smsreports.source;

import io.smsreports.model.BelievedTimes;
import io.smsreports.model.HeldFile;
import io.smsreports.model.RejectReason;
import io.smsreports.parse.CdrParser;
import io.smsreports.parse.CdrSink;
import io.smsreports.parse.FileLayout;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into files that wait, for the least time that they may hold, in threads of its own: a store
 * that does not answer holds up neither listing nor handing out.
 */
final class HeadPeeks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeadPeeks.class);

    /** How much of a file is looked at: some hundred rows, and one request to a store. */
    private static final int HEAD_BYTES = 64 * 1024;

    private static final int THREADS = 16;

    private static final long IDLE_SECONDS = 10;

    private final Path folder;
    private final ZoneId zone;
    private final ExecutorService threads;

    /** The files that are being looked into. */
    private final Set<FileSourceSplit> running = new HashSet<>();

    /** Takes what a peek has found, in a thread of its own. */
    interface Found {

        /**
         * A file was looked into.
         *
         * @param headMillis by the contract of {@link HeldFile}
         */
        void onHead(FileSourceSplit file, long headMillis);
    }

    /**
     * @param zone whose local times record dates are; of two that one may mean, the first holds
     */
    HeadPeeks(Path folder, ZoneId zone) {
        this.folder = folder;
        this.zone = zone;
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> {
                            Thread thread = new Thread(task, "peek-at-waiting-files");
                            thread.setDaemon(true);
                            return thread;
                        });
        pool.allowCoreThreadTimeOut(true);
        threads = pool;
    }

    /** How many files are being looked into. */
    int running() {
        return running.size();
    }

    /** Looks into each file that is not being looked into. */
    void start(List<FileSourceSplit> files, Found found) {
        for (FileSourceSplit file : files) {
            if (running.add(file)) {
                threads.execute(() -> peek(file, found));
            }
        }
    }

    /** A peek has been taken note of. */
    void done(FileSourceSplit file) {
        running.remove(file);
    }

    private void peek(FileSourceSplit file, Found found) {
        long head = HeldFile.UNREADABLE;
        try {
            head = headOf(StoredFile.head(file, folder, HEAD_BYTES));
        } catch (Exception | LinkageError e) {
            // Whatever it is, the reader that gets the file next reports it.
            LOG.debug("{} could not be looked into.", file.path(), e);
        }
        try {
            found.onHead(file, head);
        } catch (RejectedExecutionException e) {
            LOG.debug("The job has ended before {} was looked into.", file.path(), e);
        }
    }

    private long headOf(byte[] head) {
        boolean complete = head.length < HEAD_BYTES;
        int text = FileLayout.afterByteOrderMark(head, 0, head.length);
        FileLayout layout = FileLayout.ofBeginning(head, text, head.length, complete);
        int end = complete ? head.length : endOfLastLine(head);
        Times times = new Times();
        new CdrParser(times, zone).parse(head, Math.min(text, end), end, layout, Long.MAX_VALUE);
        return times.believed.isEmpty() ? HeldFile.UNREADABLE : times.believed.leastMillis();
    }

    private static int endOfLastLine(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** The times of a head's rows. */
    private static final class Times implements CdrSink {

        private static final long MILLIS_PER_SECOND = 1_000;

        private final BelievedTimes believed = new BelievedTimes();

        @Override
        public void accept(long epochSecond, int paytype, long amountMinor) {
            believed.add(epochSecond * MILLIS_PER_SECOND, 1);
        }

        @Override
        public void reject(
                RejectReason reason, int from, int to, long epochSecond, long amountMinor) {
            // Its time moves nothing.
        }

        @Override
        public void blankLine() {
            // No row.
        }

        @Override
        public void headerLine() {
            // No row.
        }
    }
}
