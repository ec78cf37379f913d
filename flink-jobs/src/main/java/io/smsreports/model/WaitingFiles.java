package io.smsreports.model;

import java.io.Serializable;
import java.util.List;

/**
 * What the enumerator knows of the files that wait for a reader. It goes to every reader, and
 * through each of them to the gate, in order with the files that the reader is given.
 *
 * @param version counts the changes: a greater one is newer
 * @param floorMillis the least time that a waiting file may hold, in epoch milliseconds; {@link
 *     #NO_FLOOR} if none waits, no time ({@link HeldFile#isTime}) if it is not known
 * @param listed whether the input could be listed the last time
 * @param series those that files wait of
 * @param allRead whether all that was there at the start has been read, by a job that reads no more
 */
public record WaitingFiles(
        long version, long floorMillis, boolean listed, List<String> series, boolean allRead)
        implements Serializable {

    /** No file waits. */
    public static final long NO_FLOOR = Long.MAX_VALUE;

    /** Stands for nothing known. */
    public static final WaitingFiles NONE = new WaitingFiles(-1, NO_FLOOR, false, List.of(), false);
}
