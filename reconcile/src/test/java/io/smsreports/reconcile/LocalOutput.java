package io.smsreports.reconcile;

import io.smsreports.reconcile.output.PublishedOutput;
import java.nio.file.Path;

/** A folder of a local disk as an output. */
public final class LocalOutput {

    private LocalOutput() {}

    public static PublishedOutput opened(Path folder) {
        return new PublishedOutput(org.apache.flink.core.fs.Path.fromLocalFile(folder.toFile()));
    }
}
