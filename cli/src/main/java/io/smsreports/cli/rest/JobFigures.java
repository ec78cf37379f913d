package io.smsreports.cli.rest;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How far a running job is, since it was last started.
 *
 * @param filesDone files read to their end
 * @param filesWaiting files found and not handed to a reader yet
 * @param rows rows read, accepted or rejected
 * @param rowsPerSecond how fast it has been in the last seconds
 * @param rejected rows that are in no report
 * @param late accepted rows whose window was already published
 * @param watermarkMillis up to where windows are closed, in epoch milliseconds; empty before the
 *     first and in batch
 * @param publishedUntilMillis every window that ends by then is published, in epoch milliseconds;
 *     empty before the first and in batch
 * @param watermarkDelay how far the watermark is behind the greatest event time
 * @param heldBy the series that windows wait for; empty if there is one
 */
public record JobFigures(
        long filesDone,
        long filesWaiting,
        long rows,
        double rowsPerSecond,
        long rejected,
        long late,
        OptionalLong watermarkMillis,
        OptionalLong publishedUntilMillis,
        Duration watermarkDelay,
        String heldBy) {

    /** The greatest event time that has been read, in epoch milliseconds. */
    public OptionalLong nowMillis() {
        return watermarkMillis.isEmpty() || inputHasEnded()
                ? OptionalLong.empty()
                : OptionalLong.of(watermarkMillis.getAsLong() + watermarkDelay.toMillis() + 1);
    }

    /** Whether every window is closed. */
    public boolean inputHasEnded() {
        return watermarkMillis.isPresent() && watermarkMillis.getAsLong() == Long.MAX_VALUE;
    }
}
