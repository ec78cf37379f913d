package io.smsreports.cli.cluster;

import io.smsreports.storage.ObjectStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How every process begins that runs Flink's code: its Java is the one that runs this code. */
public final class FlinkJvm {

    /**
     * The flags that let Flink reach what it needs of Java. They depend on Java's version, and
     * whoever started this process has chosen them: the launcher, or the build for tests.
     */
    private static final List<String> ACCESS_FLAGS =
            List.of("--add-opens=", "--sun-misc-unsafe-memory-access=", "--enable-native-access=");

    private FlinkJvm() {}

    /** The beginning of a command line, to which the caller adds flags, class path and class. */
    public static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:auto");
        command.add("-XX:-UsePerfData");
        command.addAll(accessFlags());
        ObjectStore.systemProperties()
                .forEach((name, value) -> command.add("-D" + name + "=" + value));
        return command;
    }

    /** Those of this process that a process with Flink's code needs, too. */
    public static List<String> accessFlags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> ACCESS_FLAGS.stream().anyMatch(argument::startsWith))
                .toList();
    }
}
