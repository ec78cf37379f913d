package io.smsreports.simulator;

/** Which files begin with a header. */
enum HeaderStyle {
    FIRST,
    EVERY,
    NONE;

    /** Whether a file does, by its number from 0. */
    boolean heads(int file) {
        return this == EVERY || (this == FIRST && file == 0);
    }
}
