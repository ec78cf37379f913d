package io.smsreports.sink;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A file to commit, and with what.
 *
 * @param file as the file sink knows it
 * @param checkpoint the number that the sink's writer gave it: that of the checkpoint; after the
 *     end of the input one more than the last
 */
record NumberedFile(FileSinkCommittable file, long checkpoint) {

    NumberedFile {
        requireNonNull(file, "file");
    }

    /** The number, the version of the file's serializer, and the file. */
    record Serializer(SimpleVersionedSerializer<FileSinkCommittable> files)
            implements SimpleVersionedSerializer<NumberedFile> {

        private static final int VERSION = 2;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(NumberedFile numbered) throws IOException {
            byte[] file = files.serialize(numbered.file);
            return ByteBuffer.allocate(Long.BYTES + Integer.BYTES + file.length)
                    .putLong(numbered.checkpoint)
                    .putInt(files.getVersion())
                    .put(file)
                    .array();
        }

        @Override
        public NumberedFile deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "Version %d of a numbered file is unknown; this is version %d."
                                .formatted(version, VERSION));
            }
            ByteBuffer in = ByteBuffer.wrap(serialized);
            long checkpoint = in.getLong();
            int fileVersion = in.getInt();
            byte[] file = new byte[in.remaining()];
            in.get(file);
            return new NumberedFile(files.deserialize(fileVersion, file), checkpoint);
        }
    }
}
