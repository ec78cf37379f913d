package io.smsreports.job;

import java.io.FileNotFoundException;

/** That the input is not what a run can read; nothing has been done yet. One line for the user. */
public final class MissingInputException extends FileNotFoundException {

    private static final long serialVersionUID = 1L;

    MissingInputException(String message) {
        super(message);
    }
}
