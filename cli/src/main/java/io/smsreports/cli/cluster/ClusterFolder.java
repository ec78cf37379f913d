package io.smsreports.cli.cluster;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smsreports.cli.terminal.ProcessLogging;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.util.FileUtils;

/**
 * Where a local cluster keeps what is its own: {@code conf}, {@code log}, {@code plugins}, {@code
 * tmp}, and in {@code cluster.json} which processes it is made of.
 */
public final class ClusterFolder {

    /** Below the home folder; ignored by git. */
    public static final String DEFAULT = "data/cluster";

    private static final String CONF = "conf";
    private static final String LOG = "log";
    private static final String PLUGINS = "plugins";
    private static final String TMP = "tmp";
    private static final String RECORD = "cluster.json";
    private static final String LOCK = ".lock";

    private static final String LOGGING = "log4j.properties";

    private static final JsonMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final Path folder;

    /**
     * @param folder need not be there yet
     */
    public ClusterFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** The port of the web UI, if the cluster's JobManager lives. */
    public Optional<Integer> livePort() throws IOException {
        return record().filter(ClusterRecord::hasJobManager).map(ClusterRecord::webPort);
    }

    /** The configuration that the cluster was started with; empty if there is none. */
    public Configuration configuration() {
        return Files.isRegularFile(conf().resolve(GlobalConfiguration.FLINK_CONF_FILENAME))
                ? GlobalConfiguration.loadConfiguration(conf().toString())
                : new Configuration();
    }

    /** Where the processes log, each to files of its own name. */
    public Path logs() {
        return folder.resolve(LOG);
    }

    Path conf() {
        return folder.resolve(CONF);
    }

    Path loggingConfiguration() {
        return conf().resolve(LOGGING);
    }

    Path tmp() {
        return folder.resolve(TMP);
    }

    Path log(String process) {
        return logs().resolve(process + ".log");
    }

    Path out(String process) {
        return logs().resolve(process + ".out");
    }

    /** The variables by which Flink finds its folders. */
    Map<String, String> environment() {
        return Map.of(
                ConfigConstants.ENV_FLINK_CONF_DIR,
                conf().toString(),
                ConfigConstants.ENV_FLINK_PLUGINS_DIR,
                folder.resolve(PLUGINS).toString(),
                "FLINK_LOG_DIR",
                logs().toString());
    }

    /** What is known of the cluster; empty if none was started, or if it was stopped. */
    Optional<ClusterRecord> record() throws IOException {
        Optional<byte[]> content = AtomicFile.read(recordFile());
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(content.get(), ClusterRecord.class));
        } catch (JacksonException e) {
            throw new SmsReportsException(
                    ErrorCode.CLUSTER_FAILED,
                    "%s cannot be read: end the processes that it names, if any, and remove it"
                            .formatted(folder.resolve(RECORD)),
                    e);
        }
    }

    void write(ClusterRecord record) throws IOException {
        AtomicFile.replace(
                recordFile(), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(record));
    }

    void removeRecord() throws IOException {
        Files.deleteIfExists(folder.resolve(RECORD));
    }

    private org.apache.flink.core.fs.Path recordFile() {
        return org.apache.flink.core.fs.Path.fromLocalFile(folder.resolve(RECORD).toFile());
    }

    /**
     * Keeps other commands from changing the cluster at the same time, until the lock is closed.
     *
     * @throws SmsReportsException if another one is doing so
     */
    FileLock lock() throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new SmsReportsException(
                    ErrorCode.CLUSTER_REFUSED,
                    "another command is starting or stopping this cluster: wait for it to end");
        }
        return lock;
    }

    /**
     * Makes all folders, an empty one for temporary files, and the configuration.
     *
     * @param plugins a folder for each of Flink's plugins; it may be missing
     */
    void prepare(Configuration configuration, Path plugins) throws IOException {
        removeTemporaryFiles();
        for (Path made : List.of(conf(), logs(), tmp(), folder.resolve(PLUGINS))) {
            Files.createDirectories(made);
        }
        List<String> lines = new ArrayList<>();
        lines.add("# Written anew by each ./sms-reports cluster start; -D key=value adds to it.");
        lines.addAll(ConfigurationUtils.convertConfigToWritableLines(configuration, true));
        Files.write(conf().resolve(GlobalConfiguration.FLINK_CONF_FILENAME), lines);
        Files.writeString(loggingConfiguration(), ProcessLogging.PROPERTIES);
        linkPlugins(plugins);
    }

    private void linkPlugins(Path plugins) throws IOException {
        if (!Files.isDirectory(plugins)) {
            return;
        }
        try (Stream<Path> found = Files.list(plugins)) {
            for (Path plugin : found.filter(Files::isDirectory).toList()) {
                Path link = folder.resolve(PLUGINS).resolve(plugin.getFileName());
                if (Files.isSymbolicLink(link)) {
                    Files.delete(link);
                }
                if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(link, plugin);
                }
            }
        }
    }

    void removeTemporaryFiles() throws IOException {
        FileUtils.deleteDirectory(tmp().toFile());
    }
}
