package io.smsreports.source;

import java.io.IOException;

/**
 * The storage failed while a file was read: not a property of the file, so the job restarts and
 * reads again from its checkpoint.
 */
final class StorageReadException extends IOException {

    private static final long serialVersionUID = 1L;

    StorageReadException(String message, IOException cause) {
        super(message, cause);
    }
}
