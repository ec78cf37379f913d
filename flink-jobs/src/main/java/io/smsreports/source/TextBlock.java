package io.smsreports.source;

import io.smsreports.model.FileStatus;
import io.smsreports.model.HeldFile;
import io.smsreports.model.WaitingFiles;
import io.smsreports.parse.FileLayout;

/**
 * A run of whole lines of one file, as bytes. Readers emit it, {@code BlockReducer}, chained behind
 * them, consumes it before the next one is made, so that its buffer is reused. (A Flink POJO: hence
 * a class with public fields, not a record.)
 */
public final class TextBlock {

    /** How much is kept of a line that is too long. */
    public static final int OVERLONG_KEPT_BYTES = 1_000;

    /** Stands for a file that has not changed, or whose changes the enumerator reports. */
    public static final long UNCHANGED = -1;

    /** The file's path below the input folder. */
    public String file = "";

    /** The file's size and modification time (epoch milliseconds) when it was discovered. */
    public long fileBytes;

    public long fileModifiedMillis;

    /** The file's columns. */
    public FileLayout layout = FileLayout.DEFAULT;

    /** Where the block's first byte lies in the file, counted in decompressed bytes. */
    public long offset;

    /** The lines: the first {@code length} bytes; each ends in LF, but for a file's last one. */
    public byte[] bytes = {};

    public int length;

    /** The file was just opened, or opened again after a restore: nothing is read yet. */
    public boolean first;

    /** With {@code last}: the file's size by now if it is another file than was listed. */
    public long changedToBytes = UNCHANGED;

    /** No block of this file follows. */
    public boolean last;

    /** How reading ended; means something only with {@code last}. */
    public FileStatus status = FileStatus.OK;

    /**
     * With {@code last}: nothing of the file was read, so that its path is free for another file.
     */
    public boolean unread;

    /** With {@code unread}: the storage refused to hand the file out. */
    public boolean refused;

    /** No part of a file, but that the reader was given it, if it is not {@link HeldFile#NONE}. */
    public HeldFile held = HeldFile.NONE;

    /** No part of a file, but what waits, if it is not {@link WaitingFiles#NONE}. */
    public WaitingFiles waiting = WaitingFiles.NONE;

    /** The bytes are not lines but the beginning of one line that is too long to be held. */
    public boolean overlong;

    /**
     * The bytes are one line without its end, because the file broke off there: it can't be
     * trusted.
     */
    public boolean torn;

    /** Whether this is no part of a file but the notice that the reader was given one. */
    public boolean isHeld() {
        return !held.equals(HeldFile.NONE);
    }

    /** Whether this is no part of a file but the notice of the files that wait. */
    public boolean isWaiting() {
        return waiting.version() >= 0;
    }
}
