package io.smsreports.run;

/** How far a run has come with publishing. */
public enum RunStatus {
    /**
     * A batch that has published nothing yet. A streaming run stays so: it publishes window by
     * window, and its end is in {@link ClosedOutput}.
     */
    RUNNING,
    /** A batch whose reports all lie in place. */
    PUBLISHED
}
