package io.smsreports.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.ledger.InputCounters;
import io.smsreports.testing.Eventually;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.Test;

final class IdleStopTest {

    private final ScriptedJob job = new ScriptedJob();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @Test
    void stopsWithoutDrainWhenAllIsRead() throws Exception {
        begin(true);
        Eventually.await("it has looked", () -> job.looks() > 1);
        assertThat(job.stops).isEmpty();

        job.allRead = 1;
        Eventually.await("the job is stopped", () -> !job.stops.isEmpty());
        assertThat(job.stops).containsExactly("checkpoints, drain false");
        assertThat(asked).hasSize(1);
    }

    /** As while the job's tasks are being started anew. */
    @Test
    void triesAgainWithoutAskingAgainWhenNoSavepointCanBeTaken() throws Exception {
        job.refusals = 2;
        job.allRead = 1;
        begin(true);

        Eventually.await("the job is stopped", () -> job.stops.size() == 3);
        assertThat(asked).hasSize(1);
    }

    @Test
    void looksAgainAfterAFailureThatMayHaveItReadAgain() throws Exception {
        job.refusals = 1;
        job.readAfterRefusal = 0;
        job.allRead = 1;
        begin(true);
        Eventually.await("it is refused", () -> job.stops.size() == 1);
        long looks = job.looks();
        Eventually.await("it looks again", () -> job.looks() > looks + 1);
        assertThat(job.stops).hasSize(1);

        job.allRead = 1;
        Eventually.await("the job is stopped", () -> job.stops.size() == 2);
    }

    @Test
    void leavesAJobAloneThatSomeoneElseStops() throws Exception {
        job.allRead = 1;
        begin(false);

        Eventually.await("it is asked", () -> !asked.isEmpty());
        Eventually.await("its thread ends", () -> threads() == 0);
        assertThat(job.stops).isEmpty();
    }

    @Test
    void endsWithTheJob() throws Exception {
        begin(true);
        Eventually.await("it has looked", () -> job.looks() > 0);

        job.end.complete(null);

        Eventually.await("its thread ends", () -> threads() == 0);
        assertThat(job.stops).isEmpty();
    }

    private void begin(boolean mayStop) {
        new IdleStop(
                        job,
                        "checkpoints",
                        () -> {
                            asked.add("asked");
                            return mayStop;
                        })
                .begin();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("idle-stop"))
                .count();
    }

    /** A job whose figures and answers a test sets. */
    private static final class ScriptedJob implements JobClient {

        private final List<String> stops = new CopyOnWriteArrayList<>();
        private final List<Long> looks = new CopyOnWriteArrayList<>();
        private final CompletableFuture<JobExecutionResult> end = new CompletableFuture<>();
        private volatile long allRead;
        private volatile int refusals;
        private volatile long readAfterRefusal = 1;

        private long looks() {
            return looks.size();
        }

        @Override
        public JobID getJobID() {
            return new JobID();
        }

        @Override
        public CompletableFuture<JobStatus> getJobStatus() {
            return CompletableFuture.completedFuture(JobStatus.RUNNING);
        }

        @Override
        public CompletableFuture<Void> cancel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<String> stopWithSavepoint(
                boolean drain, String folder, SavepointFormatType format) {
            stops.add(folder + ", drain " + drain);
            if (stops.size() <= refusals) {
                allRead = readAfterRefusal;
                return CompletableFuture.failedFuture(new IllegalStateException("not running"));
            }
            end.complete(null);
            return CompletableFuture.completedFuture("savepoint");
        }

        @Override
        public CompletableFuture<String> triggerSavepoint(
                String folder, SavepointFormatType format) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Map<String, Object>> getAccumulators() {
            looks.add(allRead);
            return CompletableFuture.completedFuture(
                    Map.of(InputCounters.ALL_READ, (Object) allRead));
        }

        @Override
        public CompletableFuture<JobExecutionResult> getJobExecutionResult() {
            return end;
        }
    }
}
