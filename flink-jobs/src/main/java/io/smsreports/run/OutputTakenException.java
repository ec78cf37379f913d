package io.smsreports.run;

import java.io.IOException;

/** Another job has taken the output while this one lived: this one must end and publish nothing. */
public final class OutputTakenException extends IOException {

    private static final long serialVersionUID = 1L;

    OutputTakenException(String message) {
        super(message);
    }
}
