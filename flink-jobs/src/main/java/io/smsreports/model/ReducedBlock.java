package io.smsreports.model;

import java.util.List;

/**
 * What is left of a block of text after reduction: its slices, and the counts of its lines by
 * class. Both travel as one element, so that counts never overtake slices.
 *
 * @param reader index of the reading subtask
 * @param readers how many reading subtasks there are
 * @param file the file's path below the input folder
 * @param fileBytes the file's size when it was discovered
 * @param first the file was just (re)opened; the block is empty
 * @param last no block of this file follows
 * @param status how reading ended; means something only with {@code last}
 * @param counts the block's lines by class
 * @param slices the accepted rows, one slice a (minute, paytype)
 */
public record ReducedBlock(
        int reader,
        int readers,
        String file,
        long fileBytes,
        boolean first,
        boolean last,
        FileStatus status,
        BlockCounts counts,
        List<RevenueSlice> slices) {

    /**
     * The notice that a file is another one than was read; it belongs to no reading.
     *
     * @param fileBytes the file's size by now
     */
    public static ReducedBlock ofChange(int reader, int readers, String file, long fileBytes) {
        return new ReducedBlock(
                reader,
                readers,
                file,
                fileBytes,
                false,
                true,
                FileStatus.CHANGED_AFTER_READ,
                BlockCounts.NONE,
                List.of());
    }

    /** Whether this is no part of a file but the notice that it has changed. */
    public boolean isChange() {
        return last && status == FileStatus.CHANGED_AFTER_READ;
    }
}
