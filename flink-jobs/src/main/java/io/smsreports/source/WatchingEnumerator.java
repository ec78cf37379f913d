package io.smsreports.source;

import java.io.FileNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the input folder for more files. A path is read once. When the file there has another
 * size or modification time than the one that was handed out, a reader emits the notice for the
 * ledger: once a change, across restarts too, since the version that is known is in the checkpoint.
 * A file that changes before its turn is read as it is then.
 *
 * <p>A folder that cannot be listed is no failure of the job: what was found before is read on, and
 * the folder is listed again later. (Flink's own enumerator knows paths only, and fails the job if
 * the folder is gone when it begins.)
 */
final class WatchingEnumerator extends CdrFileEnumerator {

    /** 1 while the input folder cannot be listed. */
    private static final String UNREACHABLE = "inputUnreachable";

    /** Subfolders that this process may not list. */
    private static final String UNREADABLE_FOLDERS = "unreadableFolders";

    private static final Logger LOG = LoggerFactory.getLogger(WatchingEnumerator.class);

    private final Path folder;
    private final StableFiles files;
    private final long intervalMillis;

    /** Why the last listing failed; empty if it did not. A metric reads it. */
    private volatile String failure = "";

    WatchingEnumerator(
            SplitEnumeratorContext<FileSourceSplit> context,
            Path folder,
            Duration settleTime,
            Duration interval,
            CdrFileEnumeratorState state) {
        super(context, state);
        this.folder = folder;
        this.files = new StableFiles(folder, settleTime);
        this.intervalMillis = interval.toMillis();
    }

    @Override
    public void start() {
        super.start();
        MetricGroup metrics = context.metricGroup();
        metrics.gauge(UNREACHABLE, () -> failure.isEmpty() ? 0 : 1);
        metrics.gauge(UNREADABLE_FOLDERS, files::unreadableFolders);
        context.callAsync(
                () -> files.list().stream().map(FileSplits::of).toList(),
                this::onListing,
                0,
                intervalMillis);
    }

    @Override
    boolean isWatching() {
        return true;
    }

    private void onListing(List<FileSourceSplit> listed, Throwable error) {
        if (error != null) {
            logFailure(error);
            return;
        }
        if (!failure.isEmpty()) {
            failure = "";
            LOG.warn("The input folder {} can be listed again.", folder.getPath());
        }
        List<FileSourceSplit> added = new ArrayList<>();
        for (FileSourceSplit file : listed) {
            FileVersion now = FileVersion.of(file);
            FileVersion before = versions.put(file.path(), now);
            if (before == null) {
                added.add(file);
            } else if (!before.equals(now) && !waiting.replace(file)) {
                logChange(file, before);
                added.add(FileSplits.changeOf(file));
            }
        }
        add(added);
    }

    private static void logChange(FileSourceSplit file, FileVersion before) {
        LOG.warn(
                "{} has CHANGED AFTER it was READ: it had {} bytes of {} and has {} of {}. Its new"
                        + " content is not read; restate its dates in batch if it should count.",
                file.path().getPath(),
                before.bytes(),
                Instant.ofEpochMilli(before.modifiedMillis()),
                file.fileSize(),
                Instant.ofEpochMilli(file.fileModificationTime()));
    }

    private void logFailure(Throwable error) {
        String now = String.valueOf(error);
        if (now.equals(failure)) {
            return;
        }
        failure = now;
        LOG.error(
                "The input folder {} {}. No new file is found until it is back; the job waits for"
                        + " it.",
                folder.getPath(),
                error instanceof FileNotFoundException ? "is gone" : "cannot be listed",
                error);
    }
}
