package io.smsreports.simulator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command line of the simulator. A subcommand is a class of its own, named here.
 *
 * <p>Exit codes: 0 done; 2 refused (a bad flag, an unusable folder) with nothing written; 1 failed
 * on the way. What was refused or failed is one line on stderr.
 */
@Command(
        name = "./sms-reports simulate",
        description = "Makes files of charged SMS records to try and test the reports with.",
        subcommands = Generate.class)
public final class Simulate {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this help and exit.")
    boolean help;

    private Simulate() {}

    /** Runs the command line of the process and ends it with the exit code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        System.exit(run(out, err, args));
    }

    /** Runs a command line, prints to the given writers and returns the exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new Simulate())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Simulate::refuse)
                .setExecutionExceptionHandler(Simulate::fail)
                .execute(args);
    }

    private static int refuse(CommandLine.ParameterException e, String[] args) {
        print(e.getCommandLine(), e);
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception e, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (e instanceof IOException) {
            print(command, e);
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw e;
    }

    private static void print(CommandLine command, Exception e) {
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + String.valueOf(e.getMessage()).replace('\n', ' '));
    }
}
