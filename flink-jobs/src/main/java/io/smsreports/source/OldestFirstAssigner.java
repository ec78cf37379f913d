package io.smsreports.source;

import io.smsreports.model.HeldFile;
import io.smsreports.model.WaitingFiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;

/**
 * The files that wait for a reader. Hands out first what holds the watermark back most: a file
 * whose head has no believable time, then by the times of the heads that are known. Else it goes by
 * the order of delivery: modification time, then path, in {@link NaturalOrder}, since copies and
 * uploads often give many files one time. Splits that come back after a failure take their old
 * place in the order.
 */
final class OldestFirstAssigner implements FileSplitAssigner {

    /** The order of delivery. */
    static final Comparator<FileSourceSplit> DELIVERY_ORDER =
            Comparator.comparingLong(FileSourceSplit::fileModificationTime)
                    .thenComparing(split -> split.path().toString(), NaturalOrder.INSTANCE)
                    .thenComparing(FileSourceSplit::splitId);

    private static final Comparator<FileSourceSplit> HANDING_OUT =
            Comparator.comparingLong(OldestFirstAssigner::rank).thenComparing(DELIVERY_ORDER);

    private final TreeSet<FileSourceSplit> waiting = new TreeSet<>(HANDING_OUT);
    private final TreeSet<FileSourceSplit> unpeeked = new TreeSet<>(DELIVERY_ORDER);
    private final Map<String, FileSourceSplit> byId = new HashMap<>();

    /** How many of the files that wait have which head, and are of which series. */
    private final TreeMap<Long, Integer> heads = new TreeMap<>();

    private final TreeMap<String, Integer> series = new TreeMap<>();

    private final Function<FileSourceSplit, String> seriesOf;

    /** Files of one series. */
    OldestFirstAssigner(Collection<FileSourceSplit> splits) {
        this(splits, split -> "");
    }

    OldestFirstAssigner(
            Collection<FileSourceSplit> splits, Function<FileSourceSplit, String> seriesOf) {
        this.seriesOf = seriesOf;
        addSplits(splits);
    }

    /** A file that nobody has looked into comes after those whose place is known. */
    private static long rank(FileSourceSplit split) {
        long head = CdrFileSplit.headOf(split);
        return head == HeldFile.UNKNOWN ? Long.MAX_VALUE : head;
    }

    @Override
    public Optional<FileSourceSplit> getNext(String hostname) {
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        FileSourceSplit next = waiting.first();
        remove(next);
        return Optional.of(next);
    }

    @Override
    public void addSplits(Collection<FileSourceSplit> splits) {
        for (FileSourceSplit split : splits) {
            if (!replace(split)) {
                add(split);
            }
        }
    }

    private void add(FileSourceSplit split) {
        byId.put(split.splitId(), split);
        waiting.add(split);
        if (FileSplits.isChange(split)) {
            return;
        }
        heads.merge(CdrFileSplit.headOf(split), 1, Integer::sum);
        series.merge(seriesOf.apply(split), 1, Integer::sum);
        if (CdrFileSplit.headOf(split) == HeldFile.UNKNOWN) {
            unpeeked.add(split);
        }
    }

    private void remove(FileSourceSplit split) {
        byId.remove(split.splitId());
        waiting.remove(split);
        unpeeked.remove(split);
        if (!FileSplits.isChange(split)) {
            subtract(heads, CdrFileSplit.headOf(split));
            subtract(series, seriesOf.apply(split));
        }
    }

    private static <K> void subtract(Map<K, Integer> counts, K key) {
        counts.computeIfPresent(key, (unused, count) -> count == 1 ? null : count - 1);
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
        FileSourceSplit before = byId.get(file.splitId());
        if (before == null) {
            return false;
        }
        remove(before);
        boolean holdsToItsEnd = CdrFileSplit.headOf(before) == HeldFile.TO_ITS_END;
        add(holdsToItsEnd ? new CdrFileSplit(file, HeldFile.TO_ITS_END) : file);
        return true;
    }

    /** Takes note of what the head of a file holds, if just this version still waits. */
    void peeked(FileSourceSplit file, long headMillis) {
        if (byId.get(file.splitId()) == file) {
            remove(file);
            add(new CdrFileSplit(file, headMillis));
        }
    }

    /** The files to look into next, in the order of delivery. */
    List<FileSourceSplit> unpeeked(int limit) {
        List<FileSourceSplit> next = new ArrayList<>();
        Iterator<FileSourceSplit> all = unpeeked.iterator();
        while (next.size() < limit && all.hasNext()) {
            next.add(all.next());
        }
        return next;
    }

    /** How many of the files that wait have been looked into. */
    int peekedFiles() {
        return byId.size() - unpeeked.size();
    }

    /** By the contract of {@link WaitingFiles#floorMillis}. */
    long floorMillis() {
        return heads.isEmpty() ? WaitingFiles.NO_FLOOR : heads.firstKey();
    }

    /** Whether files of a backlog wait, so that no head decides. */
    boolean hasBacklog() {
        return heads.containsKey(HeldFile.TO_ITS_END);
    }

    /** The series that files wait of. */
    List<String> series() {
        return List.copyOf(series.keySet());
    }

    long waitingFiles() {
        return waiting.size();
    }
}
