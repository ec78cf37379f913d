package io.smsreports.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Decompresses gzip (RFC 1952), any number of members in a row. The JDK's stream ends quietly where
 * a further member does not begin as it should, so that a damaged one would be lost without a word;
 * this one throws there. It hands out all that could be decompressed before an error.
 */
final class StrictGzipStream extends GZIPInputStream {

    /** Checksum and length, at the end of each member. */
    private static final int TRAILER_BYTES = 8;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final CountingStream compressed;
    private long countAtFill;
    private boolean checkedEnd;

    StrictGzipStream(InputStream compressed) throws IOException {
        this(new CountingStream(compressed));
    }

    private StrictGzipStream(CountingStream compressed) throws IOException {
        super(compressed, BUFFER_BYTES);
        this.compressed = compressed;
    }

    @Override
    protected void fill() throws IOException {
        super.fill();
        countAtFill = compressed.count;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        int read = super.read(bytes, from, count);
        if (read < 0 && !checkedEnd) {
            checkedEnd = true;
            long endOfMember = countAtFill - inf.getRemaining() + TRAILER_BYTES;
            if (endOfMember != compressed.count || compressed.read() >= 0) {
                throw new ZipException("bytes follow that are no gzip member");
            }
        }
        return read;
    }

    private static final class CountingStream extends FilterInputStream {
        private long count;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = in.read(bytes, from, length);
            count += Math.max(read, 0);
            return read;
        }

        /**
         * The JDK asks this whether another member may follow. Streams from an object store answer
         * 0 although more comes; to say yes at the end of the stream does no harm.
         */
        @Override
        public int available() {
            return 1;
        }
    }
}
