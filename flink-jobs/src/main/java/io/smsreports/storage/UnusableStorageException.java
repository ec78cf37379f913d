package io.smsreports.storage;

import java.io.IOException;

/**
 * A place in an object store that cannot be used as it is set: nothing has been changed. The
 * message is one line: what, where and what to do.
 */
public final class UnusableStorageException extends IOException {

    private static final long serialVersionUID = 1L;

    UnusableStorageException(String message) {
        super(message);
    }

    UnusableStorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
