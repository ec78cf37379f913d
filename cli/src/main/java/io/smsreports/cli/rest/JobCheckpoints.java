package io.smsreports.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * A job's checkpoints since it was submitted. Flink also counts as failed what it did not even
 * begin, such as each time while a job's tasks are being started: that is left out, so failures are
 * counted in the list of the last ones.
 *
 * @param completed how many have completed
 * @param listed how many of the last ones Flink lists
 * @param failed how many of these have failed
 * @param newest the last one that completed
 */
public record JobCheckpoints(
        long completed, long listed, long failed, Optional<Checkpoint> newest) {

    /**
     * A completed checkpoint.
     *
     * @param completedAtMillis when, in epoch milliseconds
     * @param duration from its trigger to its end
     * @param bytes its size
     */
    public record Checkpoint(long completedAtMillis, Duration duration, long bytes) {

        private static Checkpoint of(JsonNode completed) {
            return new Checkpoint(
                    completed.path("latest_ack_timestamp").asLong(),
                    Duration.ofMillis(completed.path("end_to_end_duration").asLong()),
                    completed.path("state_size").asLong());
        }
    }

    /** From the answer of Flink's REST API. */
    public static JobCheckpoints of(JsonNode answer) {
        long listed = 0;
        long failed = 0;
        for (JsonNode checkpoint : answer.path("history")) {
            listed++;
            failed += checkpoint.path("status").asText().equals("FAILED") ? 1 : 0;
        }
        return new JobCheckpoints(
                answer.path("counts").path("completed").asLong(),
                listed,
                failed,
                Optional.of(answer.path("latest").path("completed"))
                        .filter(JsonNode::isObject)
                        .map(Checkpoint::of));
    }
}
