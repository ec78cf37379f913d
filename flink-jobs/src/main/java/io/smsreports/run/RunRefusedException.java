package io.smsreports.run;

/** A run that must not start. Its message is one line for the user: what, where, what to do. */
public final class RunRefusedException extends Exception {

    /** What the process ends with. */
    public static final int EXIT_CODE = 2;

    private static final long serialVersionUID = 1L;

    RunRefusedException(String message) {
        super(message);
    }
}
