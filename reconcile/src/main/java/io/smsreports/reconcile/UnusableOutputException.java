package io.smsreports.reconcile;

/** What was asked for is not there, or cannot be told now. The message is one line for the user. */
public final class UnusableOutputException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableOutputException(String message) {
        super(message);
    }
}
