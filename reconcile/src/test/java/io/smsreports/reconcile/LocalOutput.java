package io.smsreports.reconcile;

import java.nio.file.Path;

/** A folder of a local disk as an output. */
final class LocalOutput {

    private LocalOutput() {}

    static PublishedOutput opened(Path folder) {
        return new PublishedOutput(org.apache.flink.core.fs.Path.fromLocalFile(folder.toFile()));
    }
}
