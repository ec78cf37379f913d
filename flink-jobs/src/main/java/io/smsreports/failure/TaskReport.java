package io.smsreports.failure;

import static java.util.Objects.requireNonNull;

import org.apache.flink.runtime.operators.coordination.OperatorEvent;

/**
 * What a task lets the JobManager know while it runs on.
 *
 * @param waits whether the task commits nothing until that is over
 * @param text what it waits for, or what it cannot do, in one line without a full stop
 */
record TaskReport(boolean waits, String text) implements OperatorEvent {

    private static final long serialVersionUID = 1L;

    TaskReport {
        requireNonNull(text, "text");
    }
}
