package io.smsreports.watermark;

import java.io.Serializable;
import java.time.Duration;

/**
 * When the watermark goes on.
 *
 * @param delay how far a row may be older than the least time of its file's head and still be in
 *     time
 * @param idleTimeout how long the input must be silent before a time in doubt is believed
 * @param seriesTimeout how long a series must be silent before windows close without it
 * @param holdLimit how long a file that makes no end holds the watermark while newer ones come
 */
public record ProgressRule(
        Duration delay, Duration idleTimeout, Duration seriesTimeout, Duration holdLimit)
        implements Serializable {}
