package io.smsreports.integration.soak;

import io.smsreports.integration.Output;
import io.smsreports.integration.ReferenceInput;
import io.smsreports.integration.objectstore.S3Buckets;
import io.smsreports.integration.objectstore.UnreliableS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * All in buckets of a real S3 server. The job reaches it through a store that can be made to fail;
 * the soak looks past that one.
 */
final class BucketPlaces implements RoundPlaces {

    private static final String INPUT = "soak-input";
    private static final String OUTPUT = "soak-output";
    private static final String STATE = "soak-state";
    private static final String PREFIX = "hour";

    private static final int MOST_VANISHED = 1_000;

    private final Path folder;
    private final S3Buckets buckets;
    private final UnreliableS3 store;

    /** To distinguish that from a store that has lost objects. */
    private int vanished;

    private BucketPlaces(Path folder, S3Buckets buckets, UnreliableS3 store) {
        this.folder = folder;
        this.buckets = buckets;
        this.store = store;
    }

    static BucketPlaces in(Path folder, long seed) throws IOException {
        S3Buckets buckets = S3Buckets.start(folder.resolve("s3"), INPUT, OUTPUT, STATE);
        buckets.put(INPUT, "map/ref.csv", ReferenceInput.PAYTYPES);
        return new BucketPlaces(folder, buckets, UnreliableS3.before(buckets.port(), seed));
    }

    @Override
    public List<String> flags() {
        return List.of(
                "--input=s3://" + INPUT + "/" + PREFIX,
                "--reference=s3://" + INPUT + "/map/ref.csv",
                "--output=s3://" + OUTPUT + "/" + PREFIX,
                "--checkpoints=s3://" + STATE);
    }

    @Override
    public Map<String, String> environment() {
        return buckets.environment(store.endpoint());
    }

    @Override
    public void deliver(Path file) {
        buckets.put(INPUT, PREFIX + "/" + file.getFileName(), file);
    }

    @Override
    public Output results() throws IOException {
        return downloaded(PREFIX, "");
    }

    @Override
    public int filesRead() throws IOException {
        return downloaded(PREFIX + "/file_ledger", "file_ledger").ledger().size();
    }

    /** Anew if an object vanishes on the way: a running job's temporary ones do. */
    private Output downloaded(String prefix, String below) throws IOException {
        while (vanished < MOST_VANISHED) {
            Path copy = Files.createTempDirectory(folder, "seen");
            try {
                buckets.download(OUTPUT, prefix, copy.resolve(below));
                return new Output(copy);
            } catch (NoSuchKeyException e) {
                vanished++;
            }
        }
        throw new IllegalStateException("The store lists objects that it does not have.");
    }

    @Override
    public boolean isClosed() {
        return !buckets.keys(OUTPUT, PREFIX + "/_sms-reports/closed.json").isEmpty();
    }

    @Override
    public Traces traces() {
        return new Traces(
                List.of(folder.resolve("s3").resolve(OUTPUT), folder.resolve("s3").resolve(STATE)));
    }

    @Override
    public Optional<UnreliableS3> store() {
        return Optional.of(store);
    }

    @Override
    public void close() throws IOException {
        store.close();
        buckets.close();
    }
}
