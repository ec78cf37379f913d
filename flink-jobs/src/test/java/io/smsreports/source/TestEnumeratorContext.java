package io.smsreports.source;

import io.smsreports.model.HeldFile;
import io.smsreports.model.WaitingFiles;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Runs an enumerator in the test's own thread, and keeps what it sends. */
final class TestEnumeratorContext implements SplitEnumeratorContext<FileSourceSplit> {

    private final Map<Integer, ReaderInfo> readers = new TreeMap<>();
    private final List<String> sent = new ArrayList<>();
    private final Queue<Runnable> fromOtherThreads = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> periodic = new ArrayDeque<>();

    private FileSourceSplit last;
    private int parallelism;

    /** A reader is there. */
    void register(int reader) {
        readers.put(reader, new ReaderInfo(reader, "here"));
        parallelism = Math.max(parallelism, reader + 1);
    }

    /** A reader has failed. */
    void unregister(int reader) {
        readers.remove(reader);
    }

    /** Lists the folder once. */
    void look() {
        periodic.forEach(Runnable::run);
    }

    /** Takes note of what another thread has found; false if it has found nothing yet. */
    boolean runNext() {
        Runnable next = fromOtherThreads.poll();
        if (next != null) {
            next.run();
        }
        return next != null;
    }

    /** The file that was handed out last. */
    FileSourceSplit last() {
        return last;
    }

    /** What was sent since the last call, as {@code reader: what}. */
    List<String> sent() {
        List<String> copy = List.copyOf(sent);
        sent.clear();
        return copy;
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
    }

    @Override
    public void sendEventToSourceReader(int reader, SourceEvent event) {
        WaitingFiles waiting = ((WaitingFilesEvent) event).files();
        sent.add(
                reader
                        + ": "
                        + text(waiting.floorMillis())
                        + (waiting.listed() ? "" : ", not listed")
                        + (waiting.allRead() ? ", all read" : ""));
    }

    private static String text(long floorMillis) {
        if (floorMillis == WaitingFiles.NO_FLOOR) {
            return "none";
        }
        return HeldFile.isTime(floorMillis)
                ? Instant.ofEpochMilli(floorMillis).toString().substring(11, 16)
                : "unknown";
    }

    @Override
    public int currentParallelism() {
        return parallelism;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return readers;
    }

    @Override
    public void assignSplits(SplitsAssignment<FileSourceSplit> assignment) {
        assignment
                .assignment()
                .forEach(
                        (reader, splits) ->
                                splits.forEach(
                                        split -> {
                                            last = split;
                                            sent.add(reader + ": " + split.path().getName());
                                        }));
    }

    @Override
    public void signalNoMoreSplits(int reader) {
        sent.add(reader + ": no more");
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> void callAsync(
            Callable<T> callable, BiConsumer<T, Throwable> handler, long initial, long period) {
        periodic.add(
                () -> {
                    T result;
                    try {
                        result = callable.call();
                    } catch (Exception e) {
                        handler.accept(null, e);
                        return;
                    }
                    handler.accept(result, null);
                });
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
        fromOtherThreads.add(runnable);
    }
}
