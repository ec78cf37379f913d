package io.smsreports.model;

/**
 * What a reader says of a file that it was given, before anything of it is read: from then until
 * the file's end the watermark is at most the delay before the least time that the file is known to
 * hold.
 *
 * @param series which the file belongs to
 * @param headMillis the least believable time of the file's head, in epoch milliseconds; or {@link
 *     #UNKNOWN}, {@link #TO_ITS_END}, {@link #UNREADABLE}
 * @param modifiedMillis the file's modification time, in epoch milliseconds
 */
public record HeldFile(String series, long headMillis, long modifiedMillis) {

    /** Of a file that nobody has looked into: it holds the watermark until its first rows come. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    /** Of a file whose rows may be in any order: it holds the watermark until its end. */
    public static final long TO_ITS_END = Long.MIN_VALUE + 1;

    /** Of a file whose head has no believable time: it holds it as an {@link #UNKNOWN} one does. */
    public static final long UNREADABLE = Long.MIN_VALUE + 2;

    /** Stands for no file. */
    public static final HeldFile NONE = new HeldFile("", Long.MAX_VALUE, Long.MAX_VALUE);

    /** Whether a head is a time, and not the reason why there is none. */
    public static boolean isTime(long headMillis) {
        return headMillis > UNREADABLE;
    }
}
