package io.smsreports.reconcile;

import java.io.IOException;

/**
 * A published file says something that cannot be understood, or that cannot be true. The message is
 * one line: the file, the line where there is one, and what is wrong.
 */
public final class DamagedOutputException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedOutputException(String message) {
        super(message);
    }

    DamagedOutputException(String message, Throwable cause) {
        super(message, cause);
    }
}
