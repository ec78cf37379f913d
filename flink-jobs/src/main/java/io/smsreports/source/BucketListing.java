package io.smsreports.source;

import io.smsreports.source.ListingListener.Reason;
import io.smsreports.storage.BucketClient;
import io.smsreports.storage.BucketClient.StoredObject;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * One listing of a folder in an object store, by the store itself. Flink's file system takes keys
 * for paths, and of two keys that are the same path it sees one, or none.
 */
final class BucketListing {

    private BucketListing() {}

    /** All files below the folder, by the contract of {@link InputFiles#list}. */
    static List<FileStatus> files(Path folder, ListingListener listener) throws IOException {
        int prefix = prefixLength(folder);
        List<FileStatus> files = new ArrayList<>();
        for (StoredObject object : BucketClient.of(folder).list(folder)) {
            String name = object.key().substring(prefix);
            if (isMarker(object) || isHidden(name)) {
                continue;
            }
            Path path = InputPaths.child(folder, name);
            if (isFolded(name)) {
                listener.notRead(Reason.FOLDED_KEY, path);
            }
            files.add(new ListedFile(path, object.bytes(), object.modifiedMillis()));
        }
        return files;
    }

    private static int prefixLength(Path folder) {
        // Keys begin without the slash that paths begin with.
        String path = folder.getPath();
        return path.endsWith("/") ? path.length() - 1 : path.length();
    }

    private static boolean isMarker(StoredObject object) {
        return object.bytes() == 0 && object.key().endsWith("/");
    }

    private static boolean isHidden(String name) {
        for (String part : name.split("/", -1)) {
            if (StoredFiles.isHidden(part) && !isHere(part)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a key below a folder is no path of its own: an empty part, {@code .} or {@code ..} is
     * folded away, so that it cannot be opened, or another object would be.
     */
    static boolean isFolded(String name) {
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || isHere(part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHere(String part) {
        return part.equals(".") || part.equals("..");
    }
}
