package io.smsreports.ownership;

import io.smsreports.failure.TaskReports;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what the storage does not answer. A commit has no other choice: to give up would restart
 * the job, which would ask the same storage. Reports while it waits, so that the JobManager knows
 * of it, and ends a job that waits before its first commit. To be made in the task's own thread.
 */
final class StorageWait {

    private static final Logger LOG = LoggerFactory.getLogger(StorageWait.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /**
     * What passes sooner, such as a conflict of two requests for one entry, is nobody's concern.
     */
    private static final Duration FIRST_REPORT_AFTER = Duration.ofSeconds(2);

    private final String place;
    private final TaskReports reports = TaskReports.ofThisTask();

    StorageWait(String place) {
        this.place = place;
    }

    /** What to do; false: not yet done, for a reason that may pass. */
    interface Attempt {
        boolean succeeds() throws IOException;
    }

    String place() {
        return place;
    }

    /**
     * Attempts it until it succeeds.
     *
     * @throws SmsReportsException what a repetition would not change
     * @throws InterruptedException if the task is cancelled meanwhile
     */
    void until(Attempt attempt) throws SmsReportsException, InterruptedException {
        Duration pause = FIRST_PAUSE;
        long begin = System.nanoTime();
        while (true) {
            IOException failure = null;
            try {
                if (attempt.succeeds()) {
                    return;
                }
            } catch (SmsReportsException e) {
                throw e;
            } catch (IOException e) {
                failure = e;
            }
            if (failure != null) {
                LOG.debug("An entry of {} could not be read or written.", place, failure);
            }
            if (System.nanoTime() - begin >= FIRST_REPORT_AFTER.toNanos()) {
                reports.waitsFor("the commit log in " + place + " does not answer", failure);
            }
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2);
            if (pause.compareTo(LONGEST_PAUSE) > 0) {
                pause = LONGEST_PAUSE;
            }
        }
    }
}
