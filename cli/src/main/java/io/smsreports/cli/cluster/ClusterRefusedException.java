package io.smsreports.cli.cluster;

/** What was asked of the local cluster must not be done now. Its message is one line for users. */
public final class ClusterRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    ClusterRefusedException(String message) {
        super(message);
    }
}
