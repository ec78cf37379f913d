package io.smsreports.source;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.FileStatus;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.ObjectStore;
import java.io.Closeable;
import java.io.EOFException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An input file in its storage, decompressed as it is read. A file that is gone, that can't be
 * opened or that is damaged ends with a {@link FileStatus}; an error of the storage is a {@link
 * SmsReportsException}.
 */
final class StoredFile implements Closeable {

    /**
     * One read: larger ones make the JDK allocate and copy through a native buffer of that size.
     */
    private static final int READ_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(StoredFile.class);

    private final FileSourceSplit split;
    private final Path inputFolder;
    private final Path path;

    /** Whether the path is not one to open: by now it may be another file. */
    private boolean leftAlone;

    private StorageStream stored;
    private InputStream in;

    /** Whether the storage refused to hand the file out. */
    private boolean refused;

    /** Whether a byte of it was given to the reader. */
    private boolean begun;

    /** How reading ended; null while more bytes may come. */
    private FileStatus status;

    StoredFile(FileSourceSplit split, Path inputFolder) {
        this.split = split;
        this.inputFolder = inputFolder;
        this.path = split.path();
    }

    /** Opens the file; where it can't be opened, it has ended with the reason. */
    void open() throws IOException {
        if (ObjectStore.holds(path)
                && BucketListing.isFolded(InputFiles.nameWithin(inputFolder, path))) {
            leaveAlone("its key is no path; copy it to another key");
            return;
        }
        try {
            if (InputPaths.leadsOut(inputFolder, path)) {
                leaveAlone("it is a link out of the input folder, which is not followed");
                return;
            }
            stored = new StorageStream(path.getFileSystem().open(path));
            in = isCompressed(path) ? new StrictGzipStream(stored) : stored;
        } catch (FileNotFoundException | NoSuchFileException e) {
            endUnopened(e);
        } catch (IOException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            endRefused(e);
        }
    }

    private void leaveAlone(String reason) {
        leftAlone = true;
        end(FileStatus.UNREADABLE, reason);
    }

    boolean isOpen() {
        return in != null || status != null;
    }

    /**
     * Java reports a local file as not found also when it may not be read, and when the process has
     * no file handle left: the last is no property of the file. Nor is it one that the whole folder
     * is out of reach.
     */
    private void endUnopened(IOException e) throws IOException {
        FileSystem fileSystem = path.getFileSystem();
        File local = new File(path.getPath());
        boolean isLocal = !fileSystem.isDistributedFS();
        if (isLocal && local.isFile() && local.canRead()) {
            throw readFailure("Opening", path, e);
        }
        if (InputPaths.isGarbled(path.getName())) {
            end(FileStatus.UNREADABLE, "its name is not in UTF-8; rename it");
            return;
        }
        requireFolder(e);
        // On a disk a file may be there although nobody can tell: its folder must not be entered.
        boolean isThere = fileSystem.exists(path) || (isLocal && !InputPaths.isGone(local));
        if (isThere) {
            endRefused(e);
        } else {
            end(FileStatus.MISSING, e.getMessage());
        }
    }

    /** Whether the storage refuses this file, be it by permission, by its key, or by its class. */
    private static boolean isRefusal(IOException e) {
        // The plugin's own exceptions are known by name: its classes are out of reach.
        return e instanceof AccessDeniedException
                || e.getClass().getSimpleName().equals("AWSBadRequestException")
                || (e instanceof FileSystemException && !(e instanceof NoSuchFileException));
    }

    private void endRefused(IOException e) throws IOException {
        requireFolder(e);
        refused = true;
        // On a disk the message is the path and nothing else.
        boolean isBare = String.valueOf(e.getMessage()).equals(path.getPath());
        end(
                FileStatus.UNREADABLE,
                isBare ? "this user must not read it, or not enter its folder" : e.getMessage());
    }

    /** If the folder is out of reach, so are all files: that says nothing of this one. */
    private void requireFolder(IOException e) throws IOException {
        if (!InputFiles.isReachable(inputFolder)) {
            throw readFailure("Opening", path, e);
        }
    }

