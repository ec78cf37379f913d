package io.smsreports.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/**
 * A job's checkpoints since it was submitted.
 *
 * @param newest the last one that completed
 */
public record JobCheckpoints(long completed, long failed, Optional<Checkpoint> newest) {

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

    static JobCheckpoints of(JsonNode answer) {
        return new JobCheckpoints(
                answer.path("counts").path("completed").asLong(),
                answer.path("counts").path("failed").asLong(),
                Optional.of(answer.path("latest").path("completed"))
                        .filter(JsonNode::isObject)
                        .map(Checkpoint::of));
    }
}
