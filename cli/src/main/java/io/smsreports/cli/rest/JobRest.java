package io.smsreports.cli.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.smsreports.model.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The jobs of a cluster, by Flink's REST API. Every method throws {@link ErrorCode#NO_ANSWER} if
 * nothing answers or something else than Flink, and an {@link IOException} with Flink's message if
 * it refuses.
 */
public final class JobRest {

    private final RestApi api;

    /**
     * @param address such as {@code http://localhost:8081}
     */
    public JobRest(URI address) {
        this.api = new RestApi(address);
    }

    /** Where the API is. */
    public URI address() {
        return api.address();
    }

    RestApi api() {
        return api;
    }

    /**
     * A job that Flink knows.
     *
     * @param state Flink's word, such as RUNNING
     */
    public record Job(@JsonProperty("jid") String id, String name, String state) {

        /** Whether it has ended for good. */
        public boolean hasEnded() {
            return switch (state) {
                case "FINISHED", "CANCELED", "FAILED", "SUSPENDED" -> true;
                default -> false;
            };
        }
    }

    /** All jobs, also those that have ended. */
    public List<Job> jobs() throws IOException, InterruptedException {
        JsonNode jobs = api.get("/jobs/overview").path("jobs");
        if (!jobs.isArray()) {
            throw api.notFlink(null);
        }
        return api.list(jobs, Job.class);
    }

    /** One job. */
    Job job(String id) throws IOException, InterruptedException {
        return api.value(api.get("/jobs/" + id), Job.class);
    }

    /** How long ago the job was submitted. */
    Duration age(String id) throws IOException, InterruptedException {
        return Duration.ofMillis(api.get("/jobs/" + id).path("duration").asLong());
    }

    /** The parameters that the job was given for others to read. */
    public Map<String, String> parameters(String id) throws IOException, InterruptedException {
        Map<String, String> parameters = new HashMap<>();
        api.get("/jobs/" + id + "/config")
                .path("execution-config")
                .path("user-config")
                .properties()
                .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
        return parameters;
    }

    /** The job's failures that Flink still knows, oldest first. */
    public List<JobFailure> failures(String id) throws IOException, InterruptedException {
        JsonNode history = api.get("/jobs/" + id + "/exceptions").path("exceptionHistory");
        List<JobFailure> failures = new ArrayList<>();
        for (JobFailure failure : api.list(history.path("entries"), JobFailure.class)) {
            failures.add(0, failure);
        }
        return failures;
    }

    /** The job's checkpoints; none of a batch. */
    JobCheckpoints checkpoints(String id) throws IOException, InterruptedException {
        return JobCheckpoints.of(api.get("/jobs/" + id + "/checkpoints"));
    }
}
