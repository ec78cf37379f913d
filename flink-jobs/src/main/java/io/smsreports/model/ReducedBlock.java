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
 * @param held that the reader was given a file, else {@link HeldFile#NONE}
 * @param waiting what the enumerator knows, else {@link WaitingFiles#NONE}
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
        List<RevenueSlice> slices,
        HeldFile held,
        WaitingFiles waiting) {

    /** A part of a file. */
    public ReducedBlock(
            int reader,
            int readers,
            String file,
            long fileBytes,
            boolean first,
            boolean last,
            FileStatus status,
            BlockCounts counts,
            List<RevenueSlice> slices) {
        this(
                reader,
                readers,
                file,
                fileBytes,
                first,
                last,
                status,
                counts,
                slices,
                HeldFile.NONE,
                WaitingFiles.NONE);
    }

    /** The notice that a reader was given a file. */
    public static ReducedBlock ofHeld(int reader, int readers, String file, HeldFile held) {
        return notice(reader, readers, file, held, WaitingFiles.NONE);
    }

    /** The notice of the files that wait. */
    public static ReducedBlock ofWaiting(int reader, int readers, WaitingFiles waiting) {
        return notice(reader, readers, "", HeldFile.NONE, waiting);
    }

    private static ReducedBlock notice(
            int reader, int readers, String file, HeldFile held, WaitingFiles waiting) {
        return new ReducedBlock(
                reader,
                readers,
                file,
                0,
                false,
                false,
                FileStatus.OK,
                BlockCounts.NONE,
                List.of(),
                held,
                waiting);
    }

    /** Whether this is the notice that a reader was given a file. */
    public boolean isHeld() {
        return !held.equals(HeldFile.NONE);
    }

    /** Whether this is the notice of the files that wait. */
    public boolean isWaiting() {
        return waiting.version() >= 0;
    }

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
