package io.smsreports.source;

import io.smsreports.model.FileStatus;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.SingletonResultIterator;

/** Reads nothing: emits the one block that says that a file has changed after it was read. */
final class ChangeReader implements BulkFormat.Reader<TextBlock> {

    private final FileSourceSplit split;
    private final String file;
    private boolean emitted;

    /**
     * @param file the file's name in the outputs
     * @param emitted whether the block was emitted before a restore
     */
    ChangeReader(FileSourceSplit split, String file, boolean emitted) {
        this.split = split;
        this.file = file;
        this.emitted = emitted;
    }

    @Override
    public BulkFormat.RecordIterator<TextBlock> readBatch() {
        if (emitted) {
            return null;
        }
        emitted = true;
        TextBlock block = new TextBlock();
        block.file = file;
        block.fileBytes = split.fileSize();
        block.fileModifiedMillis = split.fileModificationTime();
        block.last = true;
        block.status = FileStatus.CHANGED_AFTER_READ;
        SingletonResultIterator<TextBlock> result = new SingletonResultIterator<>();
        result.set(block, BlockReader.READ_TO_END, 0);
        return result;
    }

    @Override
    public void close() {
        // Nothing was opened.
    }
}
