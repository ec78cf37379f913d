package io.smsreports.model;

/**
 * Why a {@link SmsReportsException} was thrown, and what a process that ends with it exits with.
 */
public enum ErrorCode {
    /** A run must not start, or a batch must not be published; nothing has changed. */
    RUN_REFUSED(Exit.REFUSED),

    /** A batch that was given nothing to compute; nothing has changed. */
    NOTHING_TO_DO(Exit.NOTHING_TO_DO),

    /** The input is not what a run can read; nothing has been done yet. */
    INPUT_MISSING(Exit.REFUSED),

    /** The reference file is missing or wrong: reading it again is no use. */
    REFERENCE_INVALID(Exit.REFUSED),

    /** The SQL files cannot define reports; nothing has been done yet. */
    SQL_INVALID(Exit.REFUSED),

    /** A place in an object store cannot be used as it is set; nothing has been changed. */
    STORAGE_UNUSABLE(Exit.REFUSED),

    /** The storage failed while an input file was read: the job restarts and reads it again. */
    STORAGE_READ_FAILED(Exit.FAILED),

    /** A file of {@code _sms-reports} or of a checkpoint cannot be understood. */
    STATE_DAMAGED(Exit.FAILED),

    /** The job has failed in a way that another attempt would not mend. */
    JOB_FAILED(Exit.FAILED),

    /** The store has not been reached for as long as a start waits; nothing has been changed. */
    STORAGE_UNREACHABLE(Exit.FAILED),

    /** Another job has taken the output: this one must end and publish nothing more. */
    OUTPUT_TAKEN(Exit.REFUSED),

    /** A published file says something that cannot be understood, or that cannot be true. */
    OUTPUT_DAMAGED(Exit.FAILED),

    /** What is to be read of an output is not there, or cannot be read now. */
    OUTPUT_UNUSABLE(Exit.REFUSED),

    /** The local cluster cannot be started or stopped. */
    CLUSTER_FAILED(Exit.FAILED),

    /** The local cluster must not be started or stopped now. */
    CLUSTER_REFUSED(Exit.REFUSED),

    /** Nothing answers at the address of Flink's REST API, or it is not Flink that does. */
    NO_ANSWER(Exit.FAILED),

    /** A command failed on the way. */
    COMMAND_FAILED(Exit.FAILED),

    /** A command was refused before it did anything. */
    COMMAND_REFUSED(Exit.REFUSED),

    /** A command was ended by a signal, such as Ctrl-C. */
    INTERRUPTED(Exit.INTERRUPTED);

    /** The exit codes; a nested class because constants come before an enum's own fields. */
    private static final class Exit {
        private static final int FAILED = 1;
        private static final int REFUSED = 2;
        private static final int NOTHING_TO_DO = 3;

        /** What a shell says of a process that Ctrl-C has ended. */
        private static final int INTERRUPTED = 130;
    }

    private final int exitCode;

    ErrorCode(int exitCode) {
        this.exitCode = exitCode;
    }

    /**
     * What a process ends with: 1 failed on the way, 2 refused, 3 nothing to do, 130 ended by a
     * signal.
     */
    public int exitCode() {
        return exitCode;
    }

    /** Whether something was refused before anything was done. */
    public boolean isRefusal() {
        return exitCode == Exit.REFUSED;
    }

    /** Whether a failure, apart from its causes, has this code. */
    public boolean isCodeOf(Throwable failure) {
        return failure instanceof SmsReportsException own && own.code() == this;
    }
}
