package io.smsreports.cli.cluster;

import io.smsreports.storage.ObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How every process begins that runs Flink's code: its Java is the one that runs this code. */
public final class FlinkJvm {

    /** What Flink needs opened; the same as flink.jvm.opens in pom.xml. */
    private static final List<String> OPENED =
            List.of("lang", "util", "util.concurrent", "time", "net", "nio", "io");

    private FlinkJvm() {}

    /** The beginning of a command line, to which the caller adds flags, class path and class. */
    public static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:auto");
        command.add("-XX:-UsePerfData");
        for (String opened : OPENED) {
            command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
        }
        ObjectStore.systemProperties()
                .forEach((name, value) -> command.add("-D" + name + "=" + value));
        return command;
    }
}
