package io.smsreports.integration.process;

import io.smsreports.cli.SmsReports;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/**
 * What a command printed and returned that ran within this JVM, which is quicker than a process.
 */
public record CommandResult(int exitCode, String out, String err) {

    /** Runs a command without an environment. */
    public static CommandResult of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                SmsReports.run(
                        Map.of(),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        arguments);
        return new CommandResult(exitCode, out.toString(), err.toString());
    }
}
