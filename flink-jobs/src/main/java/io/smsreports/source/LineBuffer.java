package io.smsreports.source;

import io.smsreports.parse.FileLayout;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;

/** A stretch of a file that is read and not yet emitted, and where it lies in the file. */
final class LineBuffer {

    /** A line of the greatest length and its CR LF fit; what is longer can't end within. */
    static final int CAPACITY = FileLayout.MAX_LINE_BYTES + 2;

    private final ArrayBlockingQueue<byte[]> spares;

    /** {@code length} bytes, of which the first lies at {@code offset}; null once released. */
    private byte[] bytes;

    private int length;
    private long offset;

    /**
     * @param spares arrays of {@link #CAPACITY} to use again, which all buffers of a reader share
     */
    LineBuffer(long offset, ArrayBlockingQueue<byte[]> spares) {
        this.offset = offset;
        this.spares = spares;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Where the first byte lies in the file, counted in decompressed bytes. */
    long offset() {
        return offset;
    }

    /** Empties the buffer; what is read next lies at this place in the file. */
    void moveTo(long position) {
        length = 0;
        offset = position;
    }

    /** Fills the buffer as far as the file goes. */
    void fill(StoredFile file) throws IOException {
        if (bytes == null) {
            bytes = spare();
        }
        while (length < CAPACITY && !file.hasEnded()) {
            length += file.read(bytes, length, CAPACITY - length);
        }
    }

    /** Forgets the first bytes. */
    void discard(int count) {
        length -= count;
        offset += count;
        System.arraycopy(bytes, count, bytes, 0, length);
    }

    /** Forgets what lies before a place in the file. */
    void discardUpTo(long position) {
        discard((int) Math.min(length, position - offset));
    }

    /** Hands out the array that begins with so many bytes and keeps what follows them. */
    byte[] take(int count) {
        byte[] taken = bytes;
        bytes = spare();
        length -= count;
        offset += count;
        System.arraycopy(taken, count, bytes, 0, length);
        return taken;
    }

    /** The end of the first line, after its LF; 0 if there is none. */
    int endOfFirstLine() {
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    /** The end of the last line, after its LF; 0 if there is none. */
    int endOfLastLine() {
        for (int i = length; i > 0; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }

    /** Gives the buffer's own array back; the buffer is not to be used any more. */
    void release() {
        giveBack(bytes);
        bytes = null;
    }

    /** Takes back an array that {@link #take} handed out, or any other, which it ignores. */
    void giveBack(byte[] used) {
        if (used != null && used.length == CAPACITY) {
            spares.offer(used);
        }
    }

    private byte[] spare() {
        byte[] spare = spares.poll();
        return spare == null ? new byte[CAPACITY] : spare;
    }
}
