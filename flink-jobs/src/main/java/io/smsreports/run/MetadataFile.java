package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;

/** The file that makes a folder a complete checkpoint or savepoint. */
final class MetadataFile {

    static final String NAME = "_metadata";

    private MetadataFile() {}

    /** Flink looks at the folder while it reads, which the storage may fail to answer. */
    private static final int ATTEMPTS = 3;

    /** What Flink makes of the file takes a few times its size; this much more it never needs. */
    private static final int SIZES_NEEDED = 16;

    private static final long ENOUGH_BYTES = 64L << 20;

    /**
     * Reads it with Flink's own code. What is wrong with it shows in any way there: wrong lengths
     * ask for more memory than there is, wrong types end in runtime exceptions.
     *
     * @param folder the folder of the checkpoint or savepoint
     * @throws SmsReportsException if it is gone or makes no sense ({@link
     *     ErrorCode#STATE_DAMAGED}), or if this process has too little memory to know ({@link
     *     ErrorCode#COMMAND_FAILED})
     * @throws IOException if the storage does not answer
     */
    static CheckpointMetadata load(StoredFiles files, Path folder) throws IOException {
        Path file = new Path(folder, NAME);
        byte[] content =
                files.read(file)
                        .orElseThrow(
                                () ->
                                        new SmsReportsException(
                                                ErrorCode.STATE_DAMAGED, NAME + " is gone"));
        for (int attempt = 1; ; attempt++) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
                return Checkpoints.loadCheckpointMetadata(
                        in, MetadataFile.class.getClassLoader(), folder.toString());
            } catch (IOException e) {
                // The bytes are at hand: either they are wrong, or the folder was out of reach.
                files.status(file);
                if (attempt == ATTEMPTS) {
                    throw damaged(e);
                }
            } catch (OutOfMemoryError e) {
                throw isEnough(freeBytes(), content.length) ? damaged(e) : outOfMemory(file, e);
            } catch (RuntimeException e) {
                throw damaged(e);
            }
        }
    }

    private static SmsReportsException damaged(Throwable cause) {
        return new SmsReportsException(ErrorCode.STATE_DAMAGED, NAME + " cannot be read", cause);
    }

    private static long freeBytes() {
        Runtime java = Runtime.getRuntime();
        return java.maxMemory() - (java.totalMemory() - java.freeMemory());
    }

    /** Whether that memory is enough for any metadata of a size that makes sense. */
    static boolean isEnough(long freeBytes, long metadataBytes) {
        return freeBytes >= ENOUGH_BYTES + SIZES_NEEDED * metadataBytes;
    }

    private static SmsReportsException outOfMemory(Path file, OutOfMemoryError cause) {
        return new SmsReportsException(
                ErrorCode.COMMAND_FAILED,
                "this process has too little memory to read the checkpoint "
                        + PlaceName.of(file)
                        + " (at most "
                        + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MiB): give it more, such as JAVA_TOOL_OPTIONS=-Xmx2g",
                cause);
    }
}
