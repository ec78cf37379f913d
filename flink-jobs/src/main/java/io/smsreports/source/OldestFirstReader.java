package io.smsreports.source;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * Flink's file reader, but the files that a restore hands to it in one go (several, after scaling
 * down) are read in the order of delivery, so that a newer one does not make an older one late.
 */
final class OldestFirstReader implements SourceReader<TextBlock, FileSourceSplit> {

    private final SourceReader<TextBlock, FileSourceSplit> reader;
    private final UnreadNotes notes;
    private final Optional<FileNotices> notices;
    private final boolean ended;

    /**
     * @param enumerator is told of files of which nothing could be read
     * @param notices what the gate must know of the files, if it makes watermarks of them
     * @param ended whether the input has ended, so that what a restore hands over is not read
     */
    OldestFirstReader(
            SourceReader<TextBlock, FileSourceSplit> reader,
            Consumer<SourceEvent> enumerator,
            Optional<FileNotices> notices,
            boolean ended) {
        this.reader = reader;
        this.notices = notices;
        this.notes = new UnreadNotes(enumerator);
        this.ended = ended;
    }

    @Override
    public void addSplits(List<FileSourceSplit> splits) {
        if (ended) {
            return;
        }
        List<FileSourceSplit> files =
                notes.takeOutOf(splits).stream()
                        .sorted(OldestFirstAssigner.DELIVERY_ORDER)
                        .toList();
        notices.ifPresent(gate -> gate.onFiles(files));
        reader.addSplits(files);
    }

    @Override
    public void start() {
        notes.sendAgain();
        reader.start();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<TextBlock> output) throws Exception {
        if (notices.isPresent() && !notices.get().isEmpty()) {
            output.collect(notices.get().next());
            return InputStatus.MORE_AVAILABLE;
        }
        return reader.pollNext(notes.taking(output));
    }

    @Override
    public List<FileSourceSplit> snapshotState(long checkpointId) {
        return notes.addTo(reader.snapshotState(checkpointId), checkpointId);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        CompletableFuture<Void> files = reader.isAvailable();
        if (notices.isEmpty() || files.isDone()) {
            return files;
        }
        return CompletableFuture.anyOf(files, notices.get().available()).thenApply(unused -> null);
    }

    @Override
    public void notifyNoMoreSplits() {
        reader.notifyNoMoreSplits();
    }

    @Override
    public void handleSourceEvents(SourceEvent sourceEvent) {
        if (sourceEvent instanceof WaitingFilesEvent waiting) {
            notices.ifPresent(gate -> gate.onWaiting(waiting.files()));
            return;
        }
        reader.handleSourceEvents(sourceEvent);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        reader.notifyCheckpointComplete(checkpointId);
        notes.forgetUpTo(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        reader.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void close() throws Exception {
        reader.close();
    }
}
