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

    /** The job ends, and the same command is given twice at the same moment: one may go on. */
    record DoubleStart(boolean byKill, Moment moment, Duration after) implements Disturbance {}

    /**
     * SIGSTOP to a process, and SIGCONT when another has taken its place or is about to.
     *
     * @param victim the embedded JVM, beside which the same command is given where nobody can see
     *     whether that lives; or a TaskManager, for which Flink takes another one
     * @param sleep from the start of the second one, or of the pause
     */
    record Pause(Victim victim, Duration sleep, Moment moment, Duration after)
            implements Disturbance {}

    /**
     * A fault of the S3 server.
     *
     * @param amount seconds, or times; see {@link UnreliableS3#bringAbout}
     */
    record StorageFault(UnreliableS3.Fault fault, int amount, Moment moment, Duration after)
            implements Disturbance {}
}
