package io.smsreports.source;

/** What a start does with the files that are there. */
public enum Backlog {
    /** The watermark stands until they are read: nothing of them is late, in whatever order. */
    HOLD,
    /** They move the watermark as later ones do. */
    FLOW
}
