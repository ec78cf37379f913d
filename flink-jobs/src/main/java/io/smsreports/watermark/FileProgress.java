package io.smsreports.watermark;

import io.smsreports.model.BelievedTimes;
import io.smsreports.model.HeldFile;
import io.smsreports.model.ReducedBlock;
import io.smsreports.model.RevenueSlice;

/** A file that a reader is at work on. */
final class FileProgress {

    /** How many rows in order make a file one that is in order. */
    private static final long ROWS_IN_ORDER = 10_000;

    private static final long MILLIS_PER_MINUTE = 60_000L;

    private static final long MILLIS_PER_SECOND = 1_000L;

    private final String file;
    private final HeldFile held;
    private final long number;
    private final long delayMillis;
    private final BelievedTimes times = new BelievedTimes();
    private long headMillis;
    private long rowsInOrder;
    private boolean isInOrder = true;
    private long holdingMillis;
    private boolean isReleased;

    /**
     * @param number counts the files that readers were given
     */
    FileProgress(String file, HeldFile held, long number, long delayMillis) {
        this.file = file;
        this.held = held;
        this.number = number;
        this.delayMillis = delayMillis;
        this.headMillis = held.headMillis();
    }

    /** The file and its series, for people. */
    String name() {
        return held.series().isEmpty() ? file : file + " of series " + held.series();
    }

    String series() {
        return held.series();
    }

    long number() {
        return number;
    }

    long modifiedMillis() {
        return held.modifiedMillis();
    }

    /** The times of its rows so far. */
    BelievedTimes times() {
        return times;
    }

    /** Some of its rows came. */
    void onRows(ReducedBlock block) {
        if (block.counts().accepted() == 0) {
            return;
        }
        boolean isBeginning = times.isEmpty();
        long reachedMillis = isBeginning ? InputProgress.NONE : times.greatestMillis();
        long leastMillis = add(block).leastMillis();
        if (isBeginning) {
            begin(leastMillis);
        } else if (leastMillis >= reachedMillis - delayMillis) {
            rowsInOrder += block.counts().accepted();
        } else {
            isInOrder = false;
        }
        if (isFollowed()) {
            holdingMillis = 0;
        }
    }

    private void begin(long leastMillis) {
        if (headMillis != HeldFile.TO_ITS_END) {
            headMillis =
                    HeldFile.isTime(headMillis) ? Math.min(headMillis, leastMillis) : leastMillis;
        }
    }

    /** Takes in the times of a block, and gives them alone. */
    private BelievedTimes add(ReducedBlock block) {
        BelievedTimes ofBlock = new BelievedTimes();
        for (RevenueSlice slice : block.slices()) {
            long minute = slice.epochMinute() * MILLIS_PER_MINUTE;
            ofBlock.add(minute, slice.recordCount());
            times.add(minute, slice.recordCount());
        }
        // Of the last row the second is known, of the others the minute.
        times.add(block.counts().lastEventSecond() * MILLIS_PER_SECOND, 0);
        return ofBlock;
    }

    /** Whether the watermark follows its rows, as they come in order. */
    private boolean isFollowed() {
        return headMillis != HeldFile.TO_ITS_END && isInOrder && rowsInOrder >= ROWS_IN_ORDER;
    }

    /**
     * The least time of a row that may still come and be in time, but for the delay; no time
     * ({@link HeldFile#isTime}) if any may.
     */
    long boundMillis() {
        if (isReleased) {
            return Long.MAX_VALUE;
        }
        return isFollowed() ? Math.max(headMillis, times.greatestMillis()) : headMillis;
    }

    /**
     * Newer files have come for so long.
     *
     * @return whether it is released just now, since that is too long
     */
    boolean hold(long millis, long limitMillis) {
        holdingMillis += millis;
        boolean isOver = !isReleased && holdingMillis >= limitMillis;
        isReleased |= isOver;
        return isOver;
    }
}
