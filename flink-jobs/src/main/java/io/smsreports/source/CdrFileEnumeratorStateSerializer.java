package io.smsreports.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Writes what a checkpoint holds of the input. */
final class CdrFileEnumeratorStateSerializer
        implements SimpleVersionedSerializer<CdrFileEnumeratorState> {

    private static final int VERSION = 3;

    /** It knew of no second attempt. */
    private static final int WITHOUT_ATTEMPTS = 2;

    private static final CdrFileSplitSerializer SPLITS = CdrFileSplitSerializer.INSTANCE;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(CdrFileEnumeratorState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(SPLITS.getVersion());
        out.writeInt(state.waiting().size());
        for (FileSourceSplit split : state.waiting()) {
            write(SPLITS.serialize(split), out);
        }
        out.writeInt(state.versions().size());
        for (Map.Entry<Path, FileVersion> file : state.versions().entrySet()) {
            write(file.getKey(), out);
            write(file.getValue(), out);
        }
        out.writeInt(state.attempts().size());
        for (Map.Entry<Path, FileAttempt> file : state.attempts().entrySet()) {
            write(file.getKey(), out);
            out.writeInt(file.getValue().number());
            out.writeBoolean(file.getValue().unread());
            write(file.getValue().tried(), out);
            out.writeBoolean(file.getValue().refused());
        }
        return bytes.toByteArray();
    }

    private static void write(Path path, DataOutputStream out) throws IOException {
        write(path.toString().getBytes(StandardCharsets.UTF_8), out);
    }

    private static void write(FileVersion version, DataOutputStream out) throws IOException {
        out.writeLong(version.bytes());
        out.writeLong(version.modifiedMillis());
    }

    private static void write(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public CdrFileEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION && version != WITHOUT_ATTEMPTS) {
            throw new IOException("Unknown version of the input's state: " + version);
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
        int splitVersion = in.readInt();
        List<FileSourceSplit> waiting = new ArrayList<>();
        for (int remaining = in.readInt(); remaining > 0; remaining--) {
            waiting.add(SPLITS.deserialize(splitVersion, read(in)));
        }
        Map<Path, FileVersion> versions = new HashMap<>();
        for (int remaining = in.readInt(); remaining > 0; remaining--) {
            versions.put(readPath(in), readVersion(in));
        }
        Map<Path, FileAttempt> attempts = new HashMap<>();
        int attempted = version == WITHOUT_ATTEMPTS ? 0 : in.readInt();
        for (int remaining = attempted; remaining > 0; remaining--) {
            attempts.put(
                    readPath(in),
                    new FileAttempt(
                            in.readInt(), in.readBoolean(), readVersion(in), in.readBoolean()));
        }
        return new CdrFileEnumeratorState(waiting, versions, attempts);
    }

    private static Path readPath(DataInputStream in) throws IOException {
        return InputPaths.ofText(new String(read(in), StandardCharsets.UTF_8));
    }

    private static FileVersion readVersion(DataInputStream in) throws IOException {
        return new FileVersion(in.readLong(), in.readLong());
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
