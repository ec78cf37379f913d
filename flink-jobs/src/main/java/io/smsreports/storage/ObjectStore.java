package io.smsreports.storage;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * How this project's processes reach S3 or MinIO: by Flink's plugin flink-s3-fs-hadoop, with the
 * endpoint and the keys from the process's environment.
 *
 * <p>MINIO_ENDPOINT says where the server is, MINIO_ACCESS and MINIO_SECRET who asks. Without an
 * endpoint it is Amazon's own, or with USE_MINIO=true the MinIO of this machine; without the keys
 * Amazon's usual sources are asked, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY first.
 *
 * <p>Keys belong to processes. They are in no setting of a job and in no configuration that Flink's
 * web UI shows.
 */
public final class ObjectStore {

    /** The system property that names the folder of Flink's plugins; the launcher sets it. */
    public static final String PLUGINS_PROPERTY = "sms-reports.plugins";

    /**
     * The system property that names the folder of a cluster's own configuration, if the process
     * runs beside the cluster's: the store is then the one that the cluster uses.
     */
    public static final String FLINK_CONF_PROPERTY = "sms-reports.flink-conf";

    private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);

    private static final String SCHEME = "s3";

    /**
     * A request that hangs is given up within a minute, and whoever made it says so and repeats it.
     * Left to itself the client tries for a quarter of an hour, for days if the store says that it
     * is overloaded, and nobody hears why.
     */
    private static final Map<String, String> PATIENCE =
            Map.ofEntries(
                    // Amazon's client repeats nothing by itself: one after the other repeating, the
                    // waits would multiply.
                    Map.entry("s3.attempts.maximum", "0"),
                    // Once more, after a time in which a server can be started again.
                    Map.entry("s3.retry.limit", "1"),
                    Map.entry("s3.retry.interval", "3s"),
                    // From 100 ms on, each wait twice the one before.
                    Map.entry("s3.retry.throttle.limit", "7"),
                    Map.entry("s3.connection.establish.timeout", "5000"),
                    // For the next byte of an answer.
                    Map.entry("s3.connection.timeout", "20000"),
                    // For a whole request, as a server that takes no more bytes of an upload stops
                    // no clock of the line above. Twice this is less than a minute; 5 MB, the size
                    // of
                    // a part, need no fast network for it.
                    Map.entry("s3.connection.request.timeout", "25s"));

    /** What Flink's plugin takes for the S3 client. */
    private static final List<String> OPTION_PREFIXES = List.of("s3.", "s3a.", "fs.s3a.");

    private static final String ENDPOINT = "MINIO_ENDPOINT";
    private static final String ACCESS_KEY = "MINIO_ACCESS";
    private static final String SECRET_KEY = "MINIO_SECRET";
    private static final String USE_MINIO = "USE_MINIO";
    private static final String SIGNING_ALGORITHM = "S3_SIGNING_ALGORITHM";
    private static final String CHANGE_DETECTION = "S3_CHANGE_DETECTION_MODE";
    private static final String LOCAL_MINIO = "http://localhost:9000";

    private static final String AWS_ACCESS_KEY = "AWS_ACCESS_KEY_ID";
    private static final String AWS_SECRET_KEY = "AWS_SECRET_ACCESS_KEY";

    private static final String AWS_SESSION_TOKEN = "AWS_SESSION_TOKEN";

    /** Amazon's client announces the end of its support on stderr, at every start. */
    private static final String NO_ANNOUNCEMENT = "aws.java.v1.disableDeprecationAnnouncement";

    private final Map<String, String> environment;
    private final Map<String, String> options;

    /**
     * @param environment of this process
     */
    public ObjectStore(Map<String, String> environment) {
        this(environment, Map.of());
    }

    /**
     * @param environment of this process
     * @param options of the S3 client, on top of what the environment says
     */
    public ObjectStore(Map<String, String> environment, Map<String, String> options) {
        this.environment = Map.copyOf(environment);
        this.options = new LinkedHashMap<>(options);
    }

    /** Whether a place lies in an object store. */
    public static boolean holds(Path place) {
        return SCHEME.equals(place.toUri().getScheme());
    }

    /** Whether an option of Flink's configuration is one of the S3 client. */
    public static boolean isOption(String key) {
        return OPTION_PREFIXES.stream().anyMatch(key::startsWith);
    }

    /** Whether this process runs beside a cluster, with that one's own configuration. */
    public static boolean isBesideACluster() {
        return !System.getProperty(FLINK_CONF_PROPERTY, "").isEmpty();
    }

    /** The Java system properties, by name, that a Flink process is to be started with besides. */
    public static Map<String, String> systemProperties() {
        return Map.of(NO_ANNOUNCEMENT, "true");
    }

    /**
     * Makes {@code s3://} known to Flink's file systems in this process, if one of the places needs
     * it. To be called once, before the first look at any of them; a process that a cluster's
     * scripts have started knows it already.
     *
     * @throws SmsReportsException if the environment makes no sense, with one line for the user
     * @throws IOException if the plugins cannot be read
     */
    public void open(List<Path> places) throws IOException {
        if (places.stream().anyMatch(ObjectStore::holds)) {
            open(Map.of());
        }
    }

    /**
     * As {@link #open(List)}, and checks that each place's bucket answers and takes what is to be
     * put there. A setting that the store needs, and that neither the environment nor the options
     * give, is made for this process.
     *
     * @throws SmsReportsException for the first place that cannot be used, with one line for the
     *     user
     */
    public void openAndCheck(List<BucketCheck.Named> places)
            throws IOException, InterruptedException {
        open(places.stream().map(BucketCheck.Named::place).toList());
        settingsFor(places);
    }

    /**
     * What {@link #settings} lacks for these places, and this process now has: settings that their
     * store needs. {@link #open} comes first.
     *
     * @throws SmsReportsException for the first place that cannot be used, with one line for the
     *     user
     */
    public Map<String, String> settingsFor(List<BucketCheck.Named> places)
            throws IOException, InterruptedException {
        Map<String, String> found = new LinkedHashMap<>();
        Optional<BucketCheck.Fault> first = new BucketCheck().find(places);
        Optional<BucketCheck.Fault> fault = first;
        while (fault.isPresent()) {
            Optional<StoreSetting> remedy = fault.get().remedy();
            if (remedy.isEmpty() || configuration().containsKey(remedy.get().key())) {
                throw fault.get().exception();
            }
            LOG.info("{} Trying it with {}.", fault.get().message(), remedy.get());
            if (found.put(remedy.get().key(), remedy.get().value()) != null) {
                // It has not helped, so that it is no use to name it.
                throw first.get().exception();
            }
            open(found);
            fault = new BucketCheck().find(places);
        }
        return found;
    }

    private void open(Map<String, String> besides) throws IOException {
        System.setProperty(NO_ANNOUNCEMENT, "true");
        // Amazon's client logs by the JDK's own means, which would be the screen.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Configuration configuration = configuration();
        keys().ifPresent(
                        keys -> {
                            configuration.setString("s3.access-key", keys.access());
                            configuration.setString("s3.secret-key", keys.secret());
                        });
        besides.forEach(configuration::setString);
        FileSystem.initialize(configuration, plugins());
    }

    private Configuration configuration() throws SmsReportsException {
        String cluster = System.getProperty(FLINK_CONF_PROPERTY, "");
        if (!cluster.isEmpty()) {
            Configuration loaded = GlobalConfiguration.loadConfiguration(cluster);
            options.forEach(loaded::setString);
            return loaded;
        }
        Configuration configuration = new Configuration();
        settings().forEach(configuration::setString);
        return configuration;
    }

    /**
     * What Flink's configuration says of the store in a process that is configured so: lines for a
     * cluster's configuration file. There are no secrets in it.
     *
     * @throws SmsReportsException if the environment makes no sense, with one line for the user
     */
    public Map<String, String> settings() throws SmsReportsException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.putAll(PATIENCE);
        Optional<String> endpoint = endpoint();
        if (endpoint.isPresent()) {
            settings.put("s3.endpoint", endpoint.get());
            // A server of one's own has no name for each bucket.
            settings.put("s3.path.style.access", "true");
        }
        value(SIGNING_ALGORITHM).ifPresent(signer -> settings.put("s3.signing-algorithm", signer));
        value(CHANGE_DETECTION).ifPresent(mode -> settings.put("s3.change.detection.mode", mode));
        settings.putAll(options);
        return settings;
    }

    /**
     * The variables to add to the environment of a Flink process so that it has this one's keys:
     * none if it finds them by itself. To be passed as environment and in no other way, or others
     * see them.
     *
     * @throws SmsReportsException if the environment makes no sense, with one line for the user
     */
    public Map<String, String> credentials() throws SmsReportsException {
        // A token of other keys would spoil these.
        return keys().map(
                        keys ->
                                Map.of(
                                        AWS_ACCESS_KEY, keys.access(),
                                        AWS_SECRET_KEY, keys.secret(),
                                        AWS_SESSION_TOKEN, ""))
                .orElse(Map.of());
    }

    private record Keys(String access, String secret) {}

    private Optional<Keys> keys() throws SmsReportsException {
        Optional<String> access = value(ACCESS_KEY);
        Optional<String> secret = value(SECRET_KEY);
        if (access.isPresent() != secret.isPresent()) {
            throw new SmsReportsException(
                    ErrorCode.STORAGE_UNUSABLE,
                    "%s is set without %s: set both in the environment, or neither"
                            .formatted(
                                    access.isPresent() ? ACCESS_KEY : SECRET_KEY,
                                    access.isPresent() ? SECRET_KEY : ACCESS_KEY));
        }
        return access.map(key -> new Keys(key, secret.orElseThrow()));
    }

    private Optional<String> endpoint() throws SmsReportsException {
        Optional<String> named = value(ENDPOINT);
        if (named.isEmpty()) {
            return value(USE_MINIO).filter("true"::equalsIgnoreCase).map(yes -> LOCAL_MINIO);
        }
        String endpoint = named.get().contains("://") ? named.get() : "http://" + named.get();
        if (endpoint.contains("@")) {
            // Not repeated: Flink's web UI would show it.
            throw new SmsReportsException(
                    ErrorCode.STORAGE_UNUSABLE,
                    ENDPOINT
                            + " has a name or a key in it: leave it out, and give keys in "
                            + ACCESS_KEY
                            + " and "
                            + SECRET_KEY);
        }
        try {
            if (URI.create(endpoint).getHost() != null) {
                return Optional.of(endpoint);
            }
        } catch (IllegalArgumentException e) {
            throw noAddress(named.get());
        }
        throw noAddress(named.get());
    }

    private static SmsReportsException noAddress(String endpoint) {
        return new SmsReportsException(
                ErrorCode.STORAGE_UNUSABLE,
                "%s '%s' is no address: write it as http://host:9000"
                        .formatted(ENDPOINT, endpoint));
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(environment.get(variable))
                .map(String::trim)
                .filter(value -> !value.isEmpty());
    }

    private static PluginManager plugins() throws IOException {
        String folder = System.getProperty(PLUGINS_PROPERTY, "");
        if (folder.isEmpty() || !new File(folder).isDirectory()) {
            throw new SmsReportsException(
                    ErrorCode.STORAGE_UNUSABLE,
                    "s3:// needs Flink's plugin flink-s3-fs-hadoop, and -D%s names no folder that holds it"
                            .formatted(PLUGINS_PROPERTY));
        }
        return new DefaultPluginManager(
                new DirectoryBasedPluginFinder(new File(folder).toPath()).findPlugins(),
                CoreOptions.getPluginParentFirstLoaderPatterns(new Configuration()));
    }
}
