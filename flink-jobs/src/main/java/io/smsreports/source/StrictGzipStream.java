package io.smsreports.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Decompresses gzip (RFC 1952), any number of members in a row. It throws where the JDK's stream
 * ends quietly or worse: where bytes follow that are no member, and where the storage fails between
 * two members. It hands out all that can be decompressed before it throws, the same bytes however
 * it is read.
 *
 * <p>{@link EOFException}: the file breaks off. {@link ZipException}: it is damaged or no gzip. Any
 * other error is the storage's own.
 */
final class StrictGzipStream extends InputStream {

    private static final int BUFFER_BYTES = 64 * 1024;

    private static final int DEFLATE = 8;

    // Flags of a member's header.
    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    /** Time, extra flags and operating system: of no use here. */
    private static final int UNUSED_HEADER_BYTES = 6;

    private final InputStream compressed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final CRC32 headerChecksum = new CRC32();

    /** Compressed bytes from {@code position} to {@code limit} that the inflater does not hold. */
    private final byte[] buffer = new byte[BUFFER_BYTES];

    private int position;
    private int limit;
    private boolean inMember;
    private boolean hadMember;
    private ZipException damage;

    StrictGzipStream(InputStream compressed) {
        this.compressed = compressed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
        int read = 0;
        while (read == 0 && count > 0) {
            if (!inMember && !beginMember()) {
                return -1;
            }
            read = inflate(bytes, from, count);
        }
        return read;
    }

    /** Gives 0 when the member has ended. */
    private int inflate(byte[] bytes, int from, int count) throws IOException {
        if (damage != null) {
            throw damage;
        }
        while (!inflater.finished()) {
            if (inflater.needsInput()) {
                requireMore();
                inflater.setInput(buffer, position, limit - position);
                position = limit;
            }
            long before = inflater.getBytesWritten();
            try {
                inflater.inflate(bytes, from, count);
            } catch (DataFormatException e) {
                damage = new ZipException("damaged compressed data: " + e.getMessage());
            }
            // Not what inflate returns: what came before the damage counts too.
            int written = (int) (inflater.getBytesWritten() - before);
            checksum.update(bytes, from, written);
            if (written > 0) {
                return written;
            }
            if (inflater.needsDictionary()) {
                damage = new ZipException("the compressed data needs a dictionary");
            }
            if (damage != null) {
                throw damage;
            }
        }
        position = limit - inflater.getRemaining();
        endMember();
        return 0;
    }

    /** Reads a member's header; false at the end of the file. */
    private boolean beginMember() throws IOException {
        if (hadMember && position == limit && !fill()) {
            return false;
        }
        headerChecksum.reset();
        if (next() != 0x1F || next() != 0x8B) {
            throw new ZipException(
                    hadMember ? "bytes follow that are no gzip member" : "not in gzip format");
        }
        if (next() != DEFLATE) {
            throw new ZipException("unknown compression method");
        }
        int flags = next();
        skip(UNUSED_HEADER_BYTES);
        if ((flags & HAS_EXTRA) != 0) {
            skip(nextShort());
        }
        if ((flags & HAS_NAME) != 0) {
            skipText();
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText();
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            int expected = (int) headerChecksum.getValue() & 0xFFFF;
            if (nextShort() != expected) {
                throw new ZipException("damaged gzip header");
            }
        }
        inflater.reset();
        checksum.reset();
        inMember = true;
        hadMember = true;
        return true;
    }

    /** Reads what follows a member's data. */
    private void endMember() throws IOException {
        inMember = false;
        long expectedChecksum = nextInt();
        long expectedLength = nextInt();
        if (expectedChecksum != checksum.getValue()
                || expectedLength != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
            throw new ZipException("the checksum or the length is wrong");
        }
    }

    private long nextInt() throws IOException {
        long low = nextShort();
        return low | (long) nextShort() << 16;
    }

    private int nextShort() throws IOException {
        int low = next();
        return low | next() << 8;
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // Ends with the text.
        }
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private int next() throws IOException {
        requireMore();
        int value = Byte.toUnsignedInt(buffer[position++]);
        headerChecksum.update(value);
        return value;
    }

    private void requireMore() throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException("the compressed file breaks off");
        }
    }

    private boolean fill() throws IOException {
        int read = compressed.read(buffer, 0, BUFFER_BYTES);
        position = 0;
        limit = Math.max(read, 0);
        return read > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        compressed.close();
    }
}
