package io.smsreports.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.flink.util.FlinkException;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.Test;

final class FailureHistoryTest {

    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long SECOND = 1_000;
    private static final FailureWords WORDS = new FailureWords(List.of());

    private final FailureHistory resumed = new FailureHistory(WORDS, true, true);
    private long now = 1_000_000_000;

    @Test
    void endsAJobThatFailsTwiceAtTheSamePlaceWithoutACheckpoint() {
        assertThat(fail(resumed, overflow())).isEmpty();
        assertThat(fail(resumed, overflow()))
                .contains(
                        "ArithmeticException: long overflow (twice, and no checkpoint in between)");
    }

    /** Months may lie between, or minutes: what matters is that the job got further. */
    @Test
    void forgetsAFailureOnceACheckpointHasCompleted() {
        assertThat(fail(resumed, overflow())).isEmpty();
        assertThat(resumed.progressed()).isTrue();
        now += 60 * DAY;

        assertThat(fail(resumed, overflow())).isEmpty();
        assertThat(resumed.progressed()).isTrue();
        assertThat(resumed.progressed()).isFalse();
    }

    @Test
    void endsAJobThatFailsSoonAfterEachCheckpoint() {
        for (int times = 1; times < FailureHistory.MAX_REPEATS; times++) {
            assertThat(fail(resumed, overflow())).isEmpty();
            resumed.progressed();
            now += 30 * SECOND;
        }
        assertThat(fail(resumed, overflow()))
                .contains("ArithmeticException: long overflow (10 times in a row)");
    }

    @Test
    void takesAFailureElsewhereForAnotherOne() {
        assertThat(fail(resumed, overflow())).isEmpty();
        assertThat(fail(resumed, new IllegalStateException("here"))).isEmpty();
        assertThat(fail(resumed, new IllegalStateException("there"))).isEmpty();
    }

    /** Tasks that fail because another one has are no second failure. */
    @Test
    void countsOneFailureAnAttempt() {
        assertThat(resumed.failed(overflow(), now)).isEmpty();
        assertThat(resumed.failed(overflow(), now)).isEmpty();
        resumed.restarted();
        assertThat(resumed.failed(overflow(), now)).isPresent();
    }

    @Test
    void waitsForStorageWithoutLimitOnceItHasCommitted() {
        FailureHistory started = new FailureHistory(WORDS, true, false);
        started.progressed();
        for (FailureHistory job : new FailureHistory[] {started, resumed}) {
            for (int day = 0; day < 100; day++) {
                assertThat(fail(job, new RuntimeException(new IOException("no disk")))).isEmpty();
                now += DAY;
            }
            assertThat(job.waitedMillis(now)).isEqualTo(100 * DAY);
            assertThat(job.reason()).isEqualTo("IOException: no disk");
        }
    }

    @Test
    void waitsForStorageForAMinuteBeforeItHasCommitted() {
        FailureHistory started = new FailureHistory(WORDS, true, false);
        assertThat(fail(started, new IOException("no disk"))).isEmpty();
        now += 59 * SECOND;
        assertThat(fail(started, new IOException("no disk"))).isEmpty();
        now += SECOND;
        assertThat(fail(started, new IOException("no disk")))
                .contains("IOException: no disk (for 60 s, and nothing is committed yet)");
    }

    @Test
    void leavesToABatchHowOftenItIsTried() {
        FailureHistory batch = new FailureHistory(WORDS, false, false);
        assertThat(fail(batch, new IOException("no disk"))).isEmpty();
        now += DAY;
        assertThat(fail(batch, new IOException("no disk"))).isEmpty();
        assertThat(fail(batch, overflow())).isEmpty();
        assertThat(fail(batch, overflow())).isPresent();
    }

    @Test
    void waitsForACluster() {
        FailureHistory started = new FailureHistory(WORDS, true, false);
        for (int times = 0; times < 100; times++) {
            assertThat(fail(started, new FlinkException("TaskManager is no longer reachable")))
                    .isEmpty();
            now += DAY;
        }
    }

