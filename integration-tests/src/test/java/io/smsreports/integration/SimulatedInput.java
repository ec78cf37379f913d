package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.simulator.Simulate;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What users do with {@code ./sms-reports simulate}, in the test's own process. */
final class SimulatedInput {

    private SimulatedInput() {}

    /** Runs a command line, which must succeed. */
    static void simulate(String... command) {
        StringWriter printed = new StringWriter();
        PrintWriter printer = new PrintWriter(printed, true);
        int exitCode = Simulate.run(printer, printer, Map.of(), command);
        assertThat(exitCode).as("%s", printed).isZero();
    }

    /** The files of a folder, the one that was written first at first. */
    static List<Path> inOrderOfDelivery(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .toList();
        }
    }
}
