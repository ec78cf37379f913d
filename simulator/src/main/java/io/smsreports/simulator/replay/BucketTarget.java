package io.smsreports.simulator.replay;

import static io.smsreports.simulator.command.SimulatorException.refused;

import io.smsreports.simulator.command.SimulatorException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket, or the part of it below a prefix. A file is one PUT. */
final class BucketTarget implements ReplayTarget {

    private static final String ENDPOINT = "MINIO_ENDPOINT";
    private static final String ACCESS_KEY = "MINIO_ACCESS";
    private static final String SECRET_KEY = "MINIO_SECRET";

    /** What S3 takes in one PUT. */
    private static final long MAX_PUT_BYTES = 5L << 30;

    private final S3Client client;
    private final String bucket;
    private final String prefix;

    /**
     * Opens a place such as {@code s3://bucket/prefix}.
     *
     * @param environment has the server's address and the credentials: MINIO_ENDPOINT,
     *     MINIO_ACCESS, MINIO_SECRET
     * @throws SimulatorException if it has not, or the server does not answer for the bucket
     */
    BucketTarget(URI place, Map<String, String> environment) throws SimulatorException {
        bucket = place.getAuthority();
        if (bucket == null || bucket.isEmpty()) {
            throw refused("--to %s names no bucket", place);
        }
        String path = place.getPath().replaceAll("^/+|/+$", "");
        prefix = path.isEmpty() ? "" : path + "/";
        String endpoint = required(environment, ENDPOINT);
        client =
                S3Client.builder()
                        .endpointOverride(
                                uri(endpoint.contains("://") ? endpoint : "http://" + endpoint))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                required(environment, ACCESS_KEY),
                                                required(environment, SECRET_KEY))))
                        .forcePathStyle(true)
                        .httpClient(UrlConnectionHttpClient.create())
                        // Trailing checksums make chunked requests, which not every server takes.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .build();
        try {
            client.headBucket(request -> request.bucket(bucket));
        } catch (SdkException e) {
            client.close();
            throw refused(
                    "the server at %s gives no bucket %s: %s",
                    endpoint, bucket, firstLine(e.getMessage()));
        }
    }

    private static String required(Map<String, String> environment, String variable)
            throws SimulatorException {
        String value = environment.getOrDefault(variable, "");
        if (value.isBlank()) {
            throw refused("--to s3:// needs %s in the environment", variable);
        }
        return value.trim();
    }

    private static URI uri(String endpoint) throws SimulatorException {
        try {
            return URI.create(endpoint);
        } catch (IllegalArgumentException e) {
            throw refused("MINIO_ENDPOINT '%s' is no address", endpoint);
        }
    }

    @Override
    public boolean holds(String name) throws IOException {
        try {
            client.headObject(request -> request.bucket(bucket).key(prefix + name));
            return true;
        } catch (SdkException e) {
            if (e instanceof S3Exception answer && answer.statusCode() == 404) {
                return false;
            }
            throw failure("look for " + name, e);
        }
    }

    @Override
    public void deliver(Path source, String name) throws IOException {
        if (Files.size(source) > MAX_PUT_BYTES) {
            throw new IOException(source + " is over 5 GiB, too large for one PUT: split it");
        }
        try {
            client.putObject(
                    request -> request.bucket(bucket).key(prefix + name),
                    RequestBody.fromFile(source));
        } catch (SdkException e) {
            throw failure("put " + name, e);
        }
    }

    @Override
    public int clear() throws IOException {
        try {
            List<String> keys =
                    client
                            .listObjectsV2Paginator(
                                    request -> request.bucket(bucket).prefix(prefix).delimiter("/"))
                            .contents()
                            .stream()
                            .map(S3Object::key)
                            .filter(key -> ReplayTarget.isDelivered(key.substring(prefix.length())))
                            .toList();
            for (String key : keys) {
                client.deleteObject(request -> request.bucket(bucket).key(key));
            }
            return keys.size();
        } catch (SdkException e) {
            throw failure("clear", e);
        }
    }

    private IOException failure(String what, SdkException e) {
        if (e instanceof AbortedException) {
            return new InterruptedIOException("interrupted");
        }
        return new IOException("cannot " + what + " in " + this + ": " + firstLine(e.getMessage()));
    }

    private static String firstLine(String message) {
        return String.valueOf(message)
                .lines()
                .findFirst()
                .orElse("")
                .replaceFirst(" \\(SDK Attempt Count: \\d+\\)$", "");
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + prefix;
    }
}
