package io.smsreports.watermark;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.HeldFile;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.SmsReportsException;
import io.smsreports.model.WaitingFiles;
import io.smsreports.watermark.LateGate.SeriesState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the input has come, by file: the watermark is the delay before the least of
 *
 * <ul>
 *   <li>the times that files which wait may hold, as the enumerator knows them,
 *   <li>the times that files which are being read may still hold,
 *   <li>the times that each series of files has reached.
 * </ul>
 *
 * <p>What the enumerator knows comes through every reader, behind the notices of the files that the
 * reader was given before. So what it knew last counts only when it has come through all of them:
 * until then a file may be neither among those that wait nor among those that are known to be read.
 * Until all readers have said so much, also after a restore, the watermark stands.
 */
final class InputProgress {

    /** No watermark yet. */
    static final long NONE = Long.MIN_VALUE;

    private static final int MAX_SERIES = 1_000;

    /** How many series a message names at the most. */
    private static final int SERIES_NAMED = 3;

    private static final Logger LOG = LoggerFactory.getLogger(InputProgress.class);

    private final ProgressRule rule;
    private final HeldFiles held;
    private final TreeMap<String, SeriesProgress> series = new TreeMap<>();

    /** What waited, by version: from the one that has come through all readers to the newest. */
    private final NavigableMap<Long, WaitingFiles> waiting = new TreeMap<>();

    /** The newest version that has come through each reader. */
    private long[] heard = {};

    /** How long files have waited without one being handed out, and whether that was too long. */
    private long waitingMillis;

    private boolean isWaitingReleased;

    /** How far the series had come that windows close without. */
    private long leftAtMillis = NONE;

    /** What holds the watermark, for people. Metrics read it. */
    private volatile String heldBy = "";

    InputProgress(ProgressRule rule) {
        this.rule = rule;
        this.held = new HeldFiles(rule.delay().toMillis(), rule.holdLimit().toMillis());
    }

    /**
     * What a checkpoint keeps: doubts only of files that have been read, since the rest of a file
     * must not pass for the next one after a restore.
     */
    List<SeriesState> state() {
        Set<Long> inWork = new HashSet<>();
        held.all().forEach(file -> inWork.add(file.number()));
        List<SeriesState> state = new ArrayList<>();
        series.forEach(
                (name, progress) ->
                        state.add(
                                new SeriesState(
                                        name,
                                        progress.reachedMillis(),
                                        inWork.contains(progress.doubtedFile())
                                                ? NONE
                                                : progress.doubtedMillis())));
        return state;
    }

    /** Goes on from what a checkpoint kept. */
    void restore(Iterable<SeriesState> state) {
        for (SeriesState kept : state) {
            series.put(
                    kept.series(), new SeriesProgress(kept.reachedMillis(), kept.doubtedMillis()));
        }
    }

    /** A reader was given a file, or told what waits. */
    void onNotice(ReducedBlock block) {
        if (heard.length != block.readers()) {
            heard = new long[block.readers()];
            Arrays.fill(heard, WaitingFiles.NONE.version());
        }
        if (block.isWaiting()) {
            onWaiting(block.reader(), block.waiting());
        } else {
            held.add(block.reader(), block.file(), block.held());
            waitingMillis = 0;
            isWaitingReleased = false;
            series.computeIfAbsent(block.held().series(), name -> new SeriesProgress());
            refuseMoreSeries(List.of());
        }
    }

    /**
     * Such an expression names files, not series; each would hold all windows.
     *
     * @param waiting the series that files wait of
     */
    private void refuseMoreSeries(List<String> waiting) {
        TreeSet<String> known = new TreeSet<>(series.keySet());
        known.addAll(waiting);
        if (known.size() > MAX_SERIES) {
            throw new SuppressRestartsException(
                    new SmsReportsException(
                            ErrorCode.RUN_REFUSED,
                            "--series finds more than %,d series, of which '%s' is one: give an expression whose group 'series' names the switch, not the file."
                                    .formatted(MAX_SERIES, known.last())));
        }
    }

    private void onWaiting(int reader, WaitingFiles now) {
        refuseMoreSeries(now.series());
        waiting.put(now.version(), now);
        heard[reader] = now.version();
        long throughAll = Arrays.stream(heard).min().orElseThrow();
        waiting.headMap(throughAll, false).clear();
    }

    /**
     * A block of a file came.
     *
     * @return with the file's last block: how many of its rows are far from all others
     */
    long onBlock(ReducedBlock block) {
        FileProgress file = held.of(block);
        file.onRows(block);
        if (!file.times().isEmpty()) {
            series.get(file.series()).onRows(file);
        }
        if (!block.last()) {
            return 0;
        }
        held.end(block);
        return warnOfOddDates(file);
    }

    private static long warnOfOddDates(FileProgress file) {
        long rows = file.times().oddRows();
        if (rows > 0) {
            LOG.warn(
                    "{}: {} of its rows are dated far from all others, from {} to {}. They count,"
                            + " and move no window.",
                    file.name(),
                    rows,
                    Instant.ofEpochMilli(file.times().firstMillis()),
                    Instant.ofEpochMilli(file.times().lastMillis()));
        }
        return rows;
    }

