package io.smsreports.storage;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which disk is full. The operating system's own message names none. */
public final class DiskSpace {

    /** Less cannot take what a commit writes. */
    private static final long FULL_BELOW_BYTES = 1L << 20;

    private DiskSpace() {}

    /**
     * The first of some places whose disk is full, with what to do, in words that end a sentence;
     * empty if none is, as far as this process can see. Places in an object store are passed over.
     * May take as long as a disk takes to answer.
     */
    public static Optional<String> firstFull(List<org.apache.flink.core.fs.Path> places) {
        for (org.apache.flink.core.fs.Path place : places) {
            if (isLocal(place) && isFull(new File(place.getPath()).toPath())) {
                return Optional.of(
                        "the disk of "
                                + PlaceName.of(place)
                                + " is full: make room there, or give it more");
            }
        }
        return Optional.empty();
    }

    private static boolean isLocal(org.apache.flink.core.fs.Path place) {
        String scheme = place.toUri().getScheme();
        return scheme == null || scheme.equals("file");
    }

    private static boolean isFull(Path place) {
        try {
            Path there = place.toAbsolutePath();
            while (Files.notExists(there) && there.getParent() != null) {
                there = there.getParent();
            }
            return Files.getFileStore(there).getUsableSpace() < FULL_BELOW_BYTES;
        } catch (IOException | SecurityException e) {
            // Gone, or out of reach: then it is not the space that is wanting.
            return false;
        }
    }
}
