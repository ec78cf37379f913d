package io.smsreports.source;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.file.src.AbstractFileSource;
import org.apache.flink.connector.file.src.ContinuousEnumerationSettings;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.FileSourceSplitSerializer;
import org.apache.flink.connector.file.src.PendingSplitsCheckpoint;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;
import org.apache.flink.connector.file.src.enumerate.FileEnumerator;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a folder or bucket as {@link TextBlock}s: Flink's file source with settled files
 * only, oldest first, each file one split. Either it watches the folder for ever, or it reads a
 * list of files that was fixed at the start.
 */
public final class CdrFileSource extends AbstractFileSource<TextBlock, FileSourceSplit> {

    private static final long serialVersionUID = 1L;

    private final Path folder;
    private final WaitingFiles waitingFiles;

    /** How the folder is watched; null if the list of files is fixed. */
    private final Watching watching;

    /** Whether nothing is read, not even what a checkpoint says is still to be read. */
    private final boolean ended;

    /** How a folder is watched. */
    private record Watching(Duration discoveryInterval, Duration settleTime)
            implements Serializable {

        StableFiles files(Path folder) {
            return new StableFiles(folder, settleTime, StableFiles.Clock.SYSTEM);
        }
    }

    private CdrFileSource(
            Path folder,
            FileEnumerator.Provider fixedFiles,
            WaitingFiles waitingFiles,
            Watching watching,
            ContinuousEnumerationSettings monitoring,
            boolean ended) {
        super(
                new Path[] {folder},
                fixedFiles,
                waitingFiles,
                new TextBlockFormat(folder, watching == null),
                monitoring);
        this.folder = folder;
        this.waitingFiles = waitingFiles;
        this.watching = watching;
        this.ended = ended;
    }

    /**
     * Reads what is there and watches for more.
     *
     * @param folder any folder that Flink's file systems can list
     * @param discoveryInterval how often to look for new files
     * @param settleTime how long a local file must be unchanged before it is read
     */
    public static CdrFileSource monitoring(
            Path folder, Duration discoveryInterval, Duration settleTime) {
        return new CdrFileSource(
                folder,
                () -> new FileList(new ArrayList<>()),
                new WaitingFiles(),
                new Watching(discoveryInterval, settleTime),
                new ContinuousEnumerationSettings(discoveryInterval),
                false);
    }

    /** Reads exactly these files of the folder and ends. */
    public static CdrFileSource bounded(Path folder, FileList files) {
        return new CdrFileSource(folder, () -> files, new WaitingFiles(), null, null, false);
    }

    /** Reads nothing and ends at once: what a drained job had not read is not read any more. */
    public static CdrFileSource ended(Path folder) {
        FileList nothing = new FileList(new ArrayList<>());
        return new CdrFileSource(folder, () -> nothing, new WaitingFiles(), null, null, true);
    }

    @Override
    public SourceReader<TextBlock, FileSourceSplit> createReader(SourceReaderContext context) {
        return new OldestFirstReader(super.createReader(context), ended);
    }

    @Override
    public SplitEnumerator<FileSourceSplit, PendingSplitsCheckpoint<FileSourceSplit>>
            createEnumerator(SplitEnumeratorContext<FileSourceSplit> context) {
        if (watching == null) {
            waitingFiles.register(context);
            return super.createEnumerator(context);
        }
        return CdrFileEnumerator.begin(
                context, folder, watching.files(folder), watching.discoveryInterval());
    }

    @Override
    public SplitEnumerator<FileSourceSplit, PendingSplitsCheckpoint<FileSourceSplit>>
            restoreEnumerator(
                    SplitEnumeratorContext<FileSourceSplit> context,
                    PendingSplitsCheckpoint<FileSourceSplit> checkpoint) {
        if (watching == null) {
            waitingFiles.register(context);
            return super.restoreEnumerator(
                    context,
                    ended ? PendingSplitsCheckpoint.fromCollectionSnapshot(List.of()) : checkpoint);
        }
        return CdrFileEnumerator.restore(
                context, folder, watching.files(folder), watching.discoveryInterval(), checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<FileSourceSplit> getSplitSerializer() {
        return FileSourceSplitSerializer.INSTANCE;
    }

    @Override
    public SimpleVersionedSerializer<PendingSplitsCheckpoint<FileSourceSplit>>
            getEnumeratorCheckpointSerializer() {
        return new CdrFileEnumeratorStateSerializer();
    }

    /** Makes the assigner and shows how many files it holds as Flink's {@code unassignedSplits}. */
    private static final class WaitingFiles implements FileSplitAssigner.Provider {

        private static final long serialVersionUID = 1L;

        private transient volatile OldestFirstAssigner assigner;

        @Override
        public FileSplitAssigner create(Collection<FileSourceSplit> splits) {
            assigner = new OldestFirstAssigner(splits);
            return assigner;
        }

        void register(SplitEnumeratorContext<FileSourceSplit> context) {
            context.metricGroup()
                    .setUnassignedSplitsGauge(
                            () -> {
                                OldestFirstAssigner current = assigner;
                                return current == null ? 0L : current.waitingFiles();
                            });
        }
    }

    /**
     * The files that a bounded run reads, fixed when it starts: what arrives later is for a later
     * run.
     *
     * @param splits one a file
     */
    public record FileList(ArrayList<FileSourceSplit> splits)
            implements FileEnumerator, Serializable {

        /** How long to wait without a word, beyond the time that any new file takes to settle. */
        private static final Duration SILENCE = Duration.ofSeconds(1);

        private static final Logger LOG = LoggerFactory.getLogger(FileList.class);

        /** How often a folder that is not settled yet is looked at again. */
        private static final Duration POLL = Duration.ofMillis(100);

        /**
         * Lists a folder once every file in it is settled.
         *
         * @param limit how long to wait for that at the most
         * @throws IOException if the folder can't be listed, or is not settled in time
         */
        public static FileList settled(Path folder, Duration settleTime, Duration limit)
                throws IOException, InterruptedException {
            StableFiles files = new StableFiles(folder, settleTime, StableFiles.Clock.SYSTEM);
            long deadline = System.nanoTime() + limit.toNanos();
            long patience = System.nanoTime() + settleTime.toNanos() + SILENCE.toNanos();
            boolean told = false;
            List<FileStatus> settled = files.list();
            while (files.unsettledCount() > 0) {
                if (!told && System.nanoTime() > patience) {
                    told = true;
                    LOG.warn(
                            "Waiting for {} files in {} that are still being written.",
                            files.unsettledCount(),
                            folder.getPath());
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException(
                            "%d files in %s are still being written after %d s. Start again when they are complete, or write them elsewhere and move them in."
                                    .formatted(files.unsettledCount(), folder, limit.toSeconds()));
                }
                Thread.sleep(POLL.toMillis());
                settled = files.list();
            }
            return new FileList(new ArrayList<>(settled.stream().map(InputFiles::split).toList()));
        }

        /** The files' paths below the folder, as the outputs name them. */
        public List<String> namesWithin(Path folder) {
            return splits.stream()
                    .map(split -> InputFiles.nameWithin(folder, split.path()))
                    .toList();
        }

        @Override
        public Collection<FileSourceSplit> enumerateSplits(Path[] paths, int minDesiredSplits) {
            return splits;
        }
    }
}
