package io.smsreports.simulator.replay;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Where files are delivered to and read from there by others: a folder or a bucket. */
interface ReplayTarget extends Closeable {

    /** Whether a file of the name is there. */
    boolean holds(String name) throws IOException;

    /**
     * Puts a copy of a file there. Readers see it whole or not at all, also if this fails.
     *
     * @param name what the copy is called
     */
    void deliver(Path source, String name) throws IOException;

    /** Deletes all {@code *.csv} and {@code *.csv.gz} and returns how many there were. */
    int clear() throws IOException;

    /** Whether a name is one of those that are delivered, and cleared. */
    static boolean isDelivered(String name) {
        return !name.startsWith(".") && (name.endsWith(".csv") || name.endsWith(".csv.gz"));
    }
}
