package io.smsreports.watermark;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * How far the input has come, from the blocks of the readers: the watermark is the least of their
 * greatest event times, less the delay. A reader that is in the middle of a file is always active,
 * however long its storage stalls. Between files it is active until it has been quiet for the idle
 * timeout; if its last file brought no event, it is idle at once. When no reader is active, all
 * that was handed out has been read, and the greatest event time of all decides.
 *
 * <p>While a reader is idle, the others count only with the event time that they had reached one
 * idle timeout ago: the idle reader may have been given an older file than theirs, whose first
 * block may still be under way. (Measured: files that arrive together after a silence were read by
 * one reader before the gate heard that the other had begun.)
 *
 * <p>Flink's own combination of per-reader watermarks is not used, because it leaves out a reader
 * that comes back from idleness until that reader has caught up with the others, and so makes the
 * rows of a slow file late.
 */
final class InputProgress {

    /** No watermark yet. */
    static final long NONE = Long.MIN_VALUE;

    private final long delayMillis;
    private final long idleTimeoutMillis;
    private Reader[] readers = {};

    /** The time that has passed in ticks: the only clock here. */
    private long nowMillis;

    /** That a reader's greatest event time rose, and when. */
    private record Rise(long atMillis, long maxEventMillis) {}

    private static final class Reader {
        private final ArrayDeque<Rise> rises = new ArrayDeque<>();
        private boolean inFile;
        private boolean fileHadEvents;
        private long maxEventMillis = NONE;
        private long quietMillis;

        /** The greatest event time as it was one idle timeout ago. */
        private long delayedEventMillis = NONE;

        void rise(long eventMillis, long nowMillis) {
            if (eventMillis <= maxEventMillis) {
                return;
            }
            maxEventMillis = eventMillis;
            if (!rises.isEmpty() && rises.getLast().atMillis() == nowMillis) {
                rises.removeLast();
            }
            rises.addLast(new Rise(nowMillis, eventMillis));
        }

        void delayUntil(long untilMillis) {
            while (!rises.isEmpty() && rises.getFirst().atMillis() <= untilMillis) {
                delayedEventMillis = rises.removeFirst().maxEventMillis();
            }
        }
    }

    InputProgress(Duration delay, Duration idleTimeout) {
        this.delayMillis = delay.toMillis();
        this.idleTimeoutMillis = idleTimeout.toMillis();
    }

    /**
     * A block came.
     *
     * @param reader which reader sent it, of how many
     * @param maxEventMillis its greatest event time, {@link #NONE} without one
     */
    void onBlock(int reader, int readerCount, boolean first, boolean last, long maxEventMillis) {
        if (readers.length != readerCount) {
            readers = new Reader[readerCount];
            Arrays.setAll(readers, i -> new Reader());
        }
        Reader sender = readers[reader];
        if (first) {
            sender.fileHadEvents = false;
        }
        sender.fileHadEvents |= maxEventMillis != NONE;
        sender.rise(maxEventMillis, nowMillis);
        sender.inFile = !last;
        sender.quietMillis = last && !sender.fileHadEvents ? idleTimeoutMillis : 0;
    }

    /** Time passed in which blocks could have come. */
    void onQuiet(long millis) {
        nowMillis += millis;
        for (Reader reader : readers) {
            reader.quietMillis += millis;
            reader.delayUntil(nowMillis - idleTimeoutMillis);
        }
    }

    /** The watermark: no event up to it is expected any more. {@link #NONE} before the first. */
    long watermark() {
        boolean allActive = Arrays.stream(readers).allMatch(this::isActive);
        long least = Long.MAX_VALUE;
        long greatest = NONE;
        for (Reader reader : readers) {
            long reached = allActive ? reader.maxEventMillis : reader.delayedEventMillis;
            greatest = Math.max(greatest, reached);
            if (isActive(reader)) {
                least = Math.min(least, reached);
            }
        }
        long eventMillis = Math.min(least, greatest);
        return eventMillis == NONE ? NONE : eventMillis - delayMillis - 1;
    }

    private boolean isActive(Reader reader) {
        return reader.inFile || reader.quietMillis < idleTimeoutMillis;
    }
}
