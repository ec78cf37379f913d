package io.smsreports.ownership;

import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats what the storage does not answer. A commit has no other choice: to give up would restart
 * the job, which would ask the same storage. Logs a line a minute while it waits.
 */
final class StorageWait {

    private static final Logger LOG = LoggerFactory.getLogger(StorageWait.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    /**
     * What passes sooner, such as a conflict of two requests for one entry, is nobody's concern.
     */
    private static final Duration FIRST_LINE_AFTER = Duration.ofSeconds(2);

    private final String place;

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
        long nextLine = System.nanoTime() + FIRST_LINE_AFTER.toNanos();
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
            if (System.nanoTime() >= nextLine) {
                LOG.warn(
                        "Waiting for {} to answer; nothing is committed until then.",
                        place,
                        failure);
                nextLine = System.nanoTime() + BETWEEN_LINES.toNanos();
            }
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2);
            if (pause.compareTo(LONGEST_PAUSE) > 0) {
                pause = LONGEST_PAUSE;
            }
        }
    }
}
