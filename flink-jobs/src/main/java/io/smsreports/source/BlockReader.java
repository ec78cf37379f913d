package io.smsreports.source;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.FileStatus;
import io.smsreports.model.SmsReportsException;
import io.smsreports.parse.FileLayout;
import java.io.EOFException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts one file into blocks at line ends, without parsing. Before any I/O, also after a restore, it
 * emits an empty {@code first} block: whatever the storage does next, the watermark waits for this
 * file. The last block out carries {@code last} and the way that reading ended.
 *
 * <p>A file that is gone or that can't be opened is an outcome, not an error. An I/O error of the
 * storage is one: {@link SmsReportsException}.
 */
public final class BlockReader implements BulkFormat.Reader<TextBlock> {

    /** The position after the last block: a restore there has nothing left to emit. */
    static final long READ_TO_END = Long.MAX_VALUE;

    /** A line of the greatest length and its CR LF fit; what is longer can't end within. */
    public static final int CAPACITY = FileLayout.MAX_LINE_BYTES + 2;

    /** How much of a line that is too long is kept. */
    public static final int OVERLONG_KEPT_BYTES = 1_000;

    /**
     * One read: larger ones make the JDK allocate and copy through a native buffer of that size.
     */
    private static final int READ_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(BlockReader.class);

    private final FileSourceSplit split;
    private final Path inputFolder;
    private final String file;
    private final ArrayBlockingQueue<byte[]> spareBuffers;
    private final boolean looksForChange;

    private InputStream in;
    private FileLayout layout = FileLayout.DEFAULT;
    private boolean announced;
    private boolean finished;

    /** Whether the path leads to where nothing is to be read. */
    private boolean withheld;

    /** The buffer being filled: {@code length} bytes, of which the first lies at {@code offset}. */
    private byte[] buffer;

    private int length;
    private long offset;

    /** Why no more bytes come; null while they do. */
    private FileStatus ended;

    /**
     * @param looksForChange whether to say with the last block that the file is another one by now
     *     than was listed
     */
    BlockReader(
            FileSourceSplit split,
            Path inputFolder,
            long offset,
            ArrayBlockingQueue<byte[]> spareBuffers,
            boolean looksForChange) {
        this.split = split;
        this.inputFolder = inputFolder;
        this.file = InputFiles.nameWithin(inputFolder, split.path());
        this.offset = offset;
        this.spareBuffers = spareBuffers;
        this.looksForChange = looksForChange;
        this.finished = offset == READ_TO_END;
    }

    @Override
    public BulkFormat.RecordIterator<TextBlock> readBatch() throws IOException {
        if (finished) {
            return null;
        }
        if (!announced) {
            announced = true;
            TextBlock block = block();
            block.first = true;
            return emit(block, offset, null);
        }
        if (in == null && ended == null) {
            open();
        }
        fill();
        return nextBlock();
    }

    private void open() throws IOException {
        Path path = split.path();
        buffer = takeBuffer();
        if (InputFiles.leadsOut(inputFolder, path)) {
            end(
                    FileStatus.UNREADABLE,
                    new IOException("it is a link out of the input folder, which is not followed"));
            withheld = true;
            return;
        }
        try {
            in = stream(path);
        } catch (FileNotFoundException e) {
            FileStatus status = whyNotOpened(path, e);
            end(
                    status,
                    status == FileStatus.UNREADABLE && InputFiles.isGarbled(path.getName())
                            ? new IOException("its name is not in UTF-8; rename it", e)
                            : e);
            return;
        }
        fill();
        int start = FileLayout.afterByteOrderMark(buffer, 0, length);
        layout = detectLayout(start);
        if (offset == 0) {
            drop(start);
            return;
        }
        skipTo(offset);
    }

