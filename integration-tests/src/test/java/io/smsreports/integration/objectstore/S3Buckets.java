package io.smsreports.integration.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.integration.process.BuildOutput;
import io.smsreports.testing.FilesInMotion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AccessControlPolicy;
import software.amazon.awssdk.services.s3.model.GetBucketAclResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAclResponse;
import software.amazon.awssdk.services.s3.model.Grant;
import software.amazon.awssdk.services.s3.model.Grantee;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.Owner;
import software.amazon.awssdk.services.s3.model.Permission;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Type;

/**
 * A real S3 server with empty buckets, as a process of its own, and a look into it: what MinIO is
 * to users. It ends with {@link #close}, or with the test's process.
 */
public final class S3Buckets implements AutoCloseable {

    /** Unlike any other text, so that a test can look for it where it must not be. */
    public static final String ACCESS_KEY = "access-key-of-tests";

    /** Unlike any other text, so that a test can look for it where it must not be. */
    public static final String SECRET_KEY = "secret-key-of-tests";

    private static final String ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process server;
    private final int port;
    private final String accessKey;
    private final S3Client client;

    private S3Buckets(Process server, int port, String accessKey) {
        this.server = server;
        this.port = port;
        this.accessKey = accessKey;
        this.client = clientOf("http://127.0.0.1:" + port, accessKey);
    }