    @Test
    void knowsStorageByAnyNameThatItHas() {
        Throwable[] failures = {
            new SmsReportsException(ErrorCode.STORAGE_READ_FAILED, "Reading x failed"),
            new AccessDeniedException("s3://bucket/key"),
            new FlinkRuntimeException(
                    "Exceeded checkpoint tolerable failure threshold. The latest checkpoint failed"
                            + " due to Asynchronous task checkpoint failed."),
            // Of a plugin, whose classes the JobManager cannot load.
            new SerializedThrowable(new RuntimeException(new UnheardOfIOException("503")))
        };
        for (Throwable failure : failures) {
            assertThat(FailureKind.of(failure)).as("%s", failure).isEqualTo(FailureKind.STORAGE);
        }
    }

    /** Of a class that the JobManager has, thrown by a task whose class loader is gone. */
    @Test
    void knowsAnUncheckedFailureByItsNameAlone() {
        assertThat(fail(resumed, byName(overflow()))).isEmpty();
        assertThat(fail(resumed, byName(overflow()))).isPresent();
        assertThat(FailureKind.of(byName(new FileNotFoundException("gone"))))
                .isEqualTo(FailureKind.STORAGE);
        assertThat(FailureKind.of(byName(new TimeoutException("no heartbeat"))))
                .isEqualTo(FailureKind.CLUSTER);
    }

    /** It may be an outage of what nobody has thought of, so it is tried longer than a mistake. */
    @Test
    void endsWhatItDoesNotKnowTheTenthTimeWithoutACheckpoint() {
        Throwable unknown = byName(new NeverHeardOfException("what is this"));
        for (int times = 1; times < FailureHistory.MAX_REPEATS; times++) {
            assertThat(fail(resumed, unknown)).isEmpty();
            now += DAY;
        }
        assertThat(fail(resumed, unknown))
                .contains(
                        "FailureHistoryTest$NeverHeardOfException: what is this (10 times, and no"
                                + " checkpoint in between)");
    }

    /** A task that waits for the commit log does not fail, and lets no checkpoint complete. */
    @Test
    void endsAWaitWithinATaskBeforeTheFirstCommit() {
        FailureHistory started = new FailureHistory(WORDS, true, false);
        assertThat(started.waitFor("the log does not answer", now)).isEmpty();
        assertThat(started.waitFor("the log does not answer", now + 59 * SECOND)).isEmpty();
        assertThat(started.waitFor("the log does not answer", now + 60 * SECOND))
                .contains("the log does not answer (for 60 s, and nothing is committed yet)");
        started.progressed();
        assertThat(started.waitFor("the log does not answer", now)).isEmpty();
        assertThat(started.waitFor("the log does not answer", now + DAY)).isEmpty();
        assertThat(resumed.waitFor("the log does not answer", now)).isEmpty();
        assertThat(resumed.waitFor("the log does not answer", now + DAY)).isEmpty();
    }

    private static Throwable byName(Throwable failure) {
        return new SerializedThrowable(failure);
    }

    private Optional<String> fail(FailureHistory job, Throwable failure) {
        Optional<String> end = job.failed(failure, now);
        job.restarted();
        return end;
    }

    private static Throwable overflow() {
        try {
            return new FlinkException("task failed", new RuntimeException(add(Long.MAX_VALUE)));
        } catch (ArithmeticException e) {
            return new FlinkException("task failed", new RuntimeException(e));
        }
    }

    private static String add(long value) {
        return Long.toString(Math.addExact(value, value));
    }

    private static final class NeverHeardOfException extends Exception {
        private static final long serialVersionUID = 1L;

        NeverHeardOfException(String message) {
            super(message);
        }
    }

    private static final class UnheardOfIOException extends IOException {
        private static final long serialVersionUID = 1L;

        UnheardOfIOException(String message) {
            super(message);
        }
    }
}
