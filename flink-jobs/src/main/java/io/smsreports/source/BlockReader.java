package io.smsreports.source;

import io.smsreports.model.FileStatus;
import io.smsreports.model.SmsReportsException;
import io.smsreports.parse.FileLayout;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;
import org.apache.flink.core.fs.Path;

/**
 * Cuts one file into blocks at line ends, without parsing. Before any I/O, also after a restore, it
 * emits an empty {@code first} block: whatever the storage does next, it is known that this file's
 * reading begins. The last block out carries {@code last} and the way that reading ended.
 *
 * <p>A file that is gone or that can't be opened is an outcome, not an error. An I/O error of the
 * storage is one: {@link SmsReportsException}.
 */
final class BlockReader implements BulkFormat.Reader<TextBlock> {

    /** The position after the last block: a restore there has nothing left to emit. */
    static final long READ_TO_END = Long.MAX_VALUE;

    private final FileSourceSplit split;
    private final String name;
    private final long startPosition;
    private final boolean reportsChange;
    private final StoredFile file;
    private final LineBuffer buffer;

    private FileLayout layout = FileLayout.DEFAULT;
    private boolean announced;
    private boolean finished;

    /**
     * @param startPosition where to begin, in decompressed bytes
     * @param reportsChange whether the last block carries the file's size if it is another file by
     *     now than was listed
     */
    BlockReader(
            FileSourceSplit split,
            Path inputFolder,
            long startPosition,
            ArrayBlockingQueue<byte[]> spareBuffers,
            boolean reportsChange) {
        this.split = split;
        this.name = InputFiles.nameWithin(inputFolder, split.path());
        this.startPosition = startPosition;
        this.reportsChange = reportsChange;
        this.file = new StoredFile(split, inputFolder);
        this.buffer = new LineBuffer(startPosition, spareBuffers);
        this.finished = startPosition == READ_TO_END;
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
            return emit(block);
        }
        if (!file.isOpen()) {
            open();
        }
        buffer.fill(file);
        return nextBlock();
    }

    private void open() throws IOException {
        file.open();
        if (file.hasEnded()) {
            return;
        }
        buffer.moveTo(0);
        buffer.fill(file);
        int textStart = FileLayout.afterByteOrderMark(buffer.bytes(), 0, buffer.length());
        // Looks no further than one buffer, fresh or restored alike.
        layout =
                FileLayout.ofBeginning(buffer.bytes(), textStart, buffer.length(), file.hasEnded());
        skipTo(startPosition == 0 ? textStart : startPosition);
    }

    private void skipTo(long position) throws IOException {
        if (position > buffer.length() && file.seek(position)) {
            buffer.moveTo(position);
            return;
        }
        buffer.discardUpTo(position);
        while (buffer.offset() < position && !file.hasEnded()) {
            buffer.fill(file);
            buffer.discardUpTo(position);
        }
        if (buffer.offset() < position && file.status() == FileStatus.OK) {
            file.endShrunk(position);
            buffer.moveTo(position);
        }
    }

    private BulkFormat.RecordIterator<TextBlock> nextBlock() throws IOException {
        TextBlock block = block();
        int lines = buffer.endOfLastLine();
        if (lines == 0 && !file.hasEnded()) {
            takeOverlong(block);
        } else if (lines > 0 || !buffer.isEmpty()) {
            block.torn = lines == 0 && file.status() != FileStatus.OK;
            block.length = lines > 0 ? lines : buffer.length();
            block.bytes = buffer.take(block.length);
        }
        if (file.hasEnded() && buffer.isEmpty()) {
            finished = true;
            block.last = true;
            block.status = file.status();
            block.unread = file.isUnread() && startPosition == 0;
            block.refused = file.isRefused();
            block.changedToBytes = reportsChange ? file.changedToBytes() : TextBlock.UNCHANGED;
        }
        return emit(block);
    }

    /** A buffer full without a line end: keeps the line's beginning and skips the rest of it. */
    private void takeOverlong(TextBlock block) throws IOException {
        block.overlong = true;
        block.length = TextBlock.OVERLONG_KEPT_BYTES;
        block.bytes = Arrays.copyOf(buffer.bytes(), block.length);
        int rest = 0;
        while (rest == 0 && !(buffer.isEmpty() && file.hasEnded())) {
            buffer.discard(buffer.length());
            buffer.fill(file);
            rest = buffer.endOfFirstLine();
        }
        buffer.discard(rest);
    }

    private TextBlock block() {
        TextBlock block = new TextBlock();
        block.file = name;
        block.fileBytes = split.fileSize();
        block.fileModifiedMillis = split.fileModificationTime();
        block.layout = layout;
        block.offset = buffer.offset();
        return block;
    }

    private BulkFormat.RecordIterator<TextBlock> emit(TextBlock block) {
        SingletonResultIterator<TextBlock> result =
                new SingletonResultIterator<>(() -> buffer.giveBack(block.bytes));
        result.set(block, finished ? READ_TO_END : buffer.offset(), 0);
        return result;
    }

    @Override
    public void close() throws IOException {
        buffer.release();
        file.close();
    }
}
