package io.smsreports.watermark;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A value of each checkpoint that has not completed yet. */
final class PendingCheckpoints<T> {

    private final NavigableMap<Long, T> values = new TreeMap<>();

    void put(long checkpointId, T value) {
        values.put(checkpointId, value);
    }

    /** The value as of a completed checkpoint; none if a newer one completed before. */
    Optional<T> complete(long checkpointId) {
        Optional<T> newest =
                Optional.ofNullable(values.floorEntry(checkpointId)).map(Map.Entry::getValue);
        values.headMap(checkpointId, true).clear();
        return newest;
    }

    void abort(long checkpointId) {
        values.remove(checkpointId);
    }
}
