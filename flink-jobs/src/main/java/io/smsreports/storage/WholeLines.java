package io.smsreports.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lets a text through and knows whether its last line has an end: one without is cut off. */
public final class WholeLines extends FilterInputStream {

    private int last = '\n';

    public WholeLines(InputStream in) {
        super(in);
    }

    /** Whether all that was read so far ends in LF, or is nothing. */
    public boolean lastLineIsWhole() {
        return last == '\n';
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        last = value < 0 ? last : value;
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        last = count > 0 ? buffer[offset + count - 1] : last;
        return count;
    }
}
