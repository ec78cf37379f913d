package io.smsreports.time;

import java.time.Duration;
import java.util.Arrays;

/**
 * How far the input has come, from what the readers say of themselves: the watermark is the least
 * of their greatest event times, less the delay. A reader that is in the middle of a file always
 * counts, however long its storage stalls. Between files it counts until it has been quiet for the
 * idle timeout; at once if its last file brought no event. When no reader counts, all that was
 * handed out has been read, and the greatest event time of all decides.
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

    private static final class Reader {
        private boolean inFile;
        private boolean fileHadEvents;
        private long maxEventMillis = NONE;
        private long quietMillis;
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
        sender.maxEventMillis = Math.max(sender.maxEventMillis, maxEventMillis);
        sender.inFile = !last;
        sender.quietMillis = last && !sender.fileHadEvents ? idleTimeoutMillis : 0;
    }

    /** Time passed in which blocks could have come. */
    void onQuiet(long millis) {
        for (Reader reader : readers) {
            reader.quietMillis += millis;
        }
    }

    /** The watermark: no event up to it is expected any more. {@link #NONE} before the first. */
    long watermark() {
        long least = Long.MAX_VALUE;
        long greatest = NONE;
        for (Reader reader : readers) {
            greatest = Math.max(greatest, reader.maxEventMillis);
            if (reader.inFile || reader.quietMillis < idleTimeoutMillis) {
                least = Math.min(least, reader.maxEventMillis);
            }
        }
        long eventMillis = Math.min(least, greatest);
        return eventMillis == NONE ? NONE : eventMillis - delayMillis - 1;
    }
}
