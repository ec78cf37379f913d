package io.smsreports.simulator;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * The command line of the simulator. A subcommand is a class of its own, named here.
 *
 * <p>Exit codes: 0 done; 2 refused (a bad flag, an unusable folder) with nothing written; 1 failed
 * on the way; 130 interrupted. What was refused or failed is one line on stderr.
 */
@Command(
        name = "./sms-reports simulate",
        description = "Makes, cuts and delivers files of charged SMS to try the reports with.",
        subcommands = {Generate.class, Split.class, Replay.class, Reference.class})
public final class Simulate {

    /** As a shell reports a process that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    /** The options that may be set in the environment instead, by flag. */
    private static final Map<String, String> VARIABLES =
            Map.of("--interval", "COPY_INTERVAL", "--files-per-batch", "FILES_PER_BATCH");

    private final Map<String, String> environment;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this help and exit.")
    boolean help;

    private Simulate(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Runs the command line of the process and ends it with the exit code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        Interruption interruption = Interruption.guard();
        int exitCode = CommandLine.ExitCode.SOFTWARE;
        try {
            exitCode = run(out, err, System.getenv(), args);
        } finally {
            interruption.ended();
        }
        System.exit(exitCode);
    }

    /**
     * Runs a command line and returns the exit code.
     *
     * @param environment takes the place of the process's own
     */
    public static int run(
            PrintWriter out, PrintWriter err, Map<String, String> environment, String... args) {
        return new CommandLine(new Simulate(environment))
                .setOut(out)
                .setErr(err)
                .setDefaultValueProvider(
                        argument ->
                                argument instanceof OptionSpec option
                                        ? variable(environment, option.longestName())
                                        : null)
                .setParameterExceptionHandler(Simulate::refuse)
                .setExecutionExceptionHandler(Simulate::fail)
                .execute(args);
    }

    /** Picocli asks for null where there is no value; an empty variable counts as absent. */
    private static String variable(Map<String, String> environment, String flag) {
        String value = environment.get(VARIABLES.getOrDefault(flag, ""));
        return value == null || value.isBlank() ? null : value;
    }

    /** What the subcommands take for the process's environment. */
    Map<String, String> environment() {
        return environment;
    }

    private static int refuse(CommandLine.ParameterException e, String[] args) {
        print(e.getCommandLine(), String.valueOf(e.getMessage()));
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception e, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (e instanceof InterruptedException || e instanceof InterruptedIOException) {
            print(command, "interrupted; nothing half done is left");
            return INTERRUPTED;
        }
        if (e instanceof IOException) {
            print(command, String.valueOf(e.getMessage()));
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw e;
    }

    private static void print(CommandLine command, String message) {
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + message.replace('\n', ' '));
    }
}
