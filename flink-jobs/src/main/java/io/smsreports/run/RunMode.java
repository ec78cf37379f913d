package io.smsreports.run;

/** How a run reads its input. Runs of different modes cannot continue each other. */
public enum RunMode {
    /** Watches the input for ever. */
    STREAMING("streaming"),
    /** Reads what is there, publishes every window and ends. */
    STREAMING_BOUNDED("streaming --stop-at-end"),
    /** Computes everything and publishes all or nothing. */
    BATCH("batch");

    private final String label;

    RunMode(String label) {
        this.label = label;
    }

    /** What a user types after {@code --mode} to get it. */
    public String label() {
        return label;
    }
}
