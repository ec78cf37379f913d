package io.smsreports.failure;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a task's trouble to the JobManager, where it becomes the job's one line a minute, the
 * row {@code waiting} of {@code status}, and the {@link WaitingMetrics}. For what Flink hears
 * nothing of, as the task neither fails nor goes on: until the checkpoint timeout nobody else would
 * know.
 *
 * <p>The {@link FailureWatch} of a task opens the way, for the task's own thread, which makes and
 * initialises all operators of the task. Outside of a task this logs by itself.
 */
public final class TaskReports {

    private static final Logger LOG = LoggerFactory.getLogger(TaskReports.class);

    /** A thread runs one attempt of one task, and ends with it. */
    private static final ThreadLocal<TaskReports> OF_THREAD = new ThreadLocal<>();

    private final FailureWords words;
    private final Consumer<TaskReport> receiver;

    private TaskReports(FailureWords words, Consumer<TaskReport> receiver) {
        this.words = words;
        this.receiver = receiver;
    }

    /** Opens the way for the task of the current thread. */
    static void open(FailureWords words, Consumer<TaskReport> receiver) {
        OF_THREAD.set(new TaskReports(words, receiver));
    }

    /** Those of the task that the current thread belongs to; other threads may use them then. */
    public static TaskReports ofThisTask() {
        TaskReports own = OF_THREAD.get();
        return own == null ? new TaskReports(FailureWords.NOWHERE, new LogLines()) : own;
    }

    /**
     * The task waits and commits nothing until then. To be repeated while it waits, every ten
     * seconds or so.
     *
     * @param what it waits for, such as "the commit log in x"
     * @param failure the last attempt's, or null if the storage gave no reason
     */
    public void waitsFor(String what, Throwable failure) {
        receiver.accept(new TaskReport(true, text(what, failure)));
    }

    /**
     * The task cannot do something that the job goes on without.
     *
     * @param what as in "the heartbeat of x cannot be written"
     */
    public void cannotDo(String what, Throwable failure) {
        receiver.accept(new TaskReport(false, text(what, failure)));
    }

    private String text(String what, Throwable failure) {
        return failure == null ? what : what + ": " + words.of(failure);
    }

    /** A line a minute. */
    private static final class LogLines implements Consumer<TaskReport> {

        private final AtomicLong next = new AtomicLong(System.nanoTime());

        @Override
        public void accept(TaskReport report) {
            long due = next.get();
            long now = System.nanoTime();
            if (now - due >= 0 && next.compareAndSet(due, now + TimeUnit.MINUTES.toNanos(1))) {
                LOG.warn("{}; it is tried again.", report.text());
            }
        }
    }
}
