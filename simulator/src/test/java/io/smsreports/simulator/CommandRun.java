package io.smsreports.simulator;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/**
 * A command line that has been run.
 *
 * @param out what it printed, times and durations as {@code ?}
 */
public record CommandRun(int exitCode, String out, String err) {

    public static CommandRun of(String... args) {
        return in(Map.of(), args);
    }

    /** Runs a command line with an environment of its own. */
    public static CommandRun in(Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Simulate.run(
                        new PrintWriter(out, true), new PrintWriter(err, true), environment, args);
        String printed =
                out.toString()
                        .replaceAll("in \\d+\\.\\d\\d s\\.", "in ? s.")
                        .replaceAll("(?m)^\\d\\d:\\d\\d:\\d\\d ", "? ");
        return new CommandRun(exitCode, printed, err.toString());
    }

    /** Returns what a command looks like that was refused, and so wrote nothing. */
    public static CommandRun refused(String command, String message) {
        return new CommandRun(2, "", "./sms-reports simulate " + command + ": " + message + "\n");
    }
}
