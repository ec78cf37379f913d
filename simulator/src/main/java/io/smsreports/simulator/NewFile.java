package io.smsreports.simulator;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A file of a {@link FileSet} in the making. */
final class NewFile implements Closeable {

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path path;
    private final String name;

    // Given back at the end: a set may have 100,000 files.
    private OutputStream out;
    private byte[] buffer;

    private int buffered;
    private long textBytes;
    private long storedBytes;
    private boolean finished;

    private NewFile(Path path, String name, OutputStream out, int bufferBytes) {
        this.path = path;
        this.name = name;
        this.out = out;
        this.buffer = new byte[bufferBytes];
    }

    /**
     * Makes the file, empty.
     *
     * @param name what it is to be called
     */
    static NewFile at(Path path, String name, boolean gzip) throws IOException {
        OutputStream raw =
                Files.newOutputStream(
                        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new NewFile(path, name, gzip ? new FastGzip(raw) : raw, BUFFER_BYTES);
    }

    /** Makes a copy of this file, which must be finished. */
    NewFile copyTo(Path copyPath, String copyName) throws IOException {
        Files.copy(path, copyPath);
        NewFile copy = new NewFile(copyPath, copyName, OutputStream.nullOutputStream(), 0);
        copy.finished = true;
        copy.storedBytes = storedBytes;
        copy.textBytes = textBytes;
        return copy;
    }

    /** Appends bytes, which are copied. */
    void write(byte[] bytes, int from, int length) throws IOException {
        textBytes += length;
        if (length > buffer.length - buffered) {
            flush();
            if (length > buffer.length) {
                out(bytes, from, length);
                return;
            }
        }
        System.arraycopy(bytes, from, buffer, buffered, length);
        buffered += length;
    }

    /** Ends the file well. */
    void finish() throws IOException {
        flush();
        out.close();
        end();
    }

    /**
     * Ends the file as a broken transfer does: compressed, it lacks its end, but all that was
     * written can still be read.
     */
    void breakOff() throws IOException {
        flush();
        out.flush();
        if (out instanceof FastGzip gzip) {
            gzip.closeWithoutEnd();
        } else {
            out.close();
        }
        end();
    }

    private void end() throws IOException {
        finished = true;
        release();
        storedBytes = Files.size(path);
    }

    private void release() {
        out = OutputStream.nullOutputStream();
        buffer = new byte[0];
    }

    private void flush() throws IOException {
        out(buffer, 0, buffered);
        buffered = 0;
    }

    private void out(byte[] bytes, int from, int length) throws IOException {
        Interruption.check();
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw new IOException("cannot write to " + path.getParent() + ": " + e.getMessage(), e);
        }
    }

    /** Where the file lies until it is published. */
    Path path() {
        return path;
    }

    /** What it is to be called. */
    String name() {
        return name;
    }

    /** How many bytes were written, before compression. */
    long textBytes() {
        return textBytes;
    }

    /** How many bytes the finished file takes. */
    long storedBytes() {
        return storedBytes;
    }

    /** Gives the file up if it is not finished. */
    @Override
    public void close() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        if (out instanceof FastGzip gzip) {
            gzip.closeWithoutEnd();
        } else {
            out.close();
        }
        release();
    }

    /** Gzip at its fastest level: deliveries are to be tested, not compression. */
    private static final class FastGzip extends GZIPOutputStream {

        private static final int STORE_BYTES = 64 * 1024;

        private final OutputStream raw;

        FastGzip(OutputStream raw) throws IOException {
            // Flushing hands out all that was written, so that a file can break off readably.
            super(raw, STORE_BYTES, true);
            this.raw = raw;
            def.setLevel(Deflater.BEST_SPEED);
        }

        void closeWithoutEnd() throws IOException {
            def.end();
            raw.close();
        }
    }
}
