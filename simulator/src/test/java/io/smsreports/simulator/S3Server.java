package io.smsreports.simulator;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * A real S3 server on a local folder, as a process: the stand-in for MinIO in the tests of every
 * module. It runs apart from them, on the class path that lies in {@code simulator/target}, because
 * its libraries are not those of Flink.
 *
 * <p>Prints its port when it is ready, and ends when its standard input does: with the process that
 * started it at the latest.
 */
public final class S3Server {

    private S3Server() {}

    /**
     * @param arguments the folder for the buckets, the access key, the secret key, and the buckets
     *     to make
     */
    public static void main(String[] arguments) throws Exception {
        // In a relative folder it finds no object again.
        String folder = Path.of(arguments[0]).toAbsolutePath().toString();
        BlobStore store = new WholeObjects(new FilesystemNio2BlobStore(folder));
        for (int i = 3; i < arguments.length; i++) {
            store.createContainer(arguments[i]);
        }
        S3Proxy server =
                S3Proxy.builder()
                        .blobStore(store)
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(
                                AuthenticationType.AWS_V2_OR_V4, arguments[1], arguments[2])
                        .build();
        server.start();
        System.out.println(server.getPort());
        while (System.in.read() >= 0) {
            // Nothing is said; only the end counts.
        }
        System.exit(0);
    }

    /** Hides what S3 has not: the temporary file of an object that is still being put. */
    private static final class WholeObjects extends ForwardingBlobStore {

        private static final Pattern BEING_PUT =
                Pattern.compile(".*[^/]-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

        WholeObjects(BlobStore store) {
            super(store);
        }

        @Override
        public ListObjectsV2Response list(ListObjectsV2Request request) {
            ListObjectsV2Response found = super.list(request);
            return found.toBuilder()
                    .contents(
                            found.contents().stream()
                                    .filter(object -> !BEING_PUT.matcher(object.key()).matches())
                                    .toList())
                    .build();
        }
    }
}
