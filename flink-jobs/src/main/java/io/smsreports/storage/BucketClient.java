package io.smsreports.storage;

import java.io.IOException;
import java.util.List;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.WrappingProxy;
import org.apache.flink.util.WrappingProxyUtil;

/**
 * What an object store can do and Flink's file system does not offer, by the same client, keys and
 * settings as all else: that of the plugin flink-s3-fs-hadoop in this process. Only for places that
 * {@link ObjectStore#holds}.
 */
public interface BucketClient {

    /**
     * The client of the store that a place lies in.
     *
     * @throws IOException if Flink has no such plugin here, or another one
     */
    static BucketClient of(Path place) throws IOException {
        FileSystem fileSystem = FileSystem.getUnguardedFileSystem(place.toUri());
        FileSystem plugin =
                fileSystem instanceof WrappingProxy
                        ? WrappingProxyUtil.stripProxy(asProxy(fileSystem))
                        : fileSystem;
        return PluginCode.S3A_CLIENT.create(BucketClient.class, plugin);
    }

    @SuppressWarnings("unchecked") // Flink's own proxies of file systems are of this kind.
    private static WrappingProxy<FileSystem> asProxy(FileSystem fileSystem) {
        return (WrappingProxy<FileSystem>) fileSystem;
    }

    /**
     * Puts an object in one request, on the condition that there is none of its key.
     *
     * @param content not empty
     * @return whether it was put; false: the store says that there is one already
     * @throws IOException if the store gave another answer or none. The object may be there all the
     *     same
     */
    boolean putIfAbsent(Path object, byte[] content) throws IOException;

    /**
     * Copies an object within its bucket, over the one that may be there.
     *
     * @throws IOException if the store failed, also because there is no such object
     */
    void copy(Path from, Path to) throws IOException;

    /**
     * Ends all uploads under a folder that are not complete: what is written so far is discarded,
     * and nobody can complete them.
     *
     * @return how many
     */
    int abortUploads(Path folder) throws IOException;

    /** An object as the store's own listing has it, whatever its key. */
    record StoredObject(String key, long bytes, long modifiedMillis) {}

    /**
     * All objects below a folder, as the store lists them: also those whose keys no path can spell,
     * and the empty ones that mark folders.
     *
     * @return in the order of their keys; none if there is no such folder
     */
    List<StoredObject> list(Path folder) throws IOException;
}
