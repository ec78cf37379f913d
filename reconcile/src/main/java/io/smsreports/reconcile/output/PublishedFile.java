package io.smsreports.reconcile.output;

import java.time.LocalDate;
import java.util.Optional;
import org.apache.flink.core.fs.Path;

/**
 * A file that an output has published.
 *
 * @param name its path below the output base, for messages
 * @param date the date that its folder names, if it lies in such a folder
 * @param bytes its size: published files do not change, but for a batch that rewrites them shorter
 */
record PublishedFile(
        PublishedFolder folder, Path path, String name, Optional<LocalDate> date, long bytes) {}
