package io.smsreports.simulator.command;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;

/**
 * A bar that shows on a terminal how far a long command has come; elsewhere it shows nothing. It
 * draws over its own line and wipes it at the end, so that only the command's closing line stays.
 */
public final class Progress implements AutoCloseable {

    private static final long REDRAW_NANOS = 200_000_000L;
    private static final int BAR_CHARACTERS = 30;

    private final PrintWriter terminal;
    private final String unit;
    private final long total;
    private final long startNanos = System.nanoTime();
    private long drawnNanos = startNanos;
    private int drawnCharacters;

    /** A bar that is drawn wherever it goes. */
    Progress(PrintWriter terminal, String unit, long total) {
        this.terminal = terminal;
        this.unit = unit;
        this.total = total;
    }

    /**
     * A bar for a command whose output goes to a terminal, if it does.
     *
     * @param unit what is counted, such as {@code rows}
     * @param total how many there will be, above 0
     */
    static Progress on(PrintWriter err, String unit, long total) {
        return isTerminal() ? new Progress(err, unit, total) : none();
    }

    // JDK 17, the only one that builds this, has no console where there is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null;
    }

    /** No bar. */
    public static Progress none() {
        return new Progress(new PrintWriter(Writer.nullWriter()), "", 1);
    }

    /** So many are done. */
    public void at(long done) {
        long now = System.nanoTime();
        if (now - drawnNanos < REDRAW_NANOS) {
            return;
        }
        drawnNanos = now;
        double share = Math.min(1.0, (double) done / total);
        int filled = (int) (share * BAR_CHARACTERS);
        redraw(
                String.format(
                        Locale.ROOT,
                        "%3.0f %% [%s%s] %,d of %,d %s, %,.0f/s",
                        share * 100,
                        "=".repeat(filled),
                        " ".repeat(BAR_CHARACTERS - filled),
                        done,
                        total,
                        unit,
                        done / ((now - startNanos) / 1e9)));
    }

    private void redraw(String line) {
        terminal.print("\r" + line + " ".repeat(Math.max(0, drawnCharacters - line.length())));
        terminal.flush();
        drawnCharacters = line.length();
    }

    @Override
    public void close() {
        if (drawnCharacters > 0) {
            redraw("");
            terminal.print("\r");
            terminal.flush();
        }
    }
}
