package io.smsreports.source;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that a bounded run reads, fixed when it starts: what arrives later is for a later run.
 *
 * @param splits one a file
 */
public record FileList(ArrayList<FileSourceSplit> splits) implements Serializable {

    /** No file. */
    public static final FileList EMPTY = new FileList(new ArrayList<>());

    private static final Logger LOG = LoggerFactory.getLogger(FileList.class);

    /** How long to wait without a log line, beyond the time that any new file takes to settle. */
    private static final Duration QUIET_BEFORE_MESSAGE = Duration.ofSeconds(1);

    /** How often a folder with files that are still being written is listed again. */
    private static final Duration POLL = Duration.ofMillis(100);

    /**
     * Lists a folder once every file in it is stable.
     *
     * @param limit how long to wait for that at the most
     * @throws IOException if the folder can't be listed, or is not stable in time
     */
    public static FileList awaitStable(Path folder, Duration settleTime, Duration limit)
            throws IOException, InterruptedException {
        StableFiles files = new StableFiles(folder, settleTime);
        long deadline = System.nanoTime() + limit.toNanos();
        long patience = System.nanoTime() + settleTime.toNanos() + QUIET_BEFORE_MESSAGE.toNanos();
        boolean warned = false;
        List<FileStatus> stable = files.list();
        while (files.unstableCount() > 0) {
            if (!warned && System.nanoTime() > patience) {
                warned = true;
                LOG.warn(
                        "Waiting for {} files in {} that are still being written.",
                        files.unstableCount(),
                        folder.getPath());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "%d files in %s are still being written after %d s. Start again when they are complete, or write them elsewhere and move them in."
                                .formatted(files.unstableCount(), folder, limit.toSeconds()));
            }
            Thread.sleep(POLL.toMillis());
            stable = files.list();
        }
        return new FileList(new ArrayList<>(stable.stream().map(FileSplits::of).toList()));
    }

    /** Whether a folder holds nothing to read, nor anything that is being written, by now. */
    public static boolean isEmpty(Path folder, Duration settleTime) throws IOException {
        StableFiles files = new StableFiles(folder, settleTime);
        return files.list().isEmpty() && files.unstableCount() == 0;
    }

    /** Whether there is nothing to read. */
    public boolean isEmpty() {
        return splits.isEmpty();
    }

    /** The files' paths below the folder, as the outputs name them. */
    public List<String> namesWithin(Path folder) {
        return splits.stream().map(split -> InputFiles.nameWithin(folder, split.path())).toList();
    }
}
