package io.smsreports.model;

import java.util.Map;

/**
 * How the lines of one block were classified: every line is counted once.
 *
 * @param accepted rows that count in the reports
 * @param rejectedByReason rejected rows; a reason without any is not in the map
 * @param unknownPaytype accepted rows without a readable paytype
 * @param blankLines lines of nothing but spaces and tabs
 * @param headerLines header lines, the first as well as repeated ones
 * @param firstEventSecond the smallest accepted RECORD_DATE, epoch seconds; {@link Long#MAX_VALUE}
 *     without accepted rows
 * @param lastEventSecond the greatest accepted RECORD_DATE, epoch seconds; {@link Long#MIN_VALUE}
 *     without accepted rows
 */
public record BlockCounts(
        long accepted,
        Map<RejectReason, Long> rejectedByReason,
        long unknownPaytype,
        long blankLines,
        long headerLines,
        long firstEventSecond,
        long lastEventSecond) {

    /** Of a block without any line. */
    public static final BlockCounts NONE =
            new BlockCounts(0, Map.of(), 0, 0, 0, Long.MAX_VALUE, Long.MIN_VALUE);

    /** All rejected rows. */
    public long rejected() {
        return rejectedByReason.values().stream().mapToLong(Long::longValue).sum();
    }

    /** All rows: accepted or rejected. */
    public long rows() {
        return accepted + rejected();
    }
}
