package io.smsreports.failure;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureManager;
import org.apache.flink.util.FlinkException;
import org.apache.flink.util.SerializedThrowable;
import org.apache.flink.util.StateMigrationException;

/** Whether another attempt may succeed after a failure of a task. */
enum FailureKind {
    /** Storage, or the way to it: it may be back at any time. */
    STORAGE,

    /** Of the cluster, such as a lost process or missing slots: it may be mended at any time. */
    CLUSTER,

    /** The program or the data: thrown again at the same place, it will be thrown for ever. */
    PROGRAM,

    /** None of these for certain: it may pass, and may as well be thrown for ever. */
    UNKNOWN;

    private static final Set<ErrorCode> OF_CONTENT =
            Set.of(
                    ErrorCode.STATE_DAMAGED,
                    ErrorCode.OUTPUT_DAMAGED,
                    ErrorCode.REFERENCE_INVALID,
                    ErrorCode.SQL_INVALID);

    private static final String CHECKPOINTS_FAIL =
            CheckpointFailureManager.EXCEEDED_CHECKPOINT_TOLERABLE_FAILURE_MESSAGE;

    /** What kind a failure is. */
    static FailureKind of(Throwable failure) {
        List<Throwable> chain = chain(failure);
        if (chain.stream().anyMatch(FailureKind::isOfContent)) {
            return PROGRAM;
        }
        if (chain.stream().anyMatch(FailureKind::isOfStorage)) {
            return STORAGE;
        }
        Throwable root = chain.get(chain.size() - 1);
        if (isUnchecked(root) || isA(root, StateMigrationException.class)) {
            return PROGRAM;
        }
        return isOfCluster(root) ? CLUSTER : UNKNOWN;
    }

    /** The failure and its causes, from the outermost to the innermost. */
    static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable next = failure;
                next != null && !chain.contains(next);
                next = next.getCause()) {
            chain.add(next);
        }
        return chain;
    }

    /** The class that was thrown; one that this process does not have travels as its name. */
    static String typeOf(Throwable failure) {
        return failure instanceof SerializedThrowable serialized
                ? serialized.getOriginalErrorClassName()
                : failure.getClass().getName();
    }

    /** What the storage gives is wrong, and stays so. */
    private static boolean isOfContent(Throwable failure) {
        return failure instanceof SmsReportsException own && OF_CONTENT.contains(own.code());
    }

    private static boolean isOfStorage(Throwable failure) {
        if (failure instanceof SmsReportsException own) {
            return own.code() != ErrorCode.OUTPUT_TAKEN;
        }
        // Flink keeps the reason to itself: it is in the log and in the web UI.
        boolean ofCheckpoints =
                failure instanceof CheckpointException
                        || String.valueOf(failure.getMessage()).contains(CHECKPOINTS_FAIL);
        String type = typeOf(failure);
        return ofCheckpoints
                || isA(failure, IOException.class)
                || type.endsWith("IOException")
                || type.startsWith("org.apache.hadoop.fs.")
                || type.contains("com.amazonaws.");
    }

    /** A checked exception of Flink's own, or of the actors by which its processes talk. */
    private static boolean isOfCluster(Throwable failure) {
        String type = typeOf(failure);
        return isA(failure, FlinkException.class)
                || isA(failure, TimeoutException.class)
                || type.startsWith("org.apache.flink.")
                || type.startsWith("org.apache.pekko.");
    }

    private static boolean isUnchecked(Throwable failure) {
        return isA(failure, RuntimeException.class)
                || isA(failure, Error.class)
                || typeOf(failure).endsWith("RuntimeException")
                || typeOf(failure).endsWith("Error");
    }

    /** Whether it is of a class, also if only its own class's name has come here. */
    private static boolean isA(Throwable failure, Class<? extends Throwable> type) {
        if (!(failure instanceof SerializedThrowable)) {
            return type.isInstance(failure);
        }
        try {
            ClassLoader loader = FailureKind.class.getClassLoader();
            return type.isAssignableFrom(Class.forName(typeOf(failure), false, loader));
        } catch (ClassNotFoundException | LinkageError unknownHere) {
            return false;
        }
    }
}
