package io.smsreports.cli.rest;

import java.io.IOException;
import java.net.URI;

/** Nothing answers at the address of Flink's REST API, or it is not Flink that does. */
public final class NoAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    NoAnswerException(URI address, Throwable cause) {
        super("nothing answers at " + address, cause);
    }
}
