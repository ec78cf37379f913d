package io.smsreports.simulator;

import io.smsreports.simulator.command.GracefulShutdown;
import io.smsreports.simulator.command.SimulatorException;
import io.smsreports.simulator.generate.GenerateCommand;
import io.smsreports.simulator.reference.ReferenceCommand;
import io.smsreports.simulator.replay.ReplayCommand;
import io.smsreports.simulator.split.SplitCommand;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.function.Supplier;
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
        subcommands = {
            GenerateCommand.class,
            SplitCommand.class,
            ReplayCommand.class,
            ReferenceCommand.class
        })
public final class Simulate implements Supplier<Map<String, String>> {

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
        GracefulShutdown shutdown = GracefulShutdown.guard();
        int exitCode = CommandLine.ExitCode.SOFTWARE;
        try {
            exitCode = run(out, err, System.getenv(), args);
        } finally {
            shutdown.commandEnded();
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
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setDefaultValueProvider(
                        argument ->
                                argument instanceof OptionSpec option
                                        ? variable(environment, option.longestName())
                                        : null)
                .setParameterExceptionHandler((e, arguments) -> refuse(e))
                .setExecutionExceptionHandler((e, command, parsed) -> fail(e, command))
                .execute(args);
    }

    /** Picocli asks for null where there is no value; an empty variable counts as absent. */
    private static String variable(Map<String, String> environment, String flag) {
        String value = environment.get(VARIABLES.getOrDefault(flag, ""));
        return value == null || value.isBlank() ? null : value;
    }

    /** Returns what the subcommands take for the process's environment. */
    @Override
    public Map<String, String> get() {
        return environment;
    }

    private static int refuse(CommandLine.ParameterException e) {
        print(e.getCommandLine(), String.valueOf(e.getMessage()));
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception e, CommandLine command) throws Exception {
        Exception failure = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
        if (failure instanceof InterruptedException || failure instanceof InterruptedIOException) {
            print(command, "interrupted; nothing half done is left");
            return INTERRUPTED;
        }
        if (failure instanceof IOException) {
            print(command, String.valueOf(failure.getMessage()));
            return failure instanceof SimulatorException known
                    ? known.exitCode()
                    : CommandLine.ExitCode.SOFTWARE;
        }
        throw e;
    }

    private static void print(CommandLine command, String message) {
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + message.replace('\n', ' '));
    }
}
