package io.smsreports.integration.process;

import io.smsreports.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Maven has built in the other modules; tests run in their module's folder. */
public final class BuildOutput {

    /** The commands, as the launcher starts them; the rest of their class path is beside it. */
    static final Path CLI_JAR = target("cli").resolve("sms-reports-cli.jar");

    private static final Path PLUGINS = target("cli").resolve("plugins");

    private BuildOutput() {}

    private static Path target(String module) {
        return Path.of("..", module, "target").toAbsolutePath().normalize();
    }

    /** The class path of the commands, if they are built. */
    static String commands() throws IOException {
        return CLI_JAR + ":" + text(target("cli").resolve("flink.classpath"));
    }

    /** The class path of the simulator. */
    static String simulator() throws IOException {
        Path target = target("simulator");
        return target.resolve("simulator.jar") + ":" + text(target.resolve("simulator.classpath"));
    }

    /** The class path of the tests' S3 server. */
    public static String s3Server() throws IOException {
        Path target = target("simulator");
        return target.resolve("test-classes") + ":" + text(target.resolve("s3-server.classpath"));
    }

    /** The flag that lets a process find Flink's plugins. */
    static String pluginsFlag() {
        return "-D" + ObjectStore.PLUGINS_PROPERTY + "=" + PLUGINS;
    }

    /** Lets this process find Flink's plugins. */
    public static void usePlugins() {
        System.setProperty(ObjectStore.PLUGINS_PROPERTY, PLUGINS.toString());
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
