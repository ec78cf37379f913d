package io.smsreports.cli;

import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobCommandLine;
import io.smsreports.model.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line {@code ./sms-reports}. A subcommand is a class of its own, named here.
 *
 * <p>Exit codes: 0 done; 1 failed on the way; 2 refused (a bad flag, a missing input, an output
 * that must not be touched); 3 nothing to do (a batch without a file or row); 130 ended by a
 * signal. What failed or was refused is one line on stderr.
 */
@Command(
        name = "./sms-reports",
        description = "Exact revenue reports from a stream of charged-SMS files.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            ClusterCommand.class,
            SubmitCommand.class,
            StatusCommand.class,
            StopCommand.class,
            SqlCommand.class,
            ReportCommand.class,
            ReconcileCommand.class,
            CompareCommand.class,
            SimulateCommand.class,
            CleanCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Versions.class,
        footer = {
            "",
            "Each command has --help.",
            "",
            "Exit codes: 0 done, 1 failed or different, 2 refused, 3 nothing to do (batch)."
        })
public final class SmsReports implements Runnable {

    /** Flink's shutdown hooks delete its temporary folders; what hangs in one must not hold us. */
    private static final Duration HOOKS_LIMIT = Duration.ofSeconds(10);

    @Spec private CommandSpec spec;

    @SuppressWarnings("UnusedVariable") // picocli reads the annotation
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    private boolean help;

    @SuppressWarnings("UnusedVariable") // picocli reads the annotation
    @Option(
            names = "--version",
            versionHelp = true,
            description = "Show the versions of this program, of Flink and of Java, and exit.")
    private boolean version;

    private final Map<String, String> environment;

    private SmsReports(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Runs the command line of the process and ends it with the exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        int exitCode = run(System.getenv(), out, err, arguments);
        // Threads of storage clients would keep the process alive.
        Thread limit = new Thread(() -> haltAfterHooks(exitCode), "exit-limit");
        limit.setDaemon(true);
        limit.start();
        System.exit(exitCode);
    }

    private static void haltAfterHooks(int exitCode) {
        try {
            Thread.sleep(HOOKS_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }

    /** Runs a command line, prints to the given writers and returns the exit code. */
    public static int run(
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err,
            String... arguments) {
        return JobCommandLine.of(new SmsReports(environment), environment)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(SmsReports::refuse)
                .setExecutionExceptionHandler(SmsReports::fail)
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: ./sms-reports --help lists the commands");
    }

    /** The environment that settings come from. */
    Map<String, String> environment() {
        return environment;
    }

    /** The screen of a command. */
    static Screen screen(CommandSpec command) {
        return Screen.ofProcess(command.commandLine().getOut(), command.commandLine().getErr());
    }

    private static int refuse(ParameterException e, String[] arguments) {
        String hint =
                e instanceof UnmatchedArgumentException unmatched ? DidYouMean.hint(unmatched) : "";
        print(e.getCommandLine(), e.getMessage() + hint);
        return ExitCode.USAGE;
    }

    private static int fail(Exception e, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (!(e instanceof IOException)) {
            throw e;
        }
        print(command, ErrorMessages.of(e));
        return ErrorMessages.codeOf(e).map(ErrorCode::exitCode).orElse(ExitCode.SOFTWARE);
    }

    private static void print(CommandLine command, String message) {
        command.getErr()
                .println(
                        command.getCommandSpec().qualifiedName()
                                + ": "
                                + String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " "));
    }
}
