package io.smsreports.simulator;

import java.io.IOException;

/** The output folder cannot take the files; nothing was written. Its message is for the user. */
final class UnusableOutputException extends IOException {

    private static final long serialVersionUID = 1L;

    UnusableOutputException(String message) {
        super(message);
    }
}
