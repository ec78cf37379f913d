package io.smsreports.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts once into a bucket whatever the job will put there, reads it back and removes it again: an
 * empty object, the marker of a folder, an object with a content, and one that is uploaded in parts
 * and renamed. Stores differ in which of them they take, and a job must not find out when it
 * publishes.
 */
final class PutTrial {

    private static final Logger LOG = LoggerFactory.getLogger(PutTrial.class);

    /** Hidden, so that nobody takes it for a report; new each time, as two starts may overlap. */
    private static final String PREFIX = ".sms-reports-trial-";

    /** More than one chunk of a signed upload (128 KiB). */
    private static final int CONTENT_BYTES = 160 * 1024;

    private final FileSystem store;
    private final Path folder;
    private final Path trial;

    /**
     * @param folder the place that the job writes to; it need not be there, and if it was not, it
     *     is not afterwards
     * @throws IOException if there is no such file system
     */
    PutTrial(Path folder) throws IOException {
        this.store = folder.getFileSystem();
        this.folder = folder;
        this.trial = new Path(folder, PREFIX + UUID.randomUUID());
    }

    /**
     * What the store did not do.
     *
     * @param what in words that end the sentence "the store refuses"
     * @param remedy the setting that it may need
     */
    record Failure(String what, StoreSetting remedy, IOException cause) {}

    /**
     * Puts, reads and removes.
     *
     * @return the first thing that the store refuses, or gives back otherwise
     * @throws IOException if the store fails before the first, or cannot remove what it took
     */
    Optional<Failure> run() throws IOException {
        List<Path> missing = missing();
        Optional<Failure> failure = putAll();
        try {
            store.delete(trial, true);
        } catch (IOException e) {
            if (failure.isEmpty()) {
                throw e;
            }
            failure.get().cause().addSuppressed(e);
        }
        missing.forEach(this::removeMarker);
        return failure;
    }

    private Optional<Failure> putAll() {
        String what = "an empty object";
        StoreSetting remedy = StoreSetting.SIGNER;
        try {
            put(new Path(trial, "empty"), new byte[0]);
            what = "the marker of a folder";
            store.mkdirs(new Path(trial, "folder"));
            what = "an object";
            put(new Path(trial, "content"), content());
            what = "an upload in parts";
            Path parts = new Path(trial, "parts");
            upload(parts, content());
            what = "a copy";
            remedy = StoreSetting.CHANGE_DETECTION;
            rename(parts, new Path(trial, "renamed"));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new Failure(what, remedy, e));
        }
    }

    /** What is not there of the folder and of those that it lies in, deepest first. */
    private List<Path> missing() throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path place = folder; place.getParent() != null; place = place.getParent()) {
            if (store.exists(place)) {
                break;
            }
            missing.add(place);
        }
        return missing;
    }

    /** The client marks the folder whose last object it has deleted. */
    private void removeMarker(Path made) {
        try {
            if (store.exists(made) && store.listStatus(made).length == 0) {
                store.delete(made, false);
            }
        } catch (IOException e) {
            // Something lies in it by now, or the empty folder stays, which nobody minds.
            LOG.debug("{} stays.", made, e);
        }
    }

    private static byte[] content() {
        byte[] content = new byte[CONTENT_BYTES];
        Arrays.fill(content, (byte) 'x');
        return content;
    }

    private void put(Path file, byte[] content) throws IOException {
        try (FSDataOutputStream out = store.create(file, WriteMode.NO_OVERWRITE)) {
            out.write(content);
        }
        requireContent(file, content);
    }

    /** Reports are written so; closing such a stream twice is an error. */
    private void upload(Path file, byte[] content) throws IOException {
        RecoverableFsDataOutputStream out = store.createRecoverableWriter().open(file);
        out.write(content);
        out.closeForCommit().commit();
        requireContent(file, content);
    }

    /** A batch publishes so: the client copies and deletes. */
    private void rename(Path from, Path to) throws IOException {
        if (!store.rename(from, to)) {
            throw new IOException(from + " is not renamed.");
        }
        requireContent(to, content());
    }

    private void requireContent(Path file, byte[] content) throws IOException {
        byte[] read;
        try (InputStream in = store.open(file)) {
            read = in.readAllBytes();
        }
        if (!Arrays.equals(read, content)) {
            throw new IOException(
                    "%s has %d bytes, and not the %d that were put."
                            .formatted(file, read.length, content.length));
        }
    }
}
