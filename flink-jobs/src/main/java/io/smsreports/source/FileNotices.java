package io.smsreports.source;

import io.smsreports.model.FileSeries;
import io.smsreports.model.HeldFile;
import io.smsreports.model.WaitingFiles;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;

/**
 * What a reader has to say to the gate before it reads on: the files that it was given, and what
 * the enumerator knows of those that wait, in the order in which it heard of either. So whoever has
 * heard the last of the enumerator from each reader knows of all files that were handed out before.
 */
final class FileNotices {

    private final Path folder;
    private final FileSeries series;
    private final Queue<TextBlock> unsent = new ArrayDeque<>();
    private CompletableFuture<Void> available = new CompletableFuture<>();

    FileNotices(Path folder, FileSeries series) {
        this.folder = folder;
        this.series = series;
    }

    /** The reader was given files, by the enumerator or by a restore. */
    void onFiles(List<FileSourceSplit> files) {
        for (FileSourceSplit file : files) {
            if (!FileSplits.isChange(file) && !hasEnded(file)) {
                TextBlock notice = new TextBlock();
                notice.file = InputFiles.nameWithin(folder, file.path());
                notice.held =
                        new HeldFile(
                                series.of(notice.file),
                                CdrFileSplit.headOf(file),
                                file.fileModificationTime());
                add(notice);
            }
        }
    }

    /** A restore at a file's end: its last block is out. */
    private static boolean hasEnded(FileSourceSplit file) {
        return file.getReaderPosition()
                .filter(position -> position.getOffset() == BlockReader.READ_TO_END)
                .isPresent();
    }

    /** The enumerator has told what waits. */
    void onWaiting(WaitingFiles waiting) {
        TextBlock notice = new TextBlock();
        notice.waiting = waiting;
        add(notice);
    }

    private void add(TextBlock notice) {
        unsent.add(notice);
        available.complete(null);
    }

    boolean isEmpty() {
        return unsent.isEmpty();
    }

    /** The next notice; to be called unless {@link #isEmpty}. */
    TextBlock next() {
        TextBlock notice = unsent.remove();
        if (unsent.isEmpty()) {
            available = new CompletableFuture<>();
        }
        return notice;
    }

    /** Completes when there is something to say. */
    CompletableFuture<Void> available() {
        return available;
    }
}
