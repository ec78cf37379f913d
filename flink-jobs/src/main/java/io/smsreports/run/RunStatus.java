package io.smsreports.run;

/** How far a run has come with publishing. */
public enum RunStatus {
    /**
     * A batch that is decided and not published to the end, or has only begun. A streaming run
     * stays so: it publishes window by window, and its end is in {@link ClosedOutput}.
     */
    RUNNING,
    /** A batch whose reports all lie in place. */
    PUBLISHED
}
