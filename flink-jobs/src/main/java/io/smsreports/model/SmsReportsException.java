package io.smsreports.model;

import java.io.IOException;

/**
 * What a user can mend. The message is one line for the user: what, where and what to do. The code
 * says what kind of failure it is, and with what a process ends.
 *
 * <p>Create it where it is thrown: the first line of its stack distinguishes failures.
 */
public final class SmsReportsException extends IOException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public SmsReportsException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public SmsReportsException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }
}
