package io.smsreports.watermark;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * How far the input has come, from what the readers say of themselves: the watermark is the least
 * of their greatest event times, less the delay. A reader that is in the middle of a file always
 * counts, however long its storage stalls. Between files it counts until it has been quiet for the
 * idle timeout; at once if its last file brought no event. When no reader counts, all that was
 * handed out has been read, and the greatest event time of all decides.
 *
 * <p>While a reader does not count, the others count only with what they had reached one idle
 * timeout ago: that reader may have been given an older file than theirs, and what it says of it
 * may still be under way. (Measured: files that arrive together after a silence were read by one
 * reader before the gate heard that the other had begun.)
 *
 * <p>Flink's own combination of per-reader watermarks is not used, because it leaves out a reader
 * that comes back from idleness until that reader has caught up with the others, and so makes the
 * rows of a slow file late.
 */
public final class InputProgress {

    /** No watermark yet. */
    public static final long NONE = Long.MIN_VALUE;

    private final long delayMillis;
    private final long idleTimeoutMillis;
    private Reader[] readers = {};

    /** The time that has passed in ticks: the only clock here. */
    private long nowMillis;

    private static final class Reader {
        private final ArrayDeque<Reach> recent = new ArrayDeque<>();
        private boolean inFile;
        private boolean fileHadEvents;
        private long maxEventMillis = NONE;
        private long quietMillis;

        /** The greatest event time as it was one idle timeout ago. */
        private long settledEventMillis = NONE;

        void reach(long eventMillis, long nowMillis) {
            if (eventMillis <= maxEventMillis) {
                return;
            }
            maxEventMillis = eventMillis;
            if (!recent.isEmpty() && recent.getLast().atMillis() == nowMillis) {
                recent.removeLast();
            }
            recent.addLast(new Reach(nowMillis, eventMillis));
        }

        void settle(long untilMillis) {
            while (!recent.isEmpty() && recent.getFirst().atMillis() <= untilMillis) {
                settledEventMillis = recent.removeFirst().maxEventMillis();
            }
        }
    }

    /** That a reader's greatest event time rose, and when. */
    private record Reach(long atMillis, long maxEventMillis) {}

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
        sender.reach(maxEventMillis, nowMillis);
        sender.inFile = !last;
        sender.quietMillis = last && !sender.fileHadEvents ? idleTimeoutMillis : 0;
    }

    /** Time passed in which blocks could have come. */
    void onQuiet(long millis) {
        nowMillis += millis;
        for (Reader reader : readers) {
            reader.quietMillis += millis;
            reader.settle(nowMillis - idleTimeoutMillis);
        }
    }

    /** The watermark: no event up to it is expected any more. {@link #NONE} before the first. */
    long watermark() {
        boolean allCount = Arrays.stream(readers).allMatch(this::counts);
        long least = Long.MAX_VALUE;
        long greatest = NONE;
        for (Reader reader : readers) {
            long reached = allCount ? reader.maxEventMillis : reader.settledEventMillis;
            greatest = Math.max(greatest, reached);
            if (counts(reader)) {
                least = Math.min(least, reached);
            }
        }
        long eventMillis = Math.min(least, greatest);
        return eventMillis == NONE ? NONE : eventMillis - delayMillis - 1;
    }

    private boolean counts(Reader reader) {
        return reader.inFile || reader.quietMillis < idleTimeoutMillis;
    }
}
