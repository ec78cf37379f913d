package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.cli.CdsTrainingRun;
import io.smsreports.cli.cluster.FlinkJvm;
import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.util.FileUtils;

/**
 * Java's archive of the classes that a start loads, as the launcher makes one too: with it a start
 * takes a third less, without it all works. Tried once for each build, by whichever test needs it
 * first.
 */
final class ClassArchive {

    private static final Path BUILD = Path.of("target").toAbsolutePath();
    private static final Path ARCHIVE =
            BUILD.resolve("commands-%s.jsa".formatted(Runtime.version()));

    private static final long LIMIT_MINUTES = 3;

    private ClassArchive() {}

    /**
     * The class path of the commands, and the archive if they are built: an archive holds classes
     * of jars only.
     */
    static synchronized List<String> flags() throws IOException {
        if (!Files.isRegularFile(BuildOutput.CLI_JAR)) {
            return List.of("-cp", System.getProperty("java.class.path"));
        }
        String classPath = BuildOutput.commands();
        try (FileChannel channel =
                        FileChannel.open(
                                BUILD.resolve("commands.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            if (!isUpToDate()) {
                make(classPath);
            }
        }
        // Java would print why it passes an archive over, or from 24 on cannot share all of it.
        String errors =
                Runtime.version().feature() >= 24 ? "all=error,cds*=off,aot*=off" : "all=error";
        return List.of(
                "-XX:SharedArchiveFile=" + ARCHIVE,
                "-Xlog:disable",
                "-Xlog:" + errors + ":stderr",
                "-cp",
                classPath);
    }

    private static boolean isUpToDate() throws IOException {
        return Files.exists(ARCHIVE)
                && Files.getLastModifiedTime(ARCHIVE)
                                .compareTo(Files.getLastModifiedTime(BuildOutput.CLI_JAR))
                        > 0;
    }

    private static void make(String classPath) throws IOException {
        Path home = Files.createTempDirectory(BUILD, "training");
        Path fresh = home.resolve("commands.jsa");
        List<String> command = new ArrayList<>(FlinkJvm.command());
        command.addAll(
                List.of(
                        "-XX:ArchiveClassesAtExit=" + fresh,
                        "-Xlog:disable",
                        "-XX:+UseSerialGC",
                        "-D" + ProjectHome.PROPERTY + "=" + home,
                        "-cp",
                        classPath,
                        CdsTrainingRun.class.getName()));
        Process training =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("training.log").toFile())
                        .start();
        try {
            assertThat(training.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).as("trained").isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The test was ended.");
        } finally {
            training.destroyForcibly();
        }
        if (!Files.exists(fresh)) {
            // Not every Java makes one. An empty one is passed over, and not tried for again.
            Files.createFile(fresh);
        }
        Files.move(fresh, ARCHIVE, StandardCopyOption.REPLACE_EXISTING);
        FileUtils.deleteDirectory(home.toFile());
    }
}
