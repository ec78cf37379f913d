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
import org.apache.flink.connector.file.src.FileSourceSplitSerializer;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Writes what a checkpoint holds of the input. */
final class CdrFileEnumeratorStateSerializer
        implements SimpleVersionedSerializer<CdrFileEnumeratorState> {

    private static final int VERSION = 2;

    private static final FileSourceSplitSerializer SPLITS = FileSourceSplitSerializer.INSTANCE;

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
            write(file.getKey().toString().getBytes(StandardCharsets.UTF_8), out);
            out.writeLong(file.getValue().bytes());
            out.writeLong(file.getValue().modifiedMillis());
        }
        return bytes.toByteArray();
    }

    private static void write(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public CdrFileEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
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
            Path path = InputPaths.ofText(new String(read(in), StandardCharsets.UTF_8));
            versions.put(path, new FileVersion(in.readLong(), in.readLong()));
        }
        return new CdrFileEnumeratorState(waiting, versions);
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }
}
