package io.smsreports.cli.sqlclient;

import io.smsreports.cli.cluster.FlinkJvm;
import io.smsreports.cli.terminal.ProcessLogging;
import io.smsreports.storage.ObjectStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.util.FileUtils;

/**
 * Flink's SQL client in a process of its own, on a class path of its own. It sends queries to a
 * cluster and has the tables of {@link InitScript}.
 */
public final class SqlClientProcess implements AutoCloseable {

    private static final String MAIN = "org.apache.flink.table.client.SqlClient";

    /** A copy: the client cannot open a path that a URI has to encode, such as one with a blank. */
    private static final String STATEMENTS = "statements.sql";

    /** The client's colours. */
    private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");

    /** How the client begins a failure message, in red; it exits with 0 all the same. */
    private static final String FAILURE = "\u001B[31;1m[ERROR] ";

    private static final String NOT_SET_UP = "Failed to initialize from sql script";

    private final Process process;
    private final Path scratch;

    private SqlClientProcess(Process process, Path scratch) {
        this.process = process;
        this.scratch = scratch;
    }

    /**
     * What a client is started with.
     *
     * @param classPath the SQL client's
     * @param jobManager where the cluster's REST API answers
     * @param cluster the local cluster's configuration; empty if there is none
     * @param plugins Flink's; without them the client knows local files only
     * @param store what the client needs to reach an object store
     * @param log the client's log
     * @param history what was typed; made if it is missing
     * @param script the statements to run; empty to read them from the terminal
     */
    public record Settings(
            String classPath,
            URI jobManager,
            Configuration cluster,
            Optional<Path> plugins,
            ObjectStore store,
            Path log,
            Path history,
            Optional<Path> script) {}

    /** Starts a client; it has this process's terminal if it reads statements from there. */
    public static SqlClientProcess start(Settings settings, InitScript init) throws IOException {
        Files.createDirectories(settings.log().toAbsolutePath().getParent());
        Files.createDirectories(settings.history().toAbsolutePath().getParent());
        Path scratch = Files.createTempDirectory("sms-reports-sql-");
        try {
            return new SqlClientProcess(builder(settings, init, scratch).start(), scratch);
        } catch (IOException e) {
            FileUtils.deleteDirectory(scratch.toFile());
            throw e;
        }
    }

    private static ProcessBuilder builder(Settings settings, InitScript init, Path scratch)
            throws IOException {
        Path script = scratch.resolve("init.sql");
        init.writeTo(script);
        if (settings.script().isPresent()) {
            Files.copy(settings.script().get(), scratch.resolve(STATEMENTS));
        }
        Path logging =
                Files.writeString(scratch.resolve("log4j.properties"), ProcessLogging.PROPERTIES);
        ProcessBuilder builder = new ProcessBuilder(command(settings, script, logging));
        writeConfiguration(settings, scratch.resolve(GlobalConfiguration.FLINK_CONF_FILENAME));
        builder.environment().put(ConfigConstants.ENV_FLINK_CONF_DIR, scratch.toString());
        settings.plugins()
                .ifPresent(
                        plugins ->
                                builder.environment()
                                        .put(
                                                ConfigConstants.ENV_FLINK_PLUGINS_DIR,
                                                plugins.toString()));
        builder.environment().putAll(settings.store().credentials());
        if (settings.script().isPresent()) {
            return builder.redirectInput(Redirect.from(new java.io.File("/dev/null")))
                    .redirectErrorStream(true);
        }
        return builder.inheritIO();
    }

    /**
     * The cluster's own configuration, but for the ports that it binds: the client binds others.
     */
    private static void writeConfiguration(Settings settings, Path file) throws IOException {
        Configuration flink = new Configuration(settings.cluster());
        settings.store().settings().forEach(flink::setString);
        flink.removeConfig(RestOptions.BIND_PORT);
        flink.set(RestOptions.ADDRESS, settings.jobManager().getHost());
        flink.set(RestOptions.PORT, settings.jobManager().getPort());
        Files.write(file, ConfigurationUtils.convertConfigToWritableLines(flink, true));
    }

    private static List<String> command(Settings settings, Path init, Path logging) {
        List<String> command = FlinkJvm.command();
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Dlog.file=" + settings.log());
        command.add("-Dlog4j.configurationFile=" + logging.toUri());
        if (settings.script().isPresent()) {
            // JLine would warn that there is no terminal.
            command.add("-Dorg.jline.terminal.dumb=true");
        }
        command.addAll(List.of("-cp", settings.classPath(), MAIN));
        command.addAll(List.of("-hist", settings.history().toString()));
        command.addAll(List.of("-i", init.toUri().toString()));
        if (settings.script().isPresent()) {
            command.addAll(List.of("-f", init.resolveSibling(STATEMENTS).toUri().toString()));
        }
        return command;
    }

    /** The operating system's process. */
    public Process process() {
        return process;
    }

    /**
     * Prints what a client with a script prints, without colours, to its end.
     *
     * @return whether every statement went well
     */
    public boolean print(PrintWriter out) throws IOException, InterruptedException {
        boolean well = true;
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), Charset.defaultCharset()))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                well &= !line.contains(FAILURE) && !line.startsWith(NOT_SET_UP);
                out.println(COLOUR.matcher(line).replaceAll(""));
            }
        }
        return process.waitFor() == 0 && well;
    }

    /** Ends the client if it has not ended, and removes what it was started with. */
    @Override
    public void close() throws IOException {
        process.destroy();
        FileUtils.deleteDirectory(scratch.toFile());
    }
}
