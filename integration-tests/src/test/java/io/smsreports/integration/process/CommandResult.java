package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.cli.SmsReports;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/**
 * What a command printed and returned that ran within this JVM, which is quicker than a process.
 */
public record CommandResult(int exitCode, String out, String err) {

    /** Runs a command without an environment within this JVM, which is quicker than a process. */
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

    /** What it printed; it must have succeeded, without a word on stderr. */
    public String succeeded() {
        assertThat(exitCode).as("%s%s", out, err).isZero();
        assertThat(err).isEmpty();
        return out;
    }

    /** The one line on stderr; it must have failed, without a word on stdout. */
    public String failed(int withExitCode) {
        assertThat(exitCode).as("%s%s", out, err).isEqualTo(withExitCode);
        assertThat(out).isEmpty();
        assertThat(err).hasLineCount(1);
        return err;
    }
}
