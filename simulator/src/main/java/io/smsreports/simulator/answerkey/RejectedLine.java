package io.smsreports.simulator.answerkey;

/**
 * A line that does not count.
 *
 * @param byteOffset where it begins, in the uncompressed file
 * @param recordDate in epoch seconds, {@link #UNREADABLE} if it is not to be read
 * @param amountMinor in hundredths, {@link #UNREADABLE} if it is not to be read
 * @param text the line without its line end, a character a byte; of one too long the first 1,000
 */
public record RejectedLine(
        long byteOffset, RejectReason reason, long recordDate, long amountMinor, String text) {

    public static final long UNREADABLE = Long.MIN_VALUE;

    private static final int OVERLONG_KEPT_BYTES = 1_000;

    public RejectedLine {
        if (reason == RejectReason.TOO_LONG) {
            text = text.substring(0, OVERLONG_KEPT_BYTES);
        }
    }
}
