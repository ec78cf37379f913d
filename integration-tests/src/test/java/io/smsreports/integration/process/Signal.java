package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** A signal that Java does not send. */
public enum Signal {
    /** A process does nothing until it gets {@link #CONT}. */
    STOP,
    /** It goes on where it was. */
    CONT;

    /** Sends it to a process that lives. */
    public void sendTo(long process) throws IOException, InterruptedException {
        int exitCode =
                new ProcessBuilder("kill", "-" + name(), Long.toString(process)).start().waitFor();
        assertThat(exitCode).as("kill -%s %d", name(), process).isZero();
    }
}
