package io.smsreports.reconcile;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Lets CR pass as data: FastCSV 4.1.0 loses a quoted field that holds one. The lines of an output
 * end in LF alone, so that every CR in it belongs to a field. Also knows whether the text's last
 * line has an end.
 */
final class LineEnds extends FilterReader {

    /** Stands for CR; of Unicode's private use. */
    private static final char CARRIAGE_RETURN = '\uE00D';

    private char last = '\n';

    LineEnds(Reader in) {
        super(in);
    }

    /** A field as it was before it passed through here. */
    static String restored(String field) {
        return field.replace(CARRIAGE_RETURN, '\r');
    }

    /** Whether all that was read so far ends in LF, or is nothing. */
    boolean lastLineIsWhole() {
        return last == '\n';
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        for (int i = offset; i < offset + count; i++) {
            if (buffer[i] == '\r') {
                buffer[i] = CARRIAGE_RETURN;
            }
        }
        if (count > 0) {
            last = buffer[offset + count - 1];
        }
        return count;
    }
}
