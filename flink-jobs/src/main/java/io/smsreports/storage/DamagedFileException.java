package io.smsreports.storage;

import java.io.IOException;
import org.apache.flink.core.fs.Path;

/** A file of {@code _sms-reports} that is there but cannot be understood. */
public final class DamagedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedFileException(Path file, String reason, Throwable cause) {
        super(PlaceName.of(file) + " cannot be read: " + reason, cause);
    }
}
