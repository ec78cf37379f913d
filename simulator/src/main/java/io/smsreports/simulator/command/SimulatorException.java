package io.smsreports.simulator.command;

import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.ExitCode;

/** A command cannot do what it was asked for. Its message is the one line that users see. */
public final class SimulatorException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private SimulatorException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** A bad flag, or a folder or file that cannot be used: nothing was written. */
    @SuppressWarnings("AnnotateFormatMethod") // The annotation would need a library at run time.
    public static SimulatorException refused(String format, Object... arguments) {
        return new SimulatorException(
                ExitCode.USAGE, String.format(Locale.ROOT, format, arguments), null);
    }

    /** Something broke on the way, as {@code cannot write to data: No space left on device}. */
    public static SimulatorException failed(String what, IOException cause) {
        return new SimulatorException(ExitCode.SOFTWARE, what + ": " + cause.getMessage(), cause);
    }

    /** What the process ends with. */
    public int exitCode() {
        return exitCode;
    }
}
