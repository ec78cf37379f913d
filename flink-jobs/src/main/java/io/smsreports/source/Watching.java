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
 * @param settleLimit how long the first look waits for files that are being written
 * @param backlog what becomes of the files that are there at the start
 * @param series which files belong together
 * @param zone whose local times record dates are
 * @param once whether only what is there at the first look is read
 */
public record Watching(
        Duration discoveryInterval,
        Duration settleTime,
        Duration settleLimit,
        Backlog backlog,
        FileSeries series,
        ZoneId zone,
        boolean once)
        implements Serializable {}
