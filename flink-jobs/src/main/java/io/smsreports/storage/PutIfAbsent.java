package io.smsreports.storage;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.core.fs.Path;

/**
 * Small files that are created once: of any number of processes that create the same one, at most
 * one succeeds, whatever their clocks say and however long they were paused. What ownership rests
 * on.
 *
 * <p>On a local disk by a hard link, which is made or fails; in an object store by one conditional
 * PUT. Never by looking first. Other file systems cannot.
 */
public final class PutIfAbsent {

    /** What Linux says of a hard link on a file system that has none: EPERM, ENOTSUP, ENOSYS. */
    private static final Set<String> NO_LINKS =
            Set.of(
                    "Operation not permitted",
                    "Operation not supported",
                    "Function not implemented");

    private PutIfAbsent() {}

    /**
     * Creates the file; missing folders are created.
     *
     * @param content not empty: stores mistake the empty object for a folder
     * @return whether it was created; false: there is one already
     * @throws IOException if the storage failed or did not answer. The file may be there all the
     *     same: read it to find out
     */
    public static boolean create(Path file, byte[] content) throws IOException {
        if (ObjectStore.holds(file)) {
            return BucketClient.of(file).putIfAbsent(file, content);
        }
        return AtomicFile.createLocal(file, content);
    }

    /**
     * Fails unless {@link #create} works in a folder: creates one key twice and wants the second to
     * be refused.
     *
     * @throws SmsReportsException if the storage cannot do it
     * @throws IOException if the storage does not answer
     */
    public static void require(Path folder) throws IOException {
        Path trial = new Path(folder, ".trial-" + UUID.randomUUID());
        byte[] content = "trial\n".getBytes(StandardCharsets.UTF_8);
        boolean first;
        boolean second;
        try {
            first = create(trial, content);
            second = create(trial, content);
        } catch (UnsupportedOperationException e) {
            throw unable(folder, e.getMessage(), e);
        } catch (FileSystemException e) {
            if (NO_LINKS.contains(String.valueOf(e.getReason()))) {
                throw unable(folder, "it has no hard links (" + e.getReason() + ")", e);
            }
            throw e;
        } catch (IOException e) {
            Optional<StoreAnswer> answer =
                    StoreAnswer.in(e).filter(StoreAnswer::meansNotImplemented);
            if (answer.isPresent()) {
                throw unable(folder, "the store refuses the condition (" + answer.get() + ")", e);
            }
            throw e;
        } finally {
            StoredFiles.DIRECT.delete(trial);
        }
        if (!first || second) {
            throw unable(
                    folder,
                    second
                            ? "it lets a second one replace the first"
                            : "it refuses one where there is none",
                    null);
        }
    }

    private static SmsReportsException unable(Path folder, String reason, Throwable cause) {
        return new SmsReportsException(
                ErrorCode.STORAGE_UNUSABLE,
                "%s cannot create a file on the condition that there is none: %s"
                        .formatted(PlaceName.of(folder), reason),
                cause);
    }
}
