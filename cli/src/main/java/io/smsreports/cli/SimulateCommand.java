package io.smsreports.cli;

import io.smsreports.simulator.Simulate;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code simulate}: runs the simulator, which has a command line of its own. */
@Command(
        name = "simulate",
        description = "Makes files of charged SMS records to try and test the reports with.")
final class SimulateCommand implements Runnable {

    @Unmatched private List<String> arguments = new ArrayList<>();

    /** Ends the process. */
    @Override
    public void run() {
        Simulate.main(arguments.toArray(String[]::new));
    }
}
