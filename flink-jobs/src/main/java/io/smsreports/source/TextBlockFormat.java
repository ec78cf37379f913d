package io.smsreports.source;

import java.util.concurrent.ArrayBlockingQueue;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.core.fs.Path;

/**
 * Reads a file as {@link TextBlock}s. Not splittable: Flink loses splits of splittable formats when
 * it monitors a folder (FLINK-29757), and the ledger has a row a file.
 *
 * <p>Positions count decompressed bytes; {@link BlockReader#READ_TO_END} marks a file whose last
 * block is already out.
 */
final class TextBlockFormat implements BulkFormat<TextBlock, FileSourceSplit> {

    private static final long serialVersionUID = 1L;

    /** Two blocks wait in the hand-over queue, one is filled, one is parsed. */
    private static final int SPARE_BUFFERS = 4;

    private final Path inputFolder;

    /** Whether the reader reports that its file has changed; else the enumerator does. */
    private final boolean readerReportsChange;

    private transient ArrayBlockingQueue<byte[]> spareBuffers;

    TextBlockFormat(Path inputFolder, boolean readerReportsChange) {
        this.inputFolder = inputFolder;
        this.readerReportsChange = readerReportsChange;
    }

    @Override
    public Reader<TextBlock> createReader(Configuration config, FileSourceSplit split) {
        return reader(split, 0);
    }

    @Override
    public Reader<TextBlock> restoreReader(Configuration config, FileSourceSplit split) {
        return reader(split, split.getReaderPosition().orElseThrow().getOffset());
    }

    private BulkFormat.Reader<TextBlock> reader(FileSourceSplit split, long offset) {
        if (spareBuffers == null) {
            spareBuffers = new ArrayBlockingQueue<>(SPARE_BUFFERS);
        }
        if (FileSplits.isChange(split)) {
            String file = InputFiles.nameWithin(inputFolder, split.path());
            return new ChangeReader(split, file, offset == BlockReader.READ_TO_END);
        }
        return new BlockReader(
                split, inputFolder, Math.max(offset, 0), spareBuffers, readerReportsChange);
    }

    @Override
    public boolean isSplittable() {
        return false;
    }

    @Override
    public TypeInformation<TextBlock> getProducedType() {
        return TypeInformation.of(TextBlock.class);
    }
}
