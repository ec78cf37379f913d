package io.smsreports.cli.cluster;

import java.io.IOException;

/** The local cluster cannot be started or stopped. Its message is one line for users. */
public final class ClusterFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    ClusterFailedException(String message) {
        super(message);
    }

    ClusterFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
