package io.smsreports.source;

import io.smsreports.model.HeldFile;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;

/** A file to read, with what is known of the times in it. */
final class CdrFileSplit extends FileSourceSplit {

    private static final long serialVersionUID = 1L;

    private final long headMillis;

    /**
     * @param headMillis by the contract of {@link HeldFile#headMillis}
     */
    CdrFileSplit(FileSourceSplit split, long headMillis) {
        this(split, headMillis, split.getReaderPosition().orElse(null));
    }

    private CdrFileSplit(FileSourceSplit split, long headMillis, CheckpointedPosition position) {
        super(
                split.splitId(),
                split.path(),
                split.offset(),
                split.length(),
                split.fileModificationTime(),
                split.fileSize(),
                split.hostnames(),
                position);
        this.headMillis = headMillis;
    }

    /** The least believable time of a split's head, by the contract of {@link HeldFile}. */
    static long headOf(FileSourceSplit split) {
        return split instanceof CdrFileSplit file ? file.headMillis : HeldFile.UNKNOWN;
    }

    @Override
    public CdrFileSplit updateWithCheckpointedPosition(CheckpointedPosition position) {
        return new CdrFileSplit(this, headMillis, position);
    }
}
