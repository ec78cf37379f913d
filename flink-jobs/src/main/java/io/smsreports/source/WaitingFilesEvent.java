package io.smsreports.source;

import io.smsreports.model.WaitingFiles;
import org.apache.flink.api.connector.source.SourceEvent;

/** The enumerator tells a reader what waits; the reader passes it on to the gate. */
record WaitingFilesEvent(WaitingFiles files) implements SourceEvent {

    private static final long serialVersionUID = 1L;
}
