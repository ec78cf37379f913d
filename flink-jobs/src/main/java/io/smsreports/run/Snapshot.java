package io.smsreports.run;

import org.apache.flink.core.fs.Path;

/**
 * A checkpoint or savepoint that is complete, for it has a {@code _metadata} file.
 *
 * @param folder its folder, with scheme and absolute
 * @param checkpointId from its metadata; where that cannot be read, from a folder named {@code
 *     chk-N}; else {@link #UNKNOWN_ID}
 * @param modifiedAt when its metadata was written, in milliseconds since 1970
 * @param owner the token of the job that took it, or empty if that cannot be read
 * @param damage why it cannot be restored, or empty as far as the metadata shows
 */
record Snapshot(Path folder, long checkpointId, long modifiedAt, String owner, String damage) {

    /** Less than any checkpoint's id: Flink counts from 1. */
    static final long UNKNOWN_ID = 0;

    boolean isDamaged() {
        return !damage.isEmpty();
    }

    Snapshot damagedBy(String reason) {
        return new Snapshot(folder, checkpointId, modifiedAt, owner, reason);
    }
}
