package io.smsreports.sql;

import java.io.IOException;

/**
 * The reference file is missing or says something that cannot be used. The message is one line: the
 * file, the line where there is one, what is wrong and what to do.
 */
public final class ReferenceFileException extends IOException {

    private static final long serialVersionUID = 1L;

    ReferenceFileException(String message) {
        super(message);
    }

    ReferenceFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
