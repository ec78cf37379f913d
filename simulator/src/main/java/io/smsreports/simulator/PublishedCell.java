package io.smsreports.simulator;

/**
 * What the reports say of one 15-minute window and paytype, as amounts in hundredths (revenue times
 * 1,000).
 *
 * @param windowStartSecond in seconds since 1970, UTC
 * @param paytype PAYTYPE_515
 * @param rows how many, at least 2, since the minimum and the maximum each take one
 * @param sumMinor of all amounts
 * @param minMinor the least amount
 * @param maxMinor the greatest amount
 */
record PublishedCell(
        long windowStartSecond,
        int paytype,
        int rows,
        long sumMinor,
        long minMinor,
        long maxMinor) {

    PublishedCell {
        if (rows < 2 || minMinor > maxMinor) {
            throw new IllegalArgumentException(
                    "a cell of %d rows from %d to %d hundredths"
                            .formatted(rows, minMinor, maxMinor));
        }
    }
}
