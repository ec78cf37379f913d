package io.smsreports.source;

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
import org.apache.flink.api.connector.source.SupportsBatchSnapshot;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;

/**
 * Hands out a fixed list of files, oldest first, then the end of the input. {@link
 * WatchingEnumerator} finds more of them.
 */
class CdrFileEnumerator
        implements SplitEnumerator<FileSourceSplit, CdrFileEnumeratorState>, SupportsBatchSnapshot {

    final SplitEnumeratorContext<FileSourceSplit> context;
    final OldestFirstAssigner waiting;
    final Map<Path, FileVersion> versions;
    final UnreadFiles unread;

    /** Readers without work, in the order of their requests. */
    private final Set<Integer> idleReaders = new LinkedHashSet<>();

    CdrFileEnumerator(
            SplitEnumeratorContext<FileSourceSplit> context, CdrFileEnumeratorState state) {
        this(context, state, new OldestFirstAssigner(state.waiting()));
    }

    CdrFileEnumerator(
            SplitEnumeratorContext<FileSourceSplit> context,
            CdrFileEnumeratorState state,
            OldestFirstAssigner waiting) {
        this.context = context;
        this.waiting = waiting;
        this.versions = new HashMap<>(state.versions());
        this.unread = new UnreadFiles(state.attempts());
    }

    @Override
    public void start() {
        context.metricGroup().setUnassignedSplitsGauge(waiting::waitingFiles);
    }

    /** Whether files may still be added. */
    boolean isWatching() {
        return false;
    }

    @Override
    public final void handleSplitRequest(int reader, String host) {
        idleReaders.add(reader);
        handOut();
        onWaitingChanged();
    }

    /** What waits may have changed, or who is to know of it. */
    void onWaitingChanged() {
        // All files of a fixed list are known from the start.
    }

    /** Whether no file waits, and every reader is without work. */
    final boolean isAllRead() {
        Set<Integer> readers = context.registeredReaders().keySet();
        return waiting.waitingFiles() == 0
                && readers.size() == context.currentParallelism()
                && idleReaders.containsAll(readers);
    }

    /** Gives files that wait to readers without work. */
    final void handOut() {
        Iterator<Integer> readers = idleReaders.iterator();
        while (readers.hasNext()) {
            int reader = readers.next();
            if (!context.registeredReaders().containsKey(reader)) {
                // It has failed since its request, and sends another one when it is back.
                readers.remove();
                continue;
            }
            Optional<FileSourceSplit> next = waiting.getNext(null);
            if (next.isPresent()) {
                context.assignSplit(next.get(), reader);
            } else if (isWatching()) {
                return;
            } else {
                context.signalNoMoreSplits(reader);
            }
            readers.remove();
        }
    }

    @Override
    public final void addSplitsBack(List<FileSourceSplit> splits, int reader) {
        waiting.addSplits(splits);
        onWaitingChanged();
    }

    @Override
    public void addReader(int reader) {
        // It requests work by itself. If it was there before, it has failed, and may have to read
        // again what it had read.
        idleReaders.remove(reader);
    }

    @Override
    public final void handleSourceEvent(int reader, SourceEvent event) {
        if (!(event instanceof FileUnread file)) {
            throw new IllegalStateException("No reader sends " + event);
        }
        unread.add(file);
    }

    @Override
    public final CdrFileEnumeratorState snapshotState(long checkpointId) {
        return new CdrFileEnumeratorState(
                List.copyOf(waiting.remainingSplits()), versions, unread.attempts());
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}
