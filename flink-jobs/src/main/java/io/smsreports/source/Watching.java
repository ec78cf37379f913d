package io.smsreports.source;

import io.smsreports.model.FileSeries;
import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;

/**
 * How a folder is watched.
 *
 * @param discoveryInterval how often to look for new files
 * @param settleTime how long a local file must be unchanged before it is read
 * @param backlog what becomes of the files that are there at the start
 * @param series which files belong together
 * @param zone whose local times record dates are
 */
public record Watching(
        Duration discoveryInterval,
        Duration settleTime,
        Backlog backlog,
        FileSeries series,
        ZoneId zone)
        implements Serializable {}
