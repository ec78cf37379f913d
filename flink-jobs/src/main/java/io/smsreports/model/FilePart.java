package io.smsreports.model;

import java.util.Collection;
import java.util.List;

/**
 * What one block adds to the ledger row of its file, after it was decided which of its rows are
 * late.
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

    /** The part of a block whose rows have these dates. */
    public static FilePart of(ReducedBlock block, Collection<DayPart> days) {
        return new FilePart(
                block.file(),
                block.fileBytes(),
                block.last(),
                block.status(),
                block.counts(),
                List.copyOf(days));
    }

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
            long epochDay, long accepted, long late, long debitsMinor, long reversalsMinor) {

        /** The part that one slice makes up. */
        public static DayPart of(RevenueSlice slice, boolean isLate) {
            return new DayPart(
                    slice.day().toEpochDay(),
                    slice.recordCount(),
                    isLate ? slice.recordCount() : 0,
                    slice.amountMinor() - slice.reversalsMinor(),
                    slice.reversalsMinor());
        }

        /** Both parts together; they are of the same date. */
        public DayPart plus(DayPart other) {
            return new DayPart(
                    epochDay,
                    accepted + other.accepted,
                    late + other.late,
                    Math.addExact(debitsMinor, other.debitsMinor),
                    Math.addExact(reversalsMinor, other.reversalsMinor));
        }
    }
}
