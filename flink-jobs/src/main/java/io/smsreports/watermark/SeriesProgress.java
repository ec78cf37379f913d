package io.smsreports.watermark;

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

    /** A time ahead of that which is in doubt; or {@link #NONE}. */
    private long doubtedMillis;

    /** The file that the doubt is of, as {@link FileProgress#number} counts. */
    private long doubtedFile;

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

    /** The file that {@link #doubtedMillis} is of; means nothing without one. */
    long doubtedFile() {
        return doubtedFile;
    }

    /** Whether nothing at all is known of its times, so that it holds nothing. */
    boolean isEmpty() {
        return reachedMillis == NONE && doubtedMillis == NONE;
    }

    /** More rows of a file came. A file that was given later is the next one. */
    void onRows(FileProgress file) {
        long millis = file.times().greatestMillis();
        if (doubtedMillis != NONE && file.number() > doubtedFile) {
            if (millis >= doubtedMillis - JUMP_MILLIS) {
                reachedMillis = Math.max(reachedMillis, doubtedMillis);
            }
            doubtedMillis = NONE;
        }
        if (isBelieved(file, millis)) {
            reachedMillis = Math.max(reachedMillis, millis);
            forgetDoubtOf(file);
        } else if (doubtedMillis == NONE || file.number() >= doubtedFile) {
            doubtedMillis = millis;
            doubtedFile = file.number();
        }
    }

    private void forgetDoubtOf(FileProgress file) {
        if (file.number() == doubtedFile) {
            doubtedMillis = NONE;
        }
    }

    private boolean isBelieved(FileProgress file, long millis) {
        if (millis <= reachedMillis) {
            return true;
        }
        long ahead = millis - file.modifiedMillis();
        if (Math.abs(ahead) <= JUMP_MILLIS) {
            return true;
        }
        // A copy may be older than all its rows: that says nothing of one of them.
        boolean isAheadOfFile =
                ahead > JUMP_MILLIS && file.times().leastMillis() <= file.modifiedMillis();
        boolean isJump = reachedMillis != NONE && millis - reachedMillis > JUMP_MILLIS;
        return !isJump && !isAheadOfFile && !file.times().isDoubtful();
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
