package io.smsreports.simulator.command;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the subcommands share. One that returns has succeeded. */
public abstract class SimulatorCommand implements Callable<Void> {

    private final long startNanos = System.nanoTime();

    @Spec private CommandSpec spec;

    @Override
    public final Void call() throws IOException, InterruptedException {
        run();
        return null;
    }

    /** Does the work. */
    protected abstract void run() throws IOException, InterruptedException;

    /** Prints a line to stdout. */
    protected final void print(String format, Object... arguments) {
        spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", arguments);
    }

    /** Prints a line to stderr, behind the command's name. */
    protected final void warn(String format, Object... arguments) {
        spec.commandLine()
                .getErr()
                .printf(Locale.ROOT, spec.qualifiedName() + ": " + format + "%n", arguments);
    }

    /** Returns a progress bar, which only a terminal shows. */
    protected final Progress progress(String unit, long total) {
        return Progress.on(spec.commandLine().getErr(), unit, total);
    }

    /** Whether a flag stands on the command line. */
    protected final boolean isGiven(String flag) {
        return spec.commandLine().getParseResult().hasMatchedOption(flag);
    }

    /** Returns the command's specification, for its other flags. */
    protected final CommandSpec spec() {
        return spec;
    }

    /** Returns how long the command has run, as {@code 1.25 s}. */
    protected final String elapsed() {
        return String.format(Locale.ROOT, "%.2f s", (System.nanoTime() - startNanos) / 1e9);
    }
}