    /**
     * A local file is said to be not found also when it may not be read, and when the process has
     * no file handle left: the last is no property of the file.
     */
    private static FileStatus whyNotOpened(Path path, FileNotFoundException e) throws IOException {
        FileSystem fileSystem = path.getFileSystem();
        if (!fileSystem.exists(path)) {
            return InputFiles.isGarbled(path.getName())
                    ? FileStatus.UNREADABLE
                    : FileStatus.MISSING;
        }
        File local = new File(path.getPath());
        if (!fileSystem.isDistributedFS() && local.isFile() && local.canRead()) {
            throw new SmsReportsException(
                    ErrorCode.STORAGE_READ_FAILED,
                    "Opening " + path + " failed: " + e.getMessage(),
                    e);
        }
        return FileStatus.UNREADABLE;
    }

    private InputStream stream(Path path) throws IOException {
        FileSystem fileSystem = path.getFileSystem();
        FSDataInputStream raw = fileSystem.open(path);
        return new StorageStream(raw, path);
    }

    private boolean isCompressed() {
        return split.path().getName().toLowerCase(Locale.ROOT).endsWith(".gz");
    }

    /** Fills the buffer as far as the file goes. */
    private void fill() throws IOException {
        if (ended != null) {
            return;
        }
        try {
            decompressOnce();
            while (length < CAPACITY) {
                int read = in.read(buffer, length, Math.min(READ_BYTES, CAPACITY - length));
                if (read < 0) {
                    end(FileStatus.OK, null);
                    return;
                }
                length += read;
            }
        } catch (SmsReportsException e) {
            throw e;
        } catch (EOFException e) {
            end(FileStatus.TRUNCATED, e);
        } catch (IOException e) {
            end(FileStatus.UNREADABLE, e);
        }
    }

    private void decompressOnce() throws IOException {
        if (isCompressed() && in instanceof StorageStream) {
            in = new StrictGzipStream(in);
        }
    }

    private void end(FileStatus status, IOException cause) {
        ended = status;
        if (status != FileStatus.OK) {
            LOG.warn(
                    "{} is {}: {}. What was read of it counts; it is not read again.",
                    split.path(),
                    status,
                    cause.getMessage());
        }
    }

