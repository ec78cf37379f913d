package io.smsreports.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.simulator.Simulate;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

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
}
