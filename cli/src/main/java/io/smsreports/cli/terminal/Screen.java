package io.smsreports.cli.terminal;

import java.io.PrintWriter;

/**
 * The two streams of a command, and on a terminal one line at the bottom that is rewritten in
 * place. All that is printed goes through here, from any thread, so that nothing lands in that
 * line.
 */
public final class Screen {

    /** The terminal's width in columns; the launcher sets it if stdout is a terminal. */
    private static final String COLUMNS_PROPERTY = "sms-reports.columns";

    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final int columns;
    private String bottom = "";

    /**
     * @param columns the terminal's width, or 0 if stdout is none
     */
    public Screen(PrintWriter out, PrintWriter err, int columns) {
        this.out = out;
        this.err = err;
        this.columns = columns;
    }

    /** The screen of this process. */
    public static Screen ofProcess(PrintWriter out, PrintWriter err) {
        return new Screen(out, err, Integer.getInteger(COLUMNS_PROPERTY, 0));
    }

    /** Whether somebody may be watching. */
    public boolean isTerminal() {
        return columns > 0;
    }

    /** Prints a line on stdout. */
    public synchronized void print(String line) {
        below(out, line);
    }

    /** Prints a line on stderr. */
    public synchronized void warn(String line) {
        below(err, line);
    }

    private void below(PrintWriter stream, String line) {
        String kept = bottom;
        clearBottom();
        stream.println(line);
        stream.flush();
        showBottom(kept);
    }

    /** Rewrites the bottom line; does nothing if stdout is no terminal. */
    public synchronized void showBottom(String line) {
        if (!isTerminal() || line.isEmpty()) {
            return;
        }
        // A line as wide as the terminal would wrap, and could not be rewritten.
        bottom = line.length() < columns ? line : line.substring(0, columns - 1);
        out.print(CLEAR_LINE + bottom);
        out.flush();
    }

    /** Takes the bottom line away. */
    public synchronized void clearBottom() {
        if (!bottom.isEmpty()) {
            bottom = "";
            out.print(CLEAR_LINE);
            out.flush();
        }
    }
}