    /**
     * The layout that the first line with any text gives, if it is a header. Looks no further than
     * one buffer, fresh or restored alike.
     */
    private FileLayout detectLayout(int start) {
        int from = start;
        while (from < length) {
            int lineEnd = indexOfLineFeed(from);
            if (lineEnd < 0 && ended == null) {
                // Cut off by the buffer's end: as a header it would lack columns.
                return FileLayout.DEFAULT;
            }
            int to = lineEnd < 0 ? length : lineEnd;
            if (!isBlank(from, to)) {
                return FileLayout.ofHeader(buffer, from, to).orElse(FileLayout.DEFAULT);
            }
            from = to + 1;
        }
        return FileLayout.DEFAULT;
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = buffer[i];
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    private void skipTo(long position) throws IOException {
        if (position <= length) {
            offset = 0;
            drop((int) position);
            return;
        }
        long inStream = length;
        length = 0;
        if (in instanceof StorageStream plain) {
            if (size() < position) {
                endShrunk(position);
                return;
            }
            plain.seek(position);
            ended = null;
            return;
        }
        offset = inStream;
        while (offset < position && ended == null) {
            length = 0;
            fill();
            int step = (int) Math.min(length, position - offset);
            drop(step);
        }
        if (offset < position && ended == FileStatus.OK) {
            endShrunk(position);
        }
    }

    private long size() throws IOException {
        return split.path().getFileSystem().getFileStatus(split.path()).getLen();
    }

    /** Somebody has replaced the file, or cut it off, since it was read up to here. */
    private void endShrunk(long position) {
        offset = position;
        end(
                FileStatus.TRUNCATED,
                new EOFException("it is shorter than the " + position + " bytes read before"));
    }

    /**
     * The file's size if it is not the one that was listed, as far as can be seen. One that is gone
     * by now was read, and a folder that could not be listed has no size or time to change.
     */
    private long changedToBytes() throws IOException {
        FileSystem fileSystem = split.path().getFileSystem();
        org.apache.flink.core.fs.FileStatus now;
        try {
            now = fileSystem.getFileStatus(split.path());
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
                split.path().getPath(),
                split.fileSize(),
                now.getLen());
        return now.getLen();
    }

    /** Forgets the first bytes of the buffer. */
    private void drop(int bytes) {
        System.arraycopy(buffer, bytes, buffer, 0, length - bytes);
        length -= bytes;
        offset += bytes;
    }

    private BulkFormat.RecordIterator<TextBlock> nextBlock() throws IOException {
        int lines = lastIndexOfLineFeed() + 1;
        if (lines > 0) {
            return emitLines(lines, false);
        }
        if (ended == null) {
            return emitOverlong();
        }
        if (length > 0) {
            return emitLines(length, ended != FileStatus.OK);
        }
        return emitLast(block());
    }

    private BulkFormat.RecordIterator<TextBlock> emitLines(int bytes, boolean torn)
            throws IOException {
        TextBlock block = block();
        byte[] lines = buffer;
        block.bytes = lines;
        block.length = bytes;
        block.torn = torn;
        buffer = takeBuffer();
        length -= bytes;
        System.arraycopy(lines, bytes, buffer, 0, length);
        offset += bytes;
        if (ended != null && length == 0) {
            return emitLast(block);
        }
        return emit(block, offset, lines);
    }

    /** A buffer full without a line end: skips the rest of the line and emits its beginning. */
    private BulkFormat.RecordIterator<TextBlock> emitOverlong() throws IOException {
        TextBlock block = block();
        block.overlong = true;
        block.bytes = Arrays.copyOf(buffer, OVERLONG_KEPT_BYTES);
        block.length = OVERLONG_KEPT_BYTES;
        int lineEnd = -1;
        while (lineEnd < 0 && (length > 0 || ended == null)) {
            drop(length);
            fill();
            lineEnd = indexOfLineFeed(0);
        }
        drop(lineEnd + 1);
        if (ended != null && length == 0) {
            return emitLast(block);
        }
        return emit(block, offset, null);
    }

    private BulkFormat.RecordIterator<TextBlock> emitLast(TextBlock block) throws IOException {
        finished = true;
        block.last = true;
        block.status = ended;
        if (looksForChange && !withheld && ended != FileStatus.MISSING) {
            block.changedToBytes = changedToBytes();
        }
        return emit(block, READ_TO_END, block.overlong ? null : block.bytes);
    }

    private TextBlock block() {
        TextBlock block = new TextBlock();
        block.file = file;
        block.fileBytes = split.fileSize();
        block.fileModifiedMillis = split.fileModificationTime();
        block.layout = layout;
        block.offset = offset;
        return block;
    }

    private BulkFormat.RecordIterator<TextBlock> emit(
            TextBlock block, long positionAfter, byte[] bufferToReturn) {
        SingletonResultIterator<TextBlock> result =
                new SingletonResultIterator<>(() -> giveBack(bufferToReturn));
        result.set(block, positionAfter, 0);
        return result;
    }

    private byte[] takeBuffer() {
        byte[] spare = spareBuffers.poll();
        return spare == null ? new byte[CAPACITY] : spare;
    }

    private void giveBack(byte[] used) {
        if (used != null && used.length == CAPACITY) {
            spareBuffers.offer(used);
        }
    }

    private int indexOfLineFeed(int from) {
        for (int i = from; i < length; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private int lastIndexOfLineFeed() {
        for (int i = length - 1; i >= 0; i--) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        giveBack(buffer);
        buffer = null;
        if (in != null) {
            in.close();
        }
    }

    /** The stored bytes; tells errors of the storage from errors in the data. */
    private static final class StorageStream extends FilterInputStream {

        private final FSDataInputStream raw;
        private final Path path;

        StorageStream(FSDataInputStream raw, Path path) {
            super(raw);
            this.raw = raw;
            this.path = path;
        }

        @Override
        public int read() throws IOException {
            try {
                return raw.read();
            } catch (IOException e) {
                throw failure(e);
            }
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

        private SmsReportsException failure(IOException e) {
            return new SmsReportsException(
                    ErrorCode.STORAGE_READ_FAILED,
                    "Reading " + path + " failed: " + e.getMessage(),
                    e);
        }
    }
}
