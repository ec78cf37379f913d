package io.smsreports.watermark;

import io.smsreports.model.BelievedTimes;
import java.time.Duration;

/**
 * How far a series of files has come: the greatest time of its rows that is believed. A single row,
 * and a time that is far ahead of all before, are in doubt until the next file of the series is as
 * far, unless the file was written at about that time.
 */
final class SeriesProgress {

    /** How far a series may go on in one step without a doubt. */
    private static final long JUMP_MILLIS = Duration.ofHours(1).toMillis();

    private long reachedMillis;

    /** A time ahead of that which is in doubt, of the file that came last; or {@link #NONE}. */
    private long doubtedMillis;

    /** The file that the doubt is of. */
    private Object doubtedFile;

    private long silentMillis;

    /** No time yet. */
    static final long NONE = InputProgress.NONE;

    /** Of a series that was never heard of. */
    SeriesProgress() {
        this(NONE, NONE);
    }

    SeriesProgress(long reachedMillis, long doubtedMillis) {
        this.reachedMillis = reachedMillis;
        this.doubtedMillis = doubtedMillis;
    }

    long reachedMillis() {
        return reachedMillis;
    }

    long doubtedMillis() {
        return doubtedMillis;
    }

    /** Whether nothing at all is known of its times, so that it holds nothing. */
    boolean isEmpty() {
        return reachedMillis == NONE && doubtedMillis == NONE;
    }

    /**
     * More rows of a file came.
     *
     * @param file which, for all blocks of a file the same
     * @param times of the file's rows so far
     * @param modifiedMillis when the file was written
     */
    void onRows(Object file, BelievedTimes times, long modifiedMillis) {
        long millis = times.greatestMillis();
        if (doubtedMillis != NONE && !file.equals(doubtedFile)) {
            if (millis >= doubtedMillis - JUMP_MILLIS) {
                reachedMillis = Math.max(reachedMillis, doubtedMillis);
            }
            doubtedMillis = NONE;
        }
        if (isBelieved(times, millis, modifiedMillis)) {
            reachedMillis = Math.max(reachedMillis, millis);
            if (file.equals(doubtedFile)) {
                doubtedMillis = NONE;
            }
        } else if (millis > reachedMillis) {
            doubtedMillis = millis;
            doubtedFile = file;
        }
    }

    private boolean isBelieved(BelievedTimes times, long millis, long modifiedMillis) {
        if (millis <= reachedMillis || Math.abs(modifiedMillis - millis) <= JUMP_MILLIS) {
            return true;
        }
        boolean isJump = reachedMillis != NONE && millis - reachedMillis > JUMP_MILLIS;
        return !isJump && !times.isDoubtful();
    }

    /** Something of the series waits, or is being read. */
    void onSound() {
        silentMillis = 0;
    }

    /**
     * Nothing of the series came for so long.
     *
     * @param idleMillis after how much silence a doubt is over
     */
    void onSilence(long millis, long idleMillis) {
        silentMillis += millis;
        if (doubtedMillis != NONE && silentMillis >= idleMillis) {
            reachedMillis = Math.max(reachedMillis, doubtedMillis);
            doubtedMillis = NONE;
        }
    }

    long silentMillis() {
        return silentMillis;
    }
}
