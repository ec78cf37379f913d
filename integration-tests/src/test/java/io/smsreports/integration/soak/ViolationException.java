package io.smsreports.integration.soak;

/** That a job did what it must never do. */
final class ViolationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ViolationException(String message) {
        super(message);
    }
}
