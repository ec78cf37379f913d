package io.smsreports.model;

/**
 * The parameters that a job carries for whoever looks at it from outside: the web UI, and commands
 * that show or stop it. Each is a text.
 */
public final class JobParameters {

    /** The run's id. */
    public static final String RUN = "run";

    /** How the run reads its input. */
    public static final String MODE = "mode";

    /** The folder that is read. */
    public static final String INPUT = "input";

    /** The reference file. */
    public static final String REFERENCE = "reference";

    /** The base folder of all outputs. */
    public static final String OUTPUT = "output";

    /** The folder of the run's checkpoints and savepoints. */
    public static final String CHECKPOINTS = "checkpoints";

    /** The watermark delay in milliseconds; absent in batch. */
    public static final String WATERMARK_DELAY_MILLIS = "watermark-delay-millis";

    /**
     * Whether nobody waits for the job's end ({@code true}): whoever stops such a job then deletes
     * what it leaves.
     */
    public static final String DETACHED = "detached";

    private JobParameters() {}
}
