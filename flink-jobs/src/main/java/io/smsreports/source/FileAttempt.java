package io.smsreports.source;

/**
 * How often a path was handed out of which nothing could be read, and whether it is free for
 * another attempt. What was read, be it a single row, is never read again.
 *
 * @param number of the last attempt: 0 is the first one
 * @param unread whether that attempt has ended without a byte; else it is under way, or it has read
 *     the file
 * @param tried the version that could not be read; {@link FileVersion#ABSENT} if the file has been
 *     gone since
 * @param refused whether the storage refused to hand out the file, which it may do at any time
 *     without a change to see
 */
record FileAttempt(int number, boolean unread, FileVersion tried, boolean refused) {

    /** Of a path that has never come to nothing. */
    static final FileAttempt FIRST = new FileAttempt(0, false, FileVersion.ABSENT, false);

    /** The same attempt, which has come to nothing. */
    FileAttempt failed(FileVersion version, boolean wasRefused) {
        return new FileAttempt(number, true, version, wasRefused);
    }

    /** The same, of a file that is in the folder no more. */
    FileAttempt gone() {
        return new FileAttempt(number, unread, FileVersion.ABSENT, refused);
    }

    /** The next attempt. */
    FileAttempt next() {
        return new FileAttempt(number + 1, false, FileVersion.ABSENT, false);
    }
}