    /**
     * Time passed in which blocks could have come: while the input cannot be listed nothing new
     * shows, and what is known cannot be read either.
     */
    void onTime(long millis) {
        if (!isComplete() || !newest().listed()) {
            return;
        }
        for (FileProgress file : held.onTime(millis, isAnyWaiting())) {
            LOG.warn(
                    "{} has held the watermark for {} while newer files came. Windows close"
                            + " without it now; what comes of it may be late.",
                    file.name(),
                    rule.holdLimit());
        }
        releaseWaiting(millis);
        countSilence(millis);
    }

    /** No reader may ever be free again. */
    private void releaseWaiting(long millis) {
        waitingMillis = isAnyWaiting() ? waitingMillis + millis : 0;
        boolean isOver = waitingMillis >= rule.holdLimit().toMillis();
        if (isOver && !isWaitingReleased) {
            LOG.warn(
                    "Files{} wait, and no reader has been free for {}. Windows close without them"
                            + " now; what comes of them may be late.",
                    ofWaitingSeries().map(" of series "::concat).orElse(""),
                    rule.holdLimit());
        }
        isWaitingReleased = isOver;
    }

    private void countSilence(long millis) {
        Set<String> busy = new HashSet<>(newest().series());
        held.all().forEach(file -> busy.add(file.series()));
        series.forEach(
                (name, progress) -> {
                    if (busy.contains(name)) {
                        progress.onSound();
                    } else {
                        progress.onSilence(millis, rule.idleTimeout().toMillis());
                    }
                });
        leaveSilentSeries();
    }

    private void leaveSilentSeries() {
        Duration limit = rule.seriesTimeout();
        List<Map.Entry<String, SeriesProgress>> silent =
                series.entrySet().stream()
                        .filter(entry -> entry.getValue().silentMillis() >= limit.toMillis())
                        .map(Map.Entry::copyOf)
                        .toList();
        for (Map.Entry<String, SeriesProgress> entry : silent) {
            series.remove(entry.getKey());
            leftAtMillis = Math.max(leftAtMillis, entry.getValue().reachedMillis());
            if (!entry.getKey().isEmpty()) {
                LOG.warn(
                        "Series {} has been silent for {}. Windows close without it now; what"
                                + " comes of it may be late.",
                        entry.getKey(),
                        limit);
            }
        }
    }

    /** The watermark: no event up to it is expected any more. {@link #NONE} if it stands. */
    long watermark() {
        if (!isComplete()) {
            heldBy = "";
            return NONE;
        }
        long least = Long.MAX_VALUE;
        String holder = "";
        for (Map.Entry<String, SeriesProgress> entry : series.entrySet()) {
            SeriesProgress progress = entry.getValue();
            if (!progress.isEmpty() && progress.reachedMillis() < least) {
                least = progress.reachedMillis();
                holder = entry.getKey();
            }
        }
        if (least == Long.MAX_VALUE) {
            // No series has a time, or each was silent for too long.
            least = leftAtMillis;
        }
        Optional<FileProgress> file =
                held.all().stream().min(Comparator.comparingLong(FileProgress::boundMillis));
        if (file.isPresent() && file.get().boundMillis() < least) {
            least = file.get().boundMillis();
            holder = file.get().series();
        }
        if (floorMillis() < least) {
            least = floorMillis();
            holder = ofWaitingSeries().orElse("");
        }
        heldBy = holder;
        boolean isKnown = HeldFile.isTime(least) && least != Long.MAX_VALUE;
        return isKnown ? least - rule.delay().toMillis() - 1 : NONE;
    }

    /** Whether every reader has read all that it was given, and there will be no more. */
    boolean isAllRead() {
        return isComplete() && waiting.values().stream().allMatch(WaitingFiles::allRead);
    }

    /** The series that holds the watermark; empty if there is one. */
    String heldBy() {
        return heldBy;
    }

    /** Some of the series that files wait of, by name. */
    private Optional<String> ofWaitingSeries() {
        return Optional.of(
                        newest().series().stream()
                                .limit(SERIES_NAMED)
                                .collect(Collectors.joining(", ")))
                .filter(names -> !names.isEmpty());
    }

    private long floorMillis() {
        if (isWaitingReleased) {
            return WaitingFiles.NO_FLOOR;
        }
        return waiting.values().stream()
                .mapToLong(WaitingFiles::floorMillis)
                .min()
                .orElse(WaitingFiles.NO_FLOOR);
    }

    /** Whether what waits has come through all readers, and so all that they were given. */
    private boolean isComplete() {
        return heard.length > 0 && Arrays.stream(heard).noneMatch(version -> version < 0);
    }

    private boolean isAnyWaiting() {
        return newest().floorMillis() != WaitingFiles.NO_FLOOR;
    }

    private WaitingFiles newest() {
        return waiting.lastEntry().getValue();
    }
}
