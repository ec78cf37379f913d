package io.smsreports.run;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
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

    /**
     * Reads it with Flink's own code. What is wrong with it shows in any way there: wrong lengths
     * ask for more memory than there is, wrong types end in runtime exceptions.
     *
     * @param folder the folder of the checkpoint or savepoint
     * @throws SmsReportsException if it is gone or makes no sense
     * @throws IOException if the storage does not answer
     */
    static CheckpointMetadata load(StoredFiles files, Path folder) throws IOException {
        byte[] content =
                files.read(new Path(folder, NAME))
                        .orElseThrow(
                                () ->
                                        new SmsReportsException(
                                                ErrorCode.STATE_DAMAGED, NAME + " is gone"));
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
            return Checkpoints.loadCheckpointMetadata(
                    in, MetadataFile.class.getClassLoader(), folder.toString());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw new SmsReportsException(ErrorCode.STATE_DAMAGED, NAME + " cannot be read", e);
        }
    }
}
