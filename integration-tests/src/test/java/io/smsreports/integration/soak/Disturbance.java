package io.smsreports.integration.soak;

import io.smsreports.integration.objectstore.UnreliableS3;
import java.time.Duration;

/** Something that is done to a job, or to its storage, at a moment. */
sealed interface Disturbance {

    /** When. */
    Moment moment();

    /** How long after the moment. */
    Duration after();

    /** Whose end a kill is. */
    enum Victim {
        /** The one process of an embedded job or batch. */
        EMBEDDED_JVM("the embedded JVM"),
        JOB_MANAGER("the JobManager"),
        TASK_MANAGER("a TaskManager");

        private final String label;

        Victim(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** SIGKILL to a process. */
    record Kill(Victim victim, Moment moment, Duration after) implements Disturbance {}

    /**
     * A fault of the S3 server.
     *
     * @param amount seconds, or times; see {@link UnreliableS3#bringAbout}
     */
    record StorageFault(UnreliableS3.Fault fault, int amount, Moment moment, Duration after)
            implements Disturbance {}
}
