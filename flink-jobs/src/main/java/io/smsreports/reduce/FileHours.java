package io.smsreports.reduce;

import java.util.List;

/**
 * What a file in work has shown of the hours that come twice: an element of the state of {@link
 * BlockReducer}.
 *
 * @param fileBytes with the modification time it says which delivery of the file it is
 * @param offset where the last block began of which this knows
 */
public record FileHours(
        String file, long fileBytes, long fileModifiedMillis, long offset, List<ShownHour> hours) {}
