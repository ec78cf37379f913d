package io.smsreports.integration.soak;

import io.smsreports.integration.Output;
import io.smsreports.integration.objectstore.UnreliableS3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a job's files lie: the flags of its commands, and how the soak looks at them. */
interface RoundPlaces extends AutoCloseable {

    /** Input, reference, output and checkpoints, as flags of the job. */
    List<String> flags();

    /** What the commands need in their environment. */
    Map<String, String> environment();

    /** Puts a file into the input, whole at once. */
    void deliver(Path file) throws IOException;

    /** What the job has written so far. */
    Output results() throws IOException;

    /** How many files have a row in the ledger. */
    int filesRead() throws IOException;

    /** Whether no streaming job continues the output any more. */
    boolean isClosed() throws IOException;

    /** What the job leaves while it works. */
    Traces traces();

    /** The store that can be made to fail, if there is one. */
    Optional<UnreliableS3> store();

    @Override
    void close() throws IOException;
}
