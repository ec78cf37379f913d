package io.smsreports.run;

import java.io.IOException;

/** A file of {@code _sms-reports} that is there but cannot be understood. */
public final class DamagedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
