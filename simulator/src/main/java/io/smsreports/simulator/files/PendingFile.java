package io.smsreports.simulator.files;

import io.smsreports.simulator.command.GracefulShutdown;
import io.smsreports.simulator.command.SimulatorException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A file in the making. It has a hidden name, which no reader takes for input, until it is
 * published; closed before that, it is gone.
 */
public final class PendingFile extends OutputStream {

    private static final int BUFFER_BYTES = 256 * 1024;

    /** Keeps this process's hidden names apart from those that another, or a killed one, left. */
    private static final String OWN_SUFFIX = "." + Long.toString(System.nanoTime(), 36) + ".tmp";

    private final Path path;
    private final Path hidden;

    // Given back at the end: a set may have 100,000 files.
    private OutputStream out;
    private byte[] buffer = new byte[BUFFER_BYTES];

    private int buffered;
    private long textBytes;
    private boolean finished;

    /** Starts a file that is to be at a path. */
    public PendingFile(Path path, boolean gzip) throws IOException {
        this.path = path;
        hidden = path.resolveSibling("." + path.getFileName() + OWN_SUFFIX);
        OutputStream raw =
                Files.newOutputStream(
                        hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        out = gzip ? new FastGzip(raw) : raw;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    // Not a BufferedOutputStream, whose lock for each row would be felt.
    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        textBytes += length;
        if (length > buffer.length - buffered) {
            writeOut(buffer, 0, buffered);
            buffered = 0;
            if (length > buffer.length) {
                writeOut(bytes, from, length);
                return;
            }
        }
        System.arraycopy(bytes, from, buffer, buffered, length);
        buffered += length;
    }

    private void writeOut(byte[] bytes, int from, int length) throws IOException {
        GracefulShutdown.throwIfInterrupted();
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw SimulatorException.failed("cannot write to " + path.getParent(), e);
        }
    }

    /** Ends the file well. */
    public void finish() throws IOException {
        if (!finished) {
            writeOut(buffer, 0, buffered);
            end(false);
        }
    }

    /**
     * Ends the file as a broken transfer does: compressed, it lacks its end, but all that was
     * written can still be read.
     */
    public void breakOff() throws IOException {
        writeOut(buffer, 0, buffered);
        out.flush();
        end(true);
    }

    private void end(boolean abruptly) throws IOException {
        finished = true;
        if (abruptly && out instanceof FastGzip gzip) {
            gzip.closeWithoutEnd();
        } else {
            out.close();
        }
        out = OutputStream.nullOutputStream();
        buffer = new byte[0];
    }

    /** Gives the file, which must be finished, its name, and lets everybody read it. */
    public void publish() throws IOException {
        // New files are as private as the umask says; the reader may be another user.
        if (Files.getFileAttributeView(hidden, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.move(hidden, path);
    }

    /** Removes the file if it has not been published. */
    @Override
    public void close() throws IOException {
        if (!finished) {
            end(true);
        }
        Files.deleteIfExists(hidden);
    }

    /** Where it is to be. */
    Path path() {
        return path;
    }

    /** Where it lies until it is published. */
    Path hidden() {
        return hidden;
    }

    /** What it is to be called. */
    public String name() {
        return path.getFileName().toString();
    }

    /** How many bytes were written, before compression. */
    public long textBytes() {
        return textBytes;
    }

    /** How many bytes the finished file takes, until it is published. */
    public long storedBytes() throws IOException {
        return Files.size(hidden);
    }

    /** Gzip at its fastest level: deliveries are to be tested, not compression. */
    private static final class FastGzip extends GZIPOutputStream {

        private static final int STORE_BYTES = 64 * 1024;

        FastGzip(OutputStream raw) throws IOException {
            // Flushing hands out all that was written, so that a file can break off readably.
            super(raw, STORE_BYTES, true);
            def.setLevel(Deflater.BEST_SPEED);
        }

        void closeWithoutEnd() throws IOException {
            def.end();
            out.close();
        }
    }
}
