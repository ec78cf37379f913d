package io.smsreports.simulator.generate;

import java.util.Locale;

/** What can go wrong with a delivery, by the name that {@code --faults} knows it by. */
enum Fault {
    /** A file is delivered again under another name, right behind itself. */
    DUPLICATE_FILE(true),
    /** A file breaks off within a row; compressed, it lacks its end. */
    TRUNCATED_FILE(true),
    /** A file is never delivered: its name is left out. */
    MISSING_FILE(true),
    /** A file has its own column order, a byte order mark, and headers further down. */
    MIXED_HEADER(true),
    /** A row comes after its window was published. */
    LATE(false),
    /** A row is dated in the year 2999. */
    FUTURE(false),
    /** A line is no row: see {@link MalformedLine}. */
    MALFORMED(false),
    /** A line is over 1 MiB. */
    TOO_LONG(false),
    /** A row stands twice, one behind the other. */
    DUPLICATE_ROW(false),
    /** A row has no paytype, one that is no number, or one that the reference lacks. */
    UNKNOWN_PAYTYPE(false),
    /** A row is written in an unusual way and counts all the same: see {@link UnusualFormat}. */
    ODD_ROW(false),
    /** A blank line stands before a row. */
    BLANK_LINE(false);

    private final boolean ofFiles;

    Fault(boolean ofFiles) {
        this.ofFiles = ofFiles;
    }

    /** Whether it befalls whole files; otherwise single rows. */
    boolean ofFiles() {
        return ofFiles;
    }

    /** Its name on the command line, such as {@code duplicate-file}. */
    String flag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
