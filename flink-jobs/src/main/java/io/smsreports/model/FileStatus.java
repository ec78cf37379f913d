package io.smsreports.model;

/** How the reading of a file ended, or what has become of the file since. */
public enum FileStatus {
    /** Read to its end. */
    OK,
    /** A compressed file broke off, or the input was drained in mid-file: what was read counts. */
    TRUNCATED,
    /** It was gone before it could be read. */
    MISSING,
    /** It could not be opened, or its compression is damaged: what was read until then counts. */
    UNREADABLE,
    /**
     * It is another file than was read: its size or modification time has changed since. A row of
     * its own, beside that of the reading; the new content is not read.
     */
    CHANGED_AFTER_READ
}
