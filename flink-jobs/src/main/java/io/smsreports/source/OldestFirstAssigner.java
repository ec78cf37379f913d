package io.smsreports.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;

/**
 * Hands out files in the order in which they were delivered: by modification time, then by path, in
 * {@link NaturalOrder}: copies and uploads often give many files one time. The watermark follows
 * the files, so any other order makes rows late. Splits that come back after a failure take their
 * old place in the order.
 */
final class OldestFirstAssigner implements FileSplitAssigner {

    /** The order of delivery. */
    static final Comparator<FileSourceSplit> DELIVERY_ORDER =
            Comparator.comparingLong(FileSourceSplit::fileModificationTime)
                    .thenComparing(split -> split.path().toString(), NaturalOrder.INSTANCE);

    private final PriorityQueue<FileSourceSplit> waiting = new PriorityQueue<>(DELIVERY_ORDER);

    OldestFirstAssigner(Collection<FileSourceSplit> splits) {
        waiting.addAll(splits);
    }

    @Override
    public Optional<FileSourceSplit> getNext(String hostname) {
        return Optional.ofNullable(waiting.poll());
    }

    @Override
    public void addSplits(Collection<FileSourceSplit> splits) {
        waiting.addAll(splits);
    }

    @Override
    public Collection<FileSourceSplit> remainingSplits() {
        return List.copyOf(waiting);
    }

    /**
     * Replaces a file by its newer version, if it still waits.
     *
     * @return false if it does not wait: a reader has it, or has had it
     */
    boolean replace(FileSourceSplit file) {
        boolean waited = waiting.removeIf(split -> split.splitId().equals(file.splitId()));
        if (waited) {
            waiting.add(file);
        }
        return waited;
    }

    long waitingFiles() {
        return waiting.size();
    }
}
