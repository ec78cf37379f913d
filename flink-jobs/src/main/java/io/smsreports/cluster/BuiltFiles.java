package io.smsreports.cluster;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/** What the build has made of this project: the job's jar, and the class path of Flink alone. */
public final class BuiltFiles {

    private static final String JOB_JAR = "sms-reports-job.jar";
    private static final String CLUSTER_CLASS_PATH = "cluster.classpath";
    private static final String PLUGINS = "plugins";

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
     * @throws ClusterFailedException if it is not built
     */
    public Path jobJar() throws IOException {
        return built(JOB_JAR);
    }

    /**
     * The class path of a Flink process, without the job.
     *
     * @throws ClusterFailedException if it is not built
     */
    String clusterClassPath() throws IOException {
        return Files.readString(built(CLUSTER_CLASS_PATH)).strip();
    }

    /** Where the build puts Flink's plugins, a folder each; it may be missing. */
    Path plugins() {
        return folder.resolve(PLUGINS);
    }

    private Path built(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new ClusterFailedException(
                    "%s is not built: run mvn package -DskipTests".formatted(file));
        }
        return file;
    }
}
