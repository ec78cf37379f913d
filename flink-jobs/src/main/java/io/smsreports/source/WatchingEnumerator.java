package io.smsreports.source;

import io.smsreports.source.ListingListener.Reason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 * A file that changes before its turn is read as it is then, and one of which nothing could be read
 * is tried again ({@link UnreadFiles}).
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

    /** Objects whose keys are no paths. */
    private static final String FOLDED_KEYS = "foldedKeys";

    private static final Logger LOG = LoggerFactory.getLogger(WatchingEnumerator.class);

    /** How often a refused file is looked at, at the least. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(30);

    /** At which listing a refused file is looked at, if that comes sooner. */
    private static final int LISTINGS_A_LOOK = 30;

    /** How many refused files are looked at each time: each is a request or two. */
    private static final int MAX_LOOKS = 100;

    /** How often a folder that is out of reach is reported. */
    private static final Duration REPORT_INTERVAL = Duration.ofMinutes(1);

    private final Path folder;
    private final StableFiles files;
    private final long intervalMillis;

    /** Why the last listing failed; empty if it did not. A metric reads it. */
    private volatile String failure = "";

    private long reportedNanos;

    /** The files that the storage refuses, as of the last listing; each is an unread one. */
    private volatile Set<Path> refused;

    private final long lookNanos;
    private long lookedNanos = System.nanoTime();

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
        this.lookNanos =
                Math.min(LOOK_INTERVAL.toNanos(), interval.multipliedBy(LISTINGS_A_LOOK).toNanos());
        this.refused = unread.refused();
    }

    @Override
    public void start() {
        super.start();
        MetricGroup metrics = context.metricGroup();
        metrics.gauge(UNREACHABLE, () -> failure.isEmpty() ? 0 : 1);
        metrics.gauge(UNREADABLE_FOLDERS, () -> files.notRead(Reason.UNREADABLE_FOLDER));
        metrics.gauge(FOLDED_KEYS, () -> files.notRead(Reason.FOLDED_KEY));
        context.callAsync(this::list, this::onListing, 0, intervalMillis);
    }

    @Override
    boolean isWatching() {
        return true;
    }

    /**
     * What the folder holds.
     *
     * @param readable of the files that the storage had refused, those that it hands out now
     */
    private record Listing(List<FileSourceSplit> files, Set<Path> readable) {}

    /** Runs in a thread of its own, one at a time. */
    private Listing list() throws IOException {
        List<FileSourceSplit> listed = files.list().stream().map(FileSplits::of).toList();
        Set<Path> readable = new HashSet<>();
        boolean isTime = System.nanoTime() - lookedNanos >= lookNanos;
        if (isTime && !refused.isEmpty()) {
            lookedNanos = System.nanoTime();
            listed.stream()
                    .map(FileSourceSplit::path)
                    .filter(refused::contains)
                    .limit(MAX_LOOKS)
                    .filter(StoredFile::isReadable)
                    .forEach(readable::add);
        }
        return new Listing(listed, readable);
    }

    private void onListing(Listing listing, Throwable error) {
        if (error != null) {
            logFailure(error);
            return;
        }
        if (!failure.isEmpty()) {
            failure = "";
            LOG.warn("The input folder {} can be listed again.", folder.getPath());
        }
        List<FileSourceSplit> added = new ArrayList<>();
        for (FileSourceSplit file : listing.files()) {
            FileVersion now = FileVersion.of(file);
            FileVersion before = versions.put(file.path(), now);
            if (unread.contains(file.path())) {
                unread.retry(file, listing.readable().contains(file.path())).ifPresent(added::add);
            } else if (before == null) {
                added.add(file);
            } else if (!before.equals(now) && !waiting.replace(unread.current(file))) {
                logChange(file, before);
                added.add(FileSplits.changeOf(file));
            }
        }
        unread.listed(listing.files());
        refused = unread.refused();
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
        boolean reported = System.nanoTime() - reportedNanos < REPORT_INTERVAL.toNanos();
        if (now.equals(failure) && reported) {
            return;
        }
        failure = now;
        reportedNanos = System.nanoTime();
        LOG.error(
                "The input folder {} {}. No new file is found until it is back; the job waits for"
                        + " it.",
                folder.getPath(),
                error instanceof FileNotFoundException ? "is gone" : "cannot be listed",
                error);
    }
}