    /**
     * Starts the server on a free port.
     *
     * @param folder where it keeps its objects: an empty or a new one
     * @param buckets to make
     */
    public static S3Buckets start(Path folder, String... buckets) throws IOException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m", "-cp"));
        command.add(BuildOutput.s3Server());
        command.add("io.smsreports.simulator.S3Server");
        command.addAll(List.of(folder.toString(), ACCESS_KEY, SECRET_KEY));
        command.addAll(List.of(buckets));
        return start(folder, ACCESS_KEY, command);
    }

    /** The same for a real Ceph, of the packages that this machine has. */
    static S3Buckets startCeph(Path folder, String... buckets) throws IOException {
        return startInstalled("ceph", folder, ACCESS_KEY, buckets);
    }

    /** The same for a real Swift, of the packages that this machine has. */
    static S3Buckets startSwift(Path folder, String... buckets) throws IOException {
        return startInstalled("swift", folder, ACCESS_KEY + ":tests", buckets);
    }

    private static S3Buckets startInstalled(
            String script, Path folder, String accessKey, String... buckets) throws IOException {
        Files.createDirectories(folder);
        String program = Path.of("stores", script).toAbsolutePath().toString();
        S3Buckets server =
                start(
                        folder,
                        accessKey,
                        List.of(program, folder.toString(), accessKey, SECRET_KEY));
        for (String bucket : buckets) {
            server.client.createBucket(request -> request.bucket(bucket));
        }
        return server;
    }

    private static S3Buckets start(Path folder, String accessKey, List<String> command)
            throws IOException {
        Process server =
                new ProcessBuilder(command)
                        .redirectError(
                                folder.resolveSibling(folder.getFileName() + ".log").toFile())
                        .start();
        return new S3Buckets(server, portOf(server), accessKey);
    }

    private static int portOf(Process server) throws IOException {
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String port = out.readLine();
        assertThat(port).as("the S3 server's port; its log is beside its folder").isNotNull();
        return Integer.parseInt(port);
    }

    private static S3Client clientOf(String endpoint, String accessKey) {
        return S3Client.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(accessKey, SECRET_KEY)))
                .forcePathStyle(true)
                // Neither Ceph nor Swift takes what these add to a body.
                .serviceConfiguration(configuration -> configuration.chunkedEncodingEnabled(false))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** That a text holds none of the keys. */
    public static void assertHoldsNoKey(String what, String text) {
        assertThat(text).as(what).doesNotContain(ACCESS_KEY, SECRET_KEY);
    }

    /** That no file below a folder holds one of the keys. */
    public static void assertHoldsNoKey(Path folder) throws IOException {
        for (Path file : FilesInMotion.below(folder)) {
            assertHoldsNoKey(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
    }

    /** Where it answers, such as {@code http://127.0.0.1:41234}. */
    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** The port on which it answers. */
    public int port() {
        return port;
    }

    /** What a user sets in the environment to use it. */
    public Map<String, String> environment() {
        return environment(endpoint());
    }

    /** The same for who comes by way of another endpoint. */
    public Map<String, String> environment(String endpoint) {
        return Map.of(
                "MINIO_ENDPOINT", endpoint,
                "MINIO_ACCESS", accessKey,
                "MINIO_SECRET", SECRET_KEY);
    }

    /** Puts a file into a bucket. */
    public void put(String bucket, String key, Path file) {
        client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromFile(file));
    }

    /** Puts a text into a bucket. */
    public void put(String bucket, String key, String text) {
        client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(text));
    }

    /** Lets every user of the server put objects into a bucket. */
    void openToOthers(String bucket) {
        GetBucketAclResponse now = client.getBucketAcl(request -> request.bucket(bucket));
        Grantee all = Grantee.builder().type(Type.GROUP).uri(ALL_USERS).build();
        client.putBucketAcl(
                request ->
                        request.bucket(bucket)
                                .accessControlPolicy(
                                        policy(now.owner(), now.grants(), all, Permission.WRITE)));
    }

    /**
     * Who may what, in full. The name of such a policy instead is a request without a body, of
     * which this client gives no length, and Ceph wants one.
     */
    private static AccessControlPolicy policy(
            Owner owner, List<Grant> now, Grantee other, Permission permission) {
        List<Grant> grants = new ArrayList<>(now);
        grants.add(Grant.builder().grantee(other).permission(permission).build());
        return AccessControlPolicy.builder().owner(owner).grants(grants).build();
    }

    /**
     * Puts a file that belongs to another user of the server.
     *
     * @param shared whether the bucket's owner may read it, who can list it in any case
     */
    void putOfOthers(String bucket, String key, Path file, boolean shared) {
        try (S3Client others = clientOf(endpoint(), accessKey + "-of-others")) {
            others.putObject(
                    request ->
                            request.bucket(bucket)
                                    .key(key)
                                    .acl(
                                            shared
                                                    ? ObjectCannedACL.BUCKET_OWNER_READ
                                                    : ObjectCannedACL.PRIVATE),
                    RequestBody.fromFile(file));
        }
    }

    /** Has its owner let the bucket's owner read an object, which does not change by that. */
    void shareOfOthers(String bucket, String key) {
        String bucketOwner = client.getBucketAcl(request -> request.bucket(bucket)).owner().id();
        Grantee reader = Grantee.builder().type(Type.CANONICAL_USER).id(bucketOwner).build();
        try (S3Client others = clientOf(endpoint(), accessKey + "-of-others")) {
            GetObjectAclResponse now =
                    others.getObjectAcl(request -> request.bucket(bucket).key(key));
            others.putObjectAcl(
                    request ->
                            request.bucket(bucket)
                                    .key(key)
                                    .accessControlPolicy(
                                            policy(
                                                    now.owner(),
                                                    now.grants(),
                                                    reader,
                                                    Permission.READ)));
        }
    }

    /** Removes an object, if it is there. */
    public void delete(String bucket, String key) {
        client.deleteObject(request -> request.bucket(bucket).key(key));
    }

    /** The keys that begin with a prefix, in order. */
    public List<String> keys(String bucket, String prefix) {
        return client
                .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .sorted()
                .toList();
    }

    /** An object's content, as UTF-8. */
    public String text(String bucket, String key) {
        return new String(bytes(bucket, key), StandardCharsets.UTF_8);
    }

    /** An object's content. */
    public byte[] bytes(String bucket, String key) {
        return client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
    }

    /** The same of an object that may be removed meanwhile; empty if it is. */
    Optional<byte[]> bytesIfThere(String bucket, String key) {
        try {
            return Optional.of(bytes(bucket, key));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    /**
     * Copies the objects below a prefix into a local folder, to look at them as files.
     *
     * @return the folder
     */
    public Path download(String bucket, String prefix, Path folder) throws IOException {
        for (String key : keys(bucket, prefix + "/")) {
            if (key.endsWith("/")) {
                continue;
            }
            Path file = folder.resolve(key.substring(prefix.length() + 1));
            Files.createDirectories(file.getParent());
            Files.write(file, bytes(bucket, key));
        }
        return folder;
    }

    /** Begins an upload in parts that nobody goes on with. */
    public void beginUpload(String bucket, String key) {
        client.createMultipartUpload(request -> request.bucket(bucket).key(key));
    }

    /** Uploads that were begun and neither completed nor given up, by key. */
    public List<String> unfinishedUploads(String bucket) {
        return client.listMultipartUploads(request -> request.bucket(bucket)).uploads().stream()
                .map(upload -> upload.key())
                .sorted()
                .toList();
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.getOutputStream().close();
        try {
            if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                server.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            server.destroyForcibly();
        }
    }
}
