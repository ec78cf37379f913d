package io.smsreports.source;

import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.PendingSplitsCheckpoint;
import org.apache.flink.core.fs.Path;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the input folder and hands its files out, oldest first. A path is read once. When the
 * file there has another size or modification time than the one that was handed out, its readers
 * are told to say so in the ledger: once a change, across restarts too, since the version that was
 * told of is in the checkpoint. A file that changes before its turn is read as it is then.
 *
 * <p>A folder that cannot be listed is no failure of the job: what was found before is read on, and
 * the folder is looked at again. (Flink's own enumerator knows paths only, and fails the job if the
 * folder is gone when it begins.)
 */
final class CdrFileEnumerator
        implements SplitEnumerator<FileSourceSplit, PendingSplitsCheckpoint<FileSourceSplit>> {

    /** 1 while the input folder cannot be listed. */
    static final String UNREACHABLE = "inputUnreachable";

    /** Subfolders that this process may not list. */
    static final String UNREADABLE_FOLDERS = "unreadableFolders";

    private static final Logger LOG = LoggerFactory.getLogger(CdrFileEnumerator.class);

    private final SplitEnumeratorContext<FileSourceSplit> context;
    private final Path folder;
    private final StableFiles files;
    private final OldestFirstAssigner waiting;
    private final Map<Path, FileVersion> versions;
    private final long intervalMillis;

    /** Readers without work, by their order of asking. */
    private final Set<Integer> idleReaders = new LinkedHashSet<>();

    /** What the last look at the folder ended with; empty if it could be listed. */
    private volatile String trouble = "";

    private CdrFileEnumerator(
            SplitEnumeratorContext<FileSourceSplit> context,
            Path folder,
            StableFiles files,
            Duration interval,
            OldestFirstAssigner waiting,
            Map<Path, FileVersion> versions) {
        this.context = context;
        this.folder = folder;
        this.files = files;
        this.intervalMillis = interval.toMillis();
        this.waiting = waiting;
        this.versions = versions;
    }

    /** Begins to watch a folder of which nothing is read yet. */
    static CdrFileEnumerator begin(
            SplitEnumeratorContext<FileSourceSplit> context,
            Path folder,
            StableFiles files,
            Duration interval) {
        return new CdrFileEnumerator(
                context,
                folder,
                files,
                interval,
                new OldestFirstAssigner(List.of()),
                new HashMap<>());
    }

    /** Goes on from a checkpoint. */
    static CdrFileEnumerator restore(
            SplitEnumeratorContext<FileSourceSplit> context,
            Path folder,
            StableFiles files,
            Duration interval,
            PendingSplitsCheckpoint<FileSourceSplit> checkpoint) {
        return new CdrFileEnumerator(
                context,
                folder,
                files,
                interval,
                new OldestFirstAssigner(checkpoint.getSplits()),
                new HashMap<>(CdrFileEnumeratorState.versionsIn(checkpoint)));
    }

    @Override
    public void start() {
        context.metricGroup().setUnassignedSplitsGauge(waiting::waitingFiles);
        MetricGroup metrics = context.metricGroup();
        metrics.gauge(UNREACHABLE, () -> trouble.isEmpty() ? 0 : 1);
        metrics.gauge(UNREADABLE_FOLDERS, files::unreadableFolders);
        context.callAsync(this::look, this::onLook, 0, intervalMillis);
    }

    private List<FileSourceSplit> look() throws Exception {
        return files.list().stream().map(InputFiles::split).toList();
    }

    private void onLook(List<FileSourceSplit> found, Throwable failure) {
        if (failure != null) {
            tellOfTrouble(failure);
            return;
        }
        if (!trouble.isEmpty()) {
            trouble = "";
            LOG.warn("The input folder {} can be listed again.", folder.getPath());
        }
        List<FileSourceSplit> news = new ArrayList<>();
        for (FileSourceSplit file : found) {
            FileVersion now = FileVersion.of(file);
            FileVersion before = versions.put(file.path(), now);
            if (before == null) {
                news.add(file);
            } else if (!before.equals(now) && !before.equals(FileVersion.UNKNOWN)) {
                onChange(file, before, news);
            }
        }
        waiting.addSplits(news);
        handOut();
    }

    private void onChange(FileSourceSplit file, FileVersion before, List<FileSourceSplit> news) {
        if (waiting.replace(file)) {
            return;
        }
        LOG.warn(
                "{} has CHANGED AFTER it was READ: it had {} bytes of {} and has {} of {}. Its new"
                        + " content is not read; restate its dates in batch if it should count.",
                file.path().getPath(),
                before.bytes(),
                java.time.Instant.ofEpochMilli(before.modifiedMillis()),
                file.fileSize(),
                java.time.Instant.ofEpochMilli(file.fileModificationTime()));
        news.add(InputFiles.changeOf(file));
    }

    private void tellOfTrouble(Throwable failure) {
        String now = String.valueOf(failure);
        if (now.equals(trouble)) {
            return;
        }
        trouble = now;
        LOG.error(
                "The input folder {} {}. No new file is found until it is back; the job waits for"
                        + " it.",
                folder.getPath(),
                failure instanceof FileNotFoundException ? "is gone" : "cannot be listed",
                failure);
    }

    @Override
    public void handleSplitRequest(int reader, String host) {
        idleReaders.add(reader);
        handOut();
    }

    private void handOut() {
        Iterator<Integer> readers = idleReaders.iterator();
        while (readers.hasNext()) {
            int reader = readers.next();
            if (!context.registeredReaders().containsKey(reader)) {
                // It has failed since it asked, and asks again when it is back.
                readers.remove();
                continue;
            }
            Optional<FileSourceSplit> next = waiting.getNext(null);
            if (next.isEmpty()) {
                return;
            }
            context.assignSplit(next.get(), reader);
            readers.remove();
        }
    }

    @Override
    public void addSplitsBack(List<FileSourceSplit> splits, int reader) {
        waiting.addSplits(splits);
    }

    @Override
    public void addReader(int reader) {
        // A reader asks for work by itself.
    }

    @Override
    public void handleSourceEvent(int reader, SourceEvent event) {
        throw new IllegalStateException("No reader sends events, but one sent " + event);
    }

    @Override
    public PendingSplitsCheckpoint<FileSourceSplit> snapshotState(long checkpointId) {
        return new CdrFileEnumeratorState(List.copyOf(waiting.remainingSplits()), versions);
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}
