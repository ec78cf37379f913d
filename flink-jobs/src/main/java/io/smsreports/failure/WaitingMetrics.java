package io.smsreports.failure;

/**
 * The metrics that say whether a job waits. They belong to the coordinator of each failure watch.
 */
public final class WaitingMetrics {

    /**
     * Seconds since the first failure after which no checkpoint has completed, or since the
     * beginning of a checkpoint that takes long; 0 if all is well.
     */
    public static final String SECONDS = "waitingSeconds";

    /** Why, in one line; empty if all is well. */
    public static final String REASON = "waitingFor";

    private WaitingMetrics() {}
}
