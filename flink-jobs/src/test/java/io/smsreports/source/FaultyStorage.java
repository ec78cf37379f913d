package io.smsreports.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * The local files again, under the scheme {@value #STORE} as an object store would show them, under
 * {@value #DISK} as a disk does. Reading a file can be made to fail. Flink finds both through
 * {@code META-INF/services}.
 */
public final class FaultyStorage extends FileSystem {

    static final String STORE = "faulty-store";
    static final String DISK = "faulty-disk";

    private static final Map<String, Fault> FAULTS = new ConcurrentHashMap<>();
    private static final Map<String, IOException> LISTING_FAULTS = new ConcurrentHashMap<>();

    private final String scheme;
    private final LocalFileSystem local = LocalFileSystem.getSharedInstance();

    private static final Map<String, StatusFault> STATUS_FAULTS = new ConcurrentHashMap<>();

    private record StatusFault(AtomicInteger left, IOException failure) {}

    /**
     * How a file fails.
     *
     * @param goodBytes bytes that can be read first; -1: it can't even be opened
     */
    private record Fault(long goodBytes, IOException failure) {}

    /** Makes the object store; Flink calls it. */
    public static final class StoreFactory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return STORE;
        }

        @Override
        public FileSystem create(URI uri) {
            return new FaultyStorage(STORE);
        }
    }

    /** Makes the disk; Flink calls it. */
    public static final class DiskFactory implements FileSystemFactory {

        @Override
        public String getScheme() {
            return DISK;
        }

        @Override
        public FileSystem create(URI uri) {
            return new FaultyStorage(DISK);
        }
    }

    private FaultyStorage(String scheme) {
        this.scheme = scheme;
    }

    /** The name of a local file in the object store. */
    public static Path inStore(java.nio.file.Path file) {
        return new Path(STORE + "://" + file.toAbsolutePath());
    }

    /** The name of a local file on the disk. */
    static Path onDisk(java.nio.file.Path file) {
        return new Path(DISK + "://" + file.toAbsolutePath());
    }

    static void failAfter(Path file, long goodBytes, IOException failure) {
        FAULTS.put(file.getPath(), new Fault(goodBytes, failure));
    }

    static void failToOpen(Path file, IOException failure) {
        failAfter(file, -1, failure);
    }

    static void failToList(Path folder, IOException failure) {
        LISTING_FAULTS.put(folder.getPath(), failure);
    }

    /** Fails so many looks at a file or folder. */
    public static void failStatus(Path path, int times, IOException failure) {
        STATUS_FAULTS.put(path.getPath(), new StatusFault(new AtomicInteger(times), failure));
    }

    private static Path local(Path path) {
        return new Path("file", null, path.getPath());
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        Fault fault = FAULTS.get(path.getPath());
        if (fault == null) {
            return local.open(local(path));
        }
        if (fault.goodBytes() < 0) {
            throw fault.failure();
        }
        return new FailingStream(local.open(local(path)), fault);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return open(path);
    }

    @Override
    public boolean exists(Path path) throws IOException {
        return local.exists(local(path));
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        StatusFault fault = STATUS_FAULTS.get(path.getPath());
        if (fault != null && fault.left().getAndDecrement() > 0) {
            throw fault.failure();
        }
        return local.getFileStatus(local(path));
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        IOException fault = LISTING_FAULTS.get(path.getPath());
        if (fault != null) {
            throw fault;
        }
        FileStatus[] found = local.listStatus(local(path));
        if (found == null) {
            throw new FileNotFoundException(path.toString());
        }
        return found;
    }

    @Override
    public BlockLocation[] getFileBlockLocations(FileStatus file, long from, long length) {
        return new BlockLocation[0];
    }

    @Override
    public boolean isDistributedFS() {
        return scheme.equals(STORE);
    }

    @Override
    public URI getUri() {
        return URI.create(scheme + ":///");
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path(scheme + ":///");
    }

    @Override
    public Path getHomeDirectory() {
        return getWorkingDirectory();
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
        throw new UnsupportedOperationException("input is only read");
    }

    @Override
    public boolean mkdirs(Path path) {
        throw new UnsupportedOperationException("input is only read");
    }

    @Override
    public FSDataOutputStream create(Path path, WriteMode mode) {
        throw new UnsupportedOperationException("input is only read");
    }

    @Override
    public boolean rename(Path from, Path to) {
        throw new UnsupportedOperationException("input is only read");
    }

    private static final class FailingStream extends FSDataInputStream {
        private final FSDataInputStream in;
        private final Fault fault;

        FailingStream(FSDataInputStream in, Fault fault) {
            this.in = in;
            this.fault = fault;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            long good = fault.goodBytes() - in.getPos();
            if (good <= 0) {
                throw fault.failure();
            }
            return in.read(bytes, from, (int) Math.min(count, good));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public void seek(long position) throws IOException {
            in.seek(position);
        }

        @Override
        public long getPos() throws IOException {
            return in.getPos();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
