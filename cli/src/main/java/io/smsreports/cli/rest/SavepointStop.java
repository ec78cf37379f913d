package io.smsreports.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smsreports.cli.rest.JobRest.Job;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.time.Duration;

/** Ends a job with a savepoint, and waits until both are done. */
public final class SavepointStop {

    /** The savepoint, and with it the last commits. */
    private static final Duration SAVEPOINT_LIMIT = Duration.ofMinutes(2);

    /** From the savepoint to the end of the job. */
    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    /** Longer than the cluster shows an old state of a job (web.refresh-interval, 3 s). */
    private static final Duration STATE_LIMIT = Duration.ofSeconds(4);

    private static final Duration POLL = Duration.ofMillis(200);

    /** Flink's message about a job that is just starting or restarting. */
    private static final String NOT_RUNNING_YET = "Not all required tasks are currently running";

    private final JobRest rest;
    private final String job;
    private final JsonNode body;

    /**
     * @param job Flink's id of the job
     * @param folder where the savepoint goes
     * @param drain whether to close every window first
     */
    public SavepointStop(JobRest rest, String job, String folder, boolean drain) {
        this.rest = rest;
        this.job = job;
        this.body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("targetDirectory", folder)
                        .put("drain", drain);
    }

    /**
     * Stops the job.
     *
     * @return false if the job or its cluster is gone before the outcome of the savepoint is known:
     *     an embedded cluster ends with its job, and a job may end by itself
     * @throws SmsReportsException if the job has not ended as requested
     */
    public boolean stop() throws IOException, InterruptedException {
        if (!awaitSavepoint()) {
            return false;
        }
        awaitEnd();
        return true;
    }

    private boolean awaitSavepoint() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SAVEPOINT_LIMIT.toNanos();
        String request = request();
        while (System.nanoTime() < deadline) {
            JsonNode answer;
            try {
                answer = rest.api().get("/jobs/" + job + "/savepoints/" + request);
            } catch (SmsReportsException e) {
                return false;
            }
            JsonNode failure = answer.path("operation").path("failure-cause");
            if (!failure.isMissingNode()) {
                String reason =
                        new JobFailure(0, "", failure.path("stack-trace").asText()).reason();
                if (reason.contains(NOT_RUNNING_YET)) {
                    Thread.sleep(POLL.toMillis());
                    request = request();
                    continue;
                }
                if (hasEndedByItself()) {
                    return false;
                }
                throw failed("the job could not be stopped and runs on: " + reason);
            }
            if (answer.path("status").path("id").asText().equals("COMPLETED")) {
                return true;
            }
            Thread.sleep(POLL.toMillis());
        }
        throw failed(
                "the job has taken no savepoint within %d s; it may still do so"
                        .formatted(SAVEPOINT_LIMIT.toSeconds()));
    }

    /**
     * A job that goes on from the savepoint of a drain has nothing left to do: it may end while it
     * is asked to. Flink shows a job's state some seconds late.
     */
    private boolean hasEndedByItself() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + STATE_LIMIT.toNanos();
        do {
            try {
                if (rest.job(job).hasEnded()) {
                    return true;
                }
            } catch (SmsReportsException ended) {
                return true;
            }
            Thread.sleep(POLL.toMillis());
        } while (System.nanoTime() < deadline);
        return false;
    }

    private String request() throws IOException, InterruptedException {
        return rest.api().post("/jobs/" + job + "/stop", body).path("request-id").asText();
    }

    /** An embedded cluster ends with its job: no answer is an end, too. */
    private void awaitEnd() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + END_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Job now;
            try {
                now = rest.job(job);
            } catch (SmsReportsException ended) {
                return;
            }
            if (now.state().equals("FINISHED")) {
                return;
            }
            if (now.hasEnded()) {
                throw failed("the job ended as " + now.state() + "; see its own log");
            }
            Thread.sleep(POLL.toMillis());
        }
        throw failed(
                "the savepoint is taken, but the job has not ended within %d s"
                        .formatted(END_LIMIT.toSeconds()));
    }

    private static SmsReportsException failed(String message) {
        return new SmsReportsException(ErrorCode.COMMAND_FAILED, message);
    }
}
