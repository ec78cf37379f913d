package io.smsreports.model;

import java.util.List;

/**
 * What one block adds to the account of its file, after it was decided which of its rows are late.
 *
 * @param last no part of this file follows
 * @param status how reading ended; means something only with {@code last}
 */
public record FilePart(
        String file,
        long fileBytes,
        boolean last,
        FileStatus status,
        BlockCounts counts,
        List<DayPart> days) {

    /**
     * A block's accepted rows of one event date. Sums are in hundredths.
     *
     * @param epochDay the date
     * @param accepted rows, late ones included
     * @param late rows that came after their window was published
     * @param debitsMinor sum of the amounts that are not negative
     * @param reversalsMinor sum of the negative amounts
     */
    public record DayPart(
            long epochDay, long accepted, long late, long debitsMinor, long reversalsMinor) {}
}
