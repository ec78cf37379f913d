package io.smsreports.source;

import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.impl.FileSourceReader;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The files of a folder or bucket as {@link TextBlock}s, read by Flink's file reader: stable files
 * only, oldest first, each file one split. Either it watches the folder for ever, or it reads a
 * list of files that was fixed at the start.
 */
public final class CdrFileSource
        implements Source<TextBlock, FileSourceSplit, CdrFileEnumeratorState>,
                ResultTypeQueryable<TextBlock> {

    private static final long serialVersionUID = 1L;

    private final Path folder;
    private final TextBlockFormat format;

    /** The files to read, if their list is fixed; null if the folder is watched. */
    private final FileList files;

    /** How the folder is watched; null if the list of files is fixed. */
    private final Watching watching;

    /** Whether nothing is read, not even what a checkpoint says is still to be read. */
    private final boolean ended;

    private CdrFileSource(Path folder, FileList files, Watching watching, boolean ended) {
        this.folder = folder;
        this.format = new TextBlockFormat(folder, watching == null);
        this.files = files;
        this.watching = watching;
        this.ended = ended;
    }

    /**
     * Reads what is there and watches for more.
     *
     * @param folder any folder that Flink's file systems can list
     */
    public static CdrFileSource monitoring(Path folder, Watching watching) {
        return new CdrFileSource(folder, FileList.EMPTY, watching, false);
    }

    /** Reads exactly these files of the folder and ends. */
    public static CdrFileSource bounded(Path folder, FileList files) {
        return new CdrFileSource(folder, files, null, false);
    }

    /** Reads nothing and ends at once: what a drained job had not read is not read any more. */
    public static CdrFileSource ended(Path folder) {
        return new CdrFileSource(folder, FileList.EMPTY, null, true);
    }

    @Override
    public Boundedness getBoundedness() {
        return watching == null ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<TextBlock, FileSourceSplit> createReader(SourceReaderContext context) {
        return new OldestFirstReader(
                new FileSourceReader<>(context, format, context.getConfiguration()),
                context::sendSourceEventToCoordinator,
                watching == null
                        ? Optional.empty()
                        : Optional.of(new FileNotices(folder, watching.series())),
                ended);
    }

    @Override
    public SplitEnumerator<FileSourceSplit, CdrFileEnumeratorState> createEnumerator(
            SplitEnumeratorContext<FileSourceSplit> context) {
        return restoreEnumerator(context, CdrFileEnumeratorState.of(files.splits()));
    }

    @Override
    public SplitEnumerator<FileSourceSplit, CdrFileEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<FileSourceSplit> context, CdrFileEnumeratorState state) {
        if (watching != null) {
            return new WatchingEnumerator(context, folder, watching, state);
        }
        return new CdrFileEnumerator(context, ended ? CdrFileEnumeratorState.of(List.of()) : state);
    }

    @Override
    public SimpleVersionedSerializer<FileSourceSplit> getSplitSerializer() {
        return CdrFileSplitSerializer.INSTANCE;
    }

    @Override
    public SimpleVersionedSerializer<CdrFileEnumeratorState> getEnumeratorCheckpointSerializer() {
        return new CdrFileEnumeratorStateSerializer();
    }

    @Override
    public TypeInformation<TextBlock> getProducedType() {
        return format.getProducedType();
    }
}
