package io.smsreports.sql;

import io.smsreports.model.SmsReportsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The labels of a {@link ReferenceFile} that may change while a job runs. When asked for a label,
 * and not more often than the check interval, it looks whether the file has another modification
 * time or length, and reads it anew. A version that is wrong or gone changes nothing; the log says
 * once why.
 *
 * <p>A new version is read only when it is one check interval old, or was there already at the
 * check before: a file that is just being written in place would lack paytypes.
 *
 * <p>Not thread-safe: every lookup task has its own.
 */
final class ReferenceTable {

    private static final Logger LOG = LoggerFactory.getLogger(ReferenceTable.class);

    private final Path file;
    private final long intervalMillis;
    private final InstantSource clock;

    private Map<Integer, String> labels;

    /** The version that the labels come from. */
    private Version current;

    /** The version that the last check found. */
    private Version seen;

    /** The version that has been logged as unusable. */
    private Version refused;

    private boolean unreachable;
    private long lastCheckMillis;

    /**
     * Reads the file for the first time.
     *
     * @throws IOException if it cannot be read or is wrong: there are no labels to fall back on
     */
    ReferenceTable(Path file, Duration checkInterval, InstantSource clock) throws IOException {
        this.file = file;
        this.intervalMillis = checkInterval.toMillis();
        this.clock = clock;
        this.lastCheckMillis = clock.millis();
        // Asked before the content is read: a change in between shows at the next check.
        this.current = Version.of(file);
        this.seen = current;
        this.refused = current;
        this.labels = ReferenceFile.read(file);
    }

    /** The label of a paytype, or nothing if the file has none for it. */
    Optional<String> label(int paytype) {
        long now = clock.millis();
        // Also when the clock was set back, or no check would come for as long.
        if (now - lastCheckMillis >= intervalMillis || now < lastCheckMillis) {
            lastCheckMillis = now;
            check(now);
        }
        return Optional.ofNullable(labels.get(paytype));
    }

    private void check(long now) {
        try {
            Version found = Version.of(file);
            boolean stable = found.equals(seen) || now - found.modifiedMillis() >= intervalMillis;
            seen = found;
            if (found.equals(current)) {
                refused = current;
            } else if (stable && !found.equals(refused)) {
                reload(found);
            }
            unreachable = false;
        } catch (IOException e) {
            // May pass, so this version is tried again at the next check.
            if (!unreachable) {
                LOG.warn("{}: cannot be read now, so its last labels stay in use", file, e);
            }
            unreachable = true;
        }
    }

    private void reload(Version found) throws IOException {
        try {
            labels = ReferenceFile.read(file);
            current = found;
            LOG.info("{}: changed, {} paytypes read", file, labels.size());
        } catch (SmsReportsException e) {
            LOG.warn("The paytypes' last good labels stay in use: {}", e.getMessage());
        }
        refused = found;
    }

    /**
     * Distinguishes one content of the file from another.
     *
     * @param modifiedMillis when it was written, in milliseconds since 1970
     * @param length in bytes; -1 if there is no file
     */
    private record Version(long modifiedMillis, long length) {

        private static final Version MISSING = new Version(0, -1);

        static Version of(Path file) throws IOException {
            try {
                FileStatus status = file.getFileSystem().getFileStatus(file);
                return new Version(status.getModificationTime(), status.getLen());
            } catch (FileNotFoundException e) {
                return MISSING;
            }
        }
    }
}
