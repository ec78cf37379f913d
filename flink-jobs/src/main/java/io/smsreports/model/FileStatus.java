package io.smsreports.model;

/** How the reading of a file ended. */
public enum FileStatus {
    /** Read to its end. */
    OK,
    /** A compressed file broke off, or the input was drained in mid-file: what was read counts. */
    TRUNCATED,
    /** It was gone before its turn. */
    MISSING,
    /** It could not be opened, or its compression is damaged: what was read until then counts. */
    UNREADABLE
}
