package io.smsreports.integration;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.core.fs.local.LocalRecoverableWriter;

/**
 * The local disk under the scheme {@code scripted}, on which a test says what goes wrong and when.
 * Flink finds it through {@code META-INF/services}; it makes its file systems in the test's own
 * process, so that the script is a static one. {@link #reset} it after each test.
 */
public final class ScriptedStorage implements FileSystemFactory {

    private static final String SCHEME = "scripted";

    private static final Map<String, ReadFault> READ_FAULTS = new ConcurrentHashMap<>();
    private static final Map<String, OpenFault> OPEN_FAULTS = new ConcurrentHashMap<>();
    private static final Set<String> REFUSED = ConcurrentHashMap.newKeySet();
    private static final Set<String> REFUSED_COMMITS = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger RENAMES_LEFT = new AtomicInteger(Integer.MAX_VALUE);

    /** What happens to a read that has come to a place in a file. */
    private record ReadFault(long position, Event event) {}

    @FunctionalInterface
    private interface Event {
        void happen() throws IOException;
    }

    private enum OpenFault {
        VANISHED,
        UNREADABLE
    }

    /** A read that waits until the stall is over. */
    static final class Stall implements AutoCloseable {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void close() {
            released.countDown();
        }

        boolean isReached() {
            return reached.getCount() == 0;
        }

        private void hold() throws IOException {
            reached.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while stalled");
            }
        }
    }

    /** A local path as this storage takes it. */
    static String uri(Path path) {
        return SCHEME + "://" + path.toAbsolutePath();
    }

    /** Lets reads of a file wait once they come to a position. */
    static Stall stallReading(Path file, long position) {
        Stall stall = new Stall();
        READ_FAULTS.put(file.toString(), new ReadFault(position, stall::hold));
        return stall;
    }

    /** Fails the first read of a file that comes to a position, as a storage out of order does. */
    static AtomicInteger failReadingOnce(Path file, long position) {
        AtomicInteger failures = new AtomicInteger();
        READ_FAULTS.put(
                file.toString(),
                new ReadFault(
                        position,
                        () -> {
                            if (failures.compareAndSet(0, 1)) {
                                throw new IOException("the storage is out of order");
                            }
                        }));
        return failures;
    }

    /** Removes a file when it is about to be opened: it was listed, and is gone before its turn. */
    static void vanishBeforeOpening(Path file) {
        OPEN_FAULTS.put(file.toString(), OpenFault.VANISHED);
    }

    /**
     * Refuses to open a file that is there, as a local disk does for a lack of permission. (Root,
     * as whom tests may run, lacks none: in truth the file is gone.)
     */
    static void refuseToOpen(Path file) {
        OPEN_FAULTS.put(file.toString(), OpenFault.UNREADABLE);
    }

    /** Refuses to hand out a file that is there and is listed, as a store does, until told else. */
    static void refuse(Path file) {
        REFUSED.add(file.toString());
    }

    /** Hands out the file again, which nobody can see from outside. */
    static void handOutAgain(Path file) {
        REFUSED.remove(file.toString());
    }

    /** Lets so many renames through and fails all others. */
    static void failRenamesAfter(int renames) {
        RENAMES_LEFT.set(renames);
    }

    /** Fails the commit of every file that a sink has written for a folder of this name. */
    static void failCommitsIn(String folder) {
        REFUSED_COMMITS.add("/" + folder + "/");
    }

    /** From now on all goes well. */
    static void reset() {
        READ_FAULTS.clear();
        OPEN_FAULTS.clear();
        REFUSED.clear();
        REFUSED_COMMITS.clear();
        RENAMES_LEFT.set(Integer.MAX_VALUE);
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileSystem create(URI uri) {
        return new Storage();
    }

    private static final class Storage extends LocalFileSystem {

        @Override
        public URI getUri() {
            return URI.create(SCHEME + ":///");
        }

        @Override
        public LocalRecoverableWriter createRecoverableWriter() {
            return new Writer(this);
        }

        @Override
        public FSDataInputStream open(org.apache.flink.core.fs.Path path) throws IOException {
            if (REFUSED.contains(path.getPath())) {
                throw new AccessDeniedException(path.toString(), null, "403 Forbidden");
            }
            OpenFault fault = OPEN_FAULTS.get(path.getPath());
            if (fault != null) {
                Files.deleteIfExists(Path.of(path.getPath()));
                throw new FileNotFoundException(path + " (" + fault + ")");
            }
            return new FaultyStream(super.open(path), READ_FAULTS.get(path.getPath()));
        }

        @Override
        public boolean exists(org.apache.flink.core.fs.Path path) throws IOException {
            return OPEN_FAULTS.get(path.getPath()) == OpenFault.UNREADABLE || super.exists(path);
        }

        @Override
        public FSDataInputStream open(org.apache.flink.core.fs.Path path, int bufferSize)
                throws IOException {
            return open(path);
        }

        @Override
        public boolean rename(org.apache.flink.core.fs.Path from, org.apache.flink.core.fs.Path to)
                throws IOException {
            if (RENAMES_LEFT.getAndDecrement() <= 0) {
                throw new IOException("the storage is out of order");
            }
            return super.rename(from, to);
        }
    }

    /** What sinks write with, and what their committers ask to commit it. */
    private static final class Writer extends LocalRecoverableWriter {

        Writer(LocalFileSystem disk) {
            super(disk);
        }

        @Override
        public RecoverableFsDataOutputStream.Committer recoverForCommit(CommitRecoverable file)
                throws IOException {
            // Its text names the place.
            if (REFUSED_COMMITS.stream().anyMatch(file.toString()::contains)) {
                throw new IOException("the storage is out of order");
            }
            return super.recoverForCommit(file);
        }
    }

    /** A file's bytes, with the fault in its place. */
    private static final class FaultyStream extends FSDataInputStream {

        private final FSDataInputStream file;
        private final ReadFault fault;

        FaultyStream(FSDataInputStream file, ReadFault fault) {
            this.file = file;
            this.fault = fault;
        }

        private long bytesToFault() throws IOException {
            if (fault == null) {
                return Long.MAX_VALUE;
            }
            long left = fault.position() - file.getPos();
            if (left <= 0) {
                fault.event().happen();
                return Long.MAX_VALUE;
            }
            return left;
        }

        @Override
        public int read() throws IOException {
            bytesToFault();
            return file.read();
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            return file.read(bytes, from, (int) Math.min(count, bytesToFault()));
        }

        @Override
        public void seek(long position) throws IOException {
            file.seek(position);
        }

        @Override
        public long getPos() throws IOException {
            return file.getPos();
        }

        @Override
        public int available() throws IOException {
            return file.available();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
