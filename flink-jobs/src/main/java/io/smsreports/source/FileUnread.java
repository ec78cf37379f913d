package io.smsreports.source;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * A reader tells the enumerator that it could read nothing of a file.
 *
 * @param splitId of the attempt
 * @param bytes the file's size when it was listed
 * @param modifiedMillis its modification time when it was listed
 * @param refused whether the storage refused to hand it out
 */
record FileUnread(String splitId, long bytes, long modifiedMillis, boolean refused)
        implements SourceEvent {

    private static final long serialVersionUID = 1L;
}
