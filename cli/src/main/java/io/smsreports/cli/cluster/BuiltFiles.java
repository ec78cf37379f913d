package io.smsreports.cli.cluster;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/**
 * What processes are started with: the job's jar and the class paths that the build has made, and
 * the SQL client's first script.
 */
public final class BuiltFiles {

    private static final String JOB_JAR = "flink-jobs/target/sms-reports-job.jar";
    private static final String FLINK_CLASS_PATH = "flink.classpath";
    private static final String PLUGINS = "plugins";
    private static final String SQL_CLIENT_CLASS_PATH = "sql-client/target/sql-client.classpath";

    private final Path folder;

    private BuiltFiles(Path folder) {
        this.folder = folder;
    }

    /** The files beside this code, which runs from the build's folder as classes or as a jar. */
    public static BuiltFiles besideThisCode() {
        CodeSource source = BuiltFiles.class.getProtectionDomain().getCodeSource();
        try {
            return new BuiltFiles(Path.of(source.getLocation().toURI()).getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The code's own place has no path.", e);
        }
    }

    /**
     * The job for {@code flink run}.
     *
     * @throws SmsReportsException if it is not built
     */
    public Path jobJar() throws IOException {
        return built(project().resolve(JOB_JAR));
    }

    /**
     * The class path of a Flink process, without the job.
     *
     * @throws SmsReportsException if it is not built
     */
    String flinkClassPath() throws IOException {
        return Files.readString(built(folder.resolve(FLINK_CLASS_PATH))).strip();
    }

    /**
     * The class path of Flink's SQL client.
     *
     * @throws SmsReportsException if it is not built
     */
    public String sqlClientClassPath() throws IOException {
        return Files.readString(built(project().resolve(SQL_CLIENT_CLASS_PATH))).strip();
    }

    /** The build's folder is {@code cli/target}. */
    private Path project() {
        return folder.getParent().getParent();
    }

    /** Where the build puts Flink's plugins, a folder each; it may be missing. */
    Path plugins() {
        return folder.resolve(PLUGINS);
    }

    private static Path built(Path file) throws SmsReportsException {
        if (!Files.isRegularFile(file)) {
            throw new SmsReportsException(
                    ErrorCode.CLUSTER_FAILED,
                    "%s is not built: run mvn package -DskipTests".formatted(file));
        }
        return file;
    }
}
