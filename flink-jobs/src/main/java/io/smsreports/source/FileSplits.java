package io.smsreports.source;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** The splits of the source: a whole file each, or the notice that a file has changed. */
final class FileSplits {

    /** Begins the id of a notice; a path never begins so. */
    private static final String CHANGE = "changed after read: ";

    /** Begins the id of an attempt after the first; a path never begins so. */
    private static final Pattern ATTEMPT = Pattern.compile("attempt (\\d+): (.*)", Pattern.DOTALL);

    /** Begins the id of a note of a reader to itself. */
    private static final String UNREAD = "unread: ";

    private static final String UNREAD_REFUSED = "unread, refused: ";

    private FileSplits() {}

    /** The whole file as one split, at its beginning. Its id is its path: content is read once. */
    static FileSourceSplit of(FileStatus file) {
        return new FileSourceSplit(
                file.getPath().toString(),
                file.getPath(),
                0,
                file.getLen(),
                file.getModificationTime(),
                file.getLen());
    }

    /**
     * The notice that a file is another one than was read, for its ledger row. A {@link
     * ChangeReader} emits it and reads nothing.
     */
    static FileSourceSplit changeOf(FileSourceSplit file) {
        return new FileSourceSplit(
                CHANGE + file.fileSize() + "," + file.fileModificationTime() + "," + file.path(),
                file.path(),
                0,
                file.length(),
                file.fileModificationTime(),
                file.fileSize());
    }

    /** A file again, of which the attempts before could read nothing; 0 is the first attempt. */
    static FileSourceSplit attempt(FileSourceSplit file, int number) {
        String path = file.path().toString();
        return new FileSourceSplit(
                number == 0 ? path : "attempt " + number + ": " + path,
                file.path(),
                0,
                file.length(),
                file.fileModificationTime(),
                file.fileSize());
    }

    /** The number of the attempt that a split's id names. */
    static int attemptOf(String splitId) {
        Matcher attempt = ATTEMPT.matcher(splitId);
        return attempt.matches() ? Integer.parseInt(attempt.group(1)) : 0;
    }

    /** The path that a split's id names. */
    static Path pathOf(String splitId) {
        Matcher attempt = ATTEMPT.matcher(splitId);
        return InputPaths.ofText(attempt.matches() ? attempt.group(2) : splitId);
    }

    /** What a reader keeps in its state until the enumerator's state holds it. */
    static FileSourceSplit noteOf(FileUnread unread) {
        return new FileSourceSplit(
                (unread.refused() ? UNREAD_REFUSED : UNREAD) + unread.splitId(),
                pathOf(unread.splitId()),
                0,
                unread.bytes(),
                unread.modifiedMillis(),
                unread.bytes());
    }

    /** What a split says that is a {@link #noteOf} it; empty for any other one. */
    static Optional<FileUnread> unreadIn(FileSourceSplit split) {
        for (String prefix : List.of(UNREAD, UNREAD_REFUSED)) {
            if (split.splitId().startsWith(prefix)) {
                return Optional.of(
                        new FileUnread(
                                split.splitId().substring(prefix.length()),
                                split.fileSize(),
                                split.fileModificationTime(),
                                prefix.equals(UNREAD_REFUSED)));
            }
        }
        return Optional.empty();
    }

    /** Whether a split is a {@link #changeOf} a file, and not the file itself. */
    static boolean isChange(FileSourceSplit split) {
        return split.splitId().startsWith(CHANGE);
    }
}
