package io.smsreports.source;

import io.smsreports.model.HeldFile;
import java.io.IOException;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.FileSourceSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Writes splits with the times that are known of their files. */
final class CdrFileSplitSerializer implements SimpleVersionedSerializer<FileSourceSplit> {

    static final CdrFileSplitSerializer INSTANCE = new CdrFileSplitSerializer();

    private static final int VERSION = 2;

    /** Flink's own, which knew of no times. */
    private static final int WITHOUT_HEADS = 1;

    private static final FileSourceSplitSerializer FILES = FileSourceSplitSerializer.INSTANCE;

    private CdrFileSplitSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(FileSourceSplit split) throws IOException {
        byte[] file =
                FILES.serialize(
                        new FileSourceSplit(
                                split.splitId(),
                                split.path(),
                                split.offset(),
                                split.length(),
                                split.fileModificationTime(),
                                split.fileSize(),
                                split.hostnames(),
                                split.getReaderPosition().orElse(null)));
        DataOutputSerializer out = new DataOutputSerializer(Long.BYTES + file.length);
        out.writeLong(CdrFileSplit.headOf(split));
        out.write(file);
        return out.getCopyOfBuffer();
    }

    @Override
    public FileSourceSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version == WITHOUT_HEADS) {
            return new CdrFileSplit(
                    FILES.deserialize(FILES.getVersion(), serialized), HeldFile.UNKNOWN);
        }
        if (version != VERSION) {
            throw new IOException("Unknown version of a split: " + version);
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        long headMillis = in.readLong();
        byte[] file = new byte[serialized.length - Long.BYTES];
        in.readFully(file);
        return new CdrFileSplit(FILES.deserialize(FILES.getVersion(), file), headMillis);
    }
}
