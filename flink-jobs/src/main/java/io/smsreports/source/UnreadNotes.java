package io.smsreports.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.file.src.FileSourceSplit;

/**
 * Tells the enumerator of files of which nothing could be read, so that it does not get lost: a
 * checkpoint may hold the enumerator as it was before it heard, and the reader as it is after. So a
 * note is kept in the reader's state until a checkpoint with it is complete, since the next one
 * holds the enumerator as it has heard; and a restore sends it again.
 */
final class UnreadNotes {

    /** Of a note that is in no checkpoint yet. */
    private static final long IN_NONE = Long.MAX_VALUE;

    private final Consumer<SourceEvent> enumerator;

    /** Each with the first checkpoint that holds it. */
    private final Map<FileUnread, Long> notes = new LinkedHashMap<>();

    private TakingOutput output;

    UnreadNotes(Consumer<SourceEvent> enumerator) {
        this.enumerator = enumerator;
    }

    /** Keeps the notes that are among restored splits; gives the others. */
    List<FileSourceSplit> takeOutOf(List<FileSourceSplit> splits) {
        List<FileSourceSplit> files = new ArrayList<>();
        for (FileSourceSplit split : splits) {
            Optional<FileUnread> note = FileSplits.unreadIn(split);
            if (note.isPresent()) {
                notes.put(note.get(), IN_NONE);
            } else {
                files.add(split);
            }
        }
        return files;
    }

    /** Sends what was restored. */
    void sendAgain() {
        notes.keySet().forEach(enumerator);
    }

    /** An output that takes a note of each file that passes, and of which nothing was read. */
    ReaderOutput<TextBlock> taking(ReaderOutput<TextBlock> blocks) {
        if (output == null || output.blocks != blocks) {
            output = new TakingOutput(blocks);
        }
        return output;
    }

    private void take(String splitId, TextBlock block) {
        if (block.unread) {
            FileUnread unread =
                    new FileUnread(
                            splitId, block.fileBytes, block.fileModifiedMillis, block.refused);
            notes.put(unread, IN_NONE);
            enumerator.accept(unread);
        }
    }

    /** The state of a checkpoint: what the reader has in work, and the notes. */
    List<FileSourceSplit> addTo(List<FileSourceSplit> state, long checkpointId) {
        if (notes.isEmpty()) {
            return state;
        }
        List<FileSourceSplit> all = new ArrayList<>(state);
        notes.replaceAll((note, first) -> Math.min(first, checkpointId));
        notes.keySet().forEach(note -> all.add(FileSplits.noteOf(note)));
        return all;
    }

    /** A checkpoint has completed. */
    void forgetUpTo(long checkpointId) {
        notes.values().removeIf(first -> first <= checkpointId);
    }

    private final class TakingOutput implements ReaderOutput<TextBlock> {

        private final ReaderOutput<TextBlock> blocks;

        TakingOutput(ReaderOutput<TextBlock> blocks) {
            this.blocks = blocks;
        }

        @Override
        public SourceOutput<TextBlock> createOutputForSplit(String splitId) {
            return new TakingSplitOutput(blocks.createOutputForSplit(splitId), splitId);
        }

        @Override
        public void releaseOutputForSplit(String splitId) {
            blocks.releaseOutputForSplit(splitId);
        }

        @Override
        public void collect(TextBlock block) {
            blocks.collect(block);
        }

        @Override
        public void collect(TextBlock block, long timestamp) {
            blocks.collect(block, timestamp);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            blocks.emitWatermark(watermark);
        }

        @Override
        public void markIdle() {
            blocks.markIdle();
        }

        @Override
        public void markActive() {
            blocks.markActive();
        }
    }

    private final class TakingSplitOutput implements SourceOutput<TextBlock> {

        private final SourceOutput<TextBlock> blocks;
        private final String splitId;

        TakingSplitOutput(SourceOutput<TextBlock> blocks, String splitId) {
            this.blocks = blocks;
            this.splitId = splitId;
        }

        @Override
        public void collect(TextBlock block) {
            blocks.collect(block);
            take(splitId, block);
        }

        @Override
        public void collect(TextBlock block, long timestamp) {
            blocks.collect(block, timestamp);
            take(splitId, block);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            blocks.emitWatermark(watermark);
        }

        @Override
        public void markIdle() {
            blocks.markIdle();
        }

        @Override
        public void markActive() {
            blocks.markActive();
        }
    }
}