    /** Whether a file that was refused is handed out now. */
    static boolean isReadable(Path file) {
        try (InputStream in = file.getFileSystem().open(file)) {
            return in.read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The beginning of a file, decompressed, without a word on what it finds: a reader reports it.
     *
     * @param count how many bytes, unless the file has fewer
     * @throws IOException if it can't be read
     */
    static byte[] head(FileSourceSplit split, Path inputFolder, int count) throws IOException {
        Path file = split.path();
        if (InputPaths.leadsOut(inputFolder, file)
                || (ObjectStore.holds(file)
                        && BucketListing.isFolded(InputFiles.nameWithin(inputFolder, file)))) {
            throw new IOException(file + " is not to be opened");
        }
        try (InputStream raw = file.getFileSystem().open(file);
                InputStream in = isCompressed(file) ? new StrictGzipStream(raw) : raw) {
            return in.readNBytes(count);
        }
    }

    private static boolean isCompressed(Path path) {
        return path.getName().toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    /** Reads at most so many bytes; gives 0 once the file has ended. */
    int read(byte[] bytes, int from, int count) throws IOException {
        if (status != null) {
            return 0;
        }
        try {
            int read = in.read(bytes, from, Math.min(READ_BYTES, count));
            if (read >= 0) {
                begun |= read > 0;
                return read;
            }
            status = FileStatus.OK;
        } catch (SmsReportsException e) {
            throw e;
        } catch (EOFException e) {
            end(FileStatus.TRUNCATED, e.getMessage());
        } catch (IOException e) {
            end(FileStatus.UNREADABLE, e.getMessage());
        }
        return 0;
    }

    /** Whether no more bytes come. */
    boolean hasEnded() {
        return status != null;
    }

    /** Whether reading has ended without a byte, although the file may have some. */
    boolean isUnread() {
        return !begun && (status == FileStatus.UNREADABLE || status == FileStatus.MISSING);
    }

    /** Whether the storage refused to hand the file out. */
    boolean isRefused() {
        return refused;
    }

    /** How reading ended; to be asked when it {@link #hasEnded}. */
    FileStatus status() {
        return status;
    }

    /**
     * Moves on to a position in the stored bytes.
     *
     * @return false if the file has no such position, or if it is compressed: then it must be read
     *     up to there
     */
    boolean seek(long position) throws IOException {
        if (in != stored || sizeNow() < position) {
            return false;
        }
        stored.seek(position);
        status = null;
        return true;
    }

    private long sizeNow() throws IOException {
        return path.getFileSystem().getFileStatus(path).getLen();
    }

    /** Ends a file that somebody has replaced, or cut off, since it was read up to a position. */
    void endShrunk(long position) {
        end(FileStatus.TRUNCATED, "it is shorter than the " + position + " bytes read before");
    }

    private void end(FileStatus endStatus, String reason) {
        status = endStatus;
        LOG.warn(
                begun
                        ? "{} is {}: {}. What was read of it counts; it is not read again."
                        : "{} is {}: {}. Nothing of it counts. A job that watches the folder reads"
                                + " it when it changes or can be read.",
                path,
                endStatus,
                reason);
    }

    /**
     * The file's size if it is not the one that was listed, as far as can be seen, else {@link
     * TextBlock#UNCHANGED}. One that is gone by now was read, and a folder that could not be listed
     * has no size or time to change.
     */
    long changedToBytes() throws IOException {
        if (leftAlone || refused || status == FileStatus.MISSING) {
            return TextBlock.UNCHANGED;
        }
        FileSystem fileSystem = path.getFileSystem();
        org.apache.flink.core.fs.FileStatus now;
        try {
            now = fileSystem.getFileStatus(path);
        } catch (FileNotFoundException e) {
            return TextBlock.UNCHANGED;
        }
        // An object's own answer knows seconds, a listing may know milliseconds.
        long precision = fileSystem.isDistributedFS() ? 1_000 : 1;
        boolean same =
                now.getLen() == split.fileSize()
                        && now.getModificationTime() / precision
                                == split.fileModificationTime() / precision;
        if (now.isDir() || same) {
            return TextBlock.UNCHANGED;
        }
        LOG.warn(
                "{} has CHANGED since it was listed: it had {} bytes and has {}. What was read is"
                        + " a mixture at worst; compute its dates again if it should count.",
                path.getPath(),
                split.fileSize(),
                now.getLen());
        return now.getLen();
    }

    /** Not a property of the file: the job restarts and reads again from its checkpoint. */
    private static SmsReportsException readFailure(String what, Path path, IOException e) {
        return new SmsReportsException(
                ErrorCode.STORAGE_READ_FAILED, what + " " + path + " failed: " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
        }
    }

    /** The stored bytes. It separates errors of the storage from errors in the data. */
    private final class StorageStream extends FilterInputStream {

        private final FSDataInputStream raw;

        StorageStream(FSDataInputStream raw) {
            super(raw);
            this.raw = raw;
        }

        @Override
        public int read(byte[] bytes, int from, int count) throws IOException {
            try {
                return raw.read(bytes, from, count);
            } catch (IOException e) {
                throw failure(e);
            }
        }

        void seek(long position) throws IOException {
            try {
                raw.seek(position);
            } catch (IOException e) {
                throw failure(e);
            }
        }

        /** An object store opens without a request, and refuses with the first byte. */
        private IOException failure(IOException e) {
            if (isRefusal(e) && InputFiles.isReachable(inputFolder)) {
                refused = true;
                return e;
            }
            return readFailure("Reading", path, e);
        }
    }
}
