package io.smsreports.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smsreports.ledger.InputCounters;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.JobOperator;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Flink's REST API, as far as this project asks it. Every method throws {@link ErrorCode#NO_ANSWER}
 * if nobody answers, and an {@link IOException} with Flink's own words if it refuses.
 */
public final class JobRest {

    private static final String WAITING = "unassignedSplits";

    private static final List<String> FIGURES =
            List.of(
                    InputCounters.FILES,
                    InputCounters.ROWS,
                    InputCounters.ROWS_PER_SECOND,
                    InputCounters.REJECTED,
                    InputCounters.LATE,
                    InputCounters.WATERMARK,
                    InputCounters.PUBLISHED_UNTIL);

    private static final String RESTARTS = "numRestarts";

    private final RestApi api;

    /** Where the counters of a job are found; they stay there while it lives. */
    private record RoundPlaces(String gateVertex, String gatePrefix, String sourceVertex) {}

    private final Map<String, RoundPlaces> places = new HashMap<>();

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

    /**
     * A job that Flink knows.
     *
     * @param state Flink's word, such as RUNNING
     */
    public record Job(String id, String name, String state) {

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
        List<Job> jobs = new ArrayList<>();
        for (JsonNode job : get("/jobs/overview").path("jobs")) {
            jobs.add(job(job));
        }
        return jobs;
    }

    /** One job. */
    public Job job(String id) throws IOException, InterruptedException {
        return job(get("/jobs/" + id));
    }

    private static Job job(JsonNode job) {
        return new Job(
                job.path("jid").asText(), job.path("name").asText(), job.path("state").asText());
    }

    /** The parameters that the job was given for others to read. */
    public Map<String, String> parameters(String id) throws IOException, InterruptedException {
        Map<String, String> parameters = new HashMap<>();
        get("/jobs/" + id + "/config")
                .path("execution-config")
                .path("user-config")
                .properties()
                .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
        return parameters;
    }

    /** The job's failures that Flink still knows, oldest first. */
    public List<JobFailure> failures(String id) throws IOException, InterruptedException {
        List<JobFailure> failures = new ArrayList<>();
        for (JsonNode failure :
                get("/jobs/" + id + "/exceptions").path("exceptionHistory").path("entries")) {
            failures.add(
                    0,
                    new JobFailure(
                            failure.path("timestamp").asLong(),
                            failure.path("taskName").asText(""),
                            failure.path("stacktrace").asText("")));
        }
        return failures;
    }

    /** How long ago the job was submitted. */
    public Duration age(String id) throws IOException, InterruptedException {
        return Duration.ofMillis(get("/jobs/" + id).path("duration").asLong());
    }

    /** How often the job has been started again after a failure. */
    public long restarts(String id) throws IOException, InterruptedException {
        return Long.parseLong(
                metrics("/jobs/" + id + "/metrics", List.of(RESTARTS)).getOrDefault(RESTARTS, "0"));
    }

    /**
     * A job's checkpoints since it was submitted.
     *
     * @param newest the last one that completed
     */
    public record Checkpoints(long completed, long failed, Optional<Checkpoint> newest) {}

    /**
     * A completed checkpoint.
     *
     * @param completedAtMillis when, in epoch milliseconds
     * @param duration from its trigger to its end
     * @param bytes its size
     */
    public record Checkpoint(long completedAtMillis, Duration duration, long bytes) {}

    /** The job's checkpoints; none of a batch. */
    public Checkpoints checkpoints(String id) throws IOException, InterruptedException {
        JsonNode answer = get("/jobs/" + id + "/checkpoints");
        JsonNode newest = answer.path("latest").path("completed");
        return new Checkpoints(
                answer.path("counts").path("completed").asLong(),
                answer.path("counts").path("failed").asLong(),
                newest.isObject()
                        ? Optional.of(
                                new Checkpoint(
                                        newest.path("latest_ack_timestamp").asLong(),
                                        Duration.ofMillis(
                                                newest.path("end_to_end_duration").asLong()),
                                        newest.path("state_size").asLong()))
                        : Optional.empty());
    }

    /**
     * How far the job is; empty while its tasks are being deployed.
     *
     * @param watermarkDelay what the job's own parameter says
     */
    public Optional<JobFigures> figures(String id, Duration watermarkDelay)
            throws IOException, InterruptedException {
        Optional<RoundPlaces> found = places(id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RoundPlaces place = found.get();
        Map<String, String> counters =
                metrics(
                        "/jobs/%s/vertices/%s/metrics".formatted(id, place.gateVertex()),
                        FIGURES.stream().map(name -> place.gatePrefix() + name).toList());
        String watermark = counters.get(place.gatePrefix() + InputCounters.WATERMARK);
        if (watermark == null) {
            return Optional.empty();
        }
        String rate = place.gatePrefix() + InputCounters.ROWS_PER_SECOND;
        return Optional.of(
                new JobFigures(
                        count(counters, place, InputCounters.FILES),
                        filesWaiting(id, place.sourceVertex()),
                        count(counters, place, InputCounters.ROWS),
                        Double.parseDouble(counters.getOrDefault(rate, "0")),
                        count(counters, place, InputCounters.REJECTED),
                        count(counters, place, InputCounters.LATE),
                        unless(Long.MIN_VALUE, Long.parseLong(watermark)),
                        unless(
                                InputCounters.UNKNOWN,
                                count(counters, place, InputCounters.PUBLISHED_UNTIL)),
                        watermarkDelay));
    }

    private static OptionalLong unless(long none, long value) {
        return value == none ? OptionalLong.empty() : OptionalLong.of(value);
    }

    private static long count(Map<String, String> counters, RoundPlaces place, String name) {
        return Long.parseLong(counters.getOrDefault(place.gatePrefix() + name, "0"));
    }

    private Optional<RoundPlaces> places(String id) throws IOException, InterruptedException {
        RoundPlaces known = places.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        String gate = "";
        String source = "";
        for (JsonNode vertex : get("/jobs/" + id).path("vertices")) {
            String name = vertex.path("name").asText();
            gate =
                    name.contains(JobOperator.LATE_GATE.displayName())
                            ? vertex.path("id").asText()
                            : gate;
            source =
                    name.contains(JobOperator.SOURCE.displayName())
                            ? vertex.path("id").asText()
                            : source;
        }
        if (gate.isEmpty() || source.isEmpty()) {
            return Optional.empty();
        }
        String end = "." + InputCounters.GROUP + "." + InputCounters.WATERMARK;
        for (String metric : names("/jobs/%s/vertices/%s/metrics".formatted(id, gate))) {
            if (metric.endsWith(end)) {
                String prefix =
                        metric.substring(0, metric.length() - InputCounters.WATERMARK.length());
                places.put(id, new RoundPlaces(gate, prefix, source));
            }
        }
        return Optional.ofNullable(places.get(id));
    }

    private long filesWaiting(String id, String vertex) throws IOException, InterruptedException {
        String path = "/jobs/%s/vertices/%s/jm-operator-metrics".formatted(id, vertex);
        for (String name : names(path)) {
            if (name.endsWith(WAITING)) {
                return Long.parseLong(metrics(path, List.of(name)).getOrDefault(name, "0"));
            }
        }
        return 0;
    }

    private List<String> names(String path) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        get(path).forEach(metric -> names.add(metric.path("id").asText()));
        return names;
    }

    private Map<String, String> metrics(String path, List<String> names)
            throws IOException, InterruptedException {
        String query =
                names.stream()
                        .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
                        .collect(Collectors.joining(","));
        Map<String, String> values = new HashMap<>();
        get(path + "?get=" + query)
                .forEach(
                        metric ->
                                values.put(
                                        metric.path("id").asText(), metric.path("value").asText()));
        return values;
    }

    /**
     * How a stop that was asked for goes on.
     *
     * @param completed whether it is decided
     * @param failure why there is no savepoint, if it is decided so
     */
    public record StopProgress(boolean completed, Optional<String> failure) {}

    /**
     * Asks the job to end with a savepoint.
     *
     * @param folder where the savepoint goes
     * @param drain whether to close every window first
     * @return the id of this request for {@link #stopProgress}
     */
    public String stop(String id, String folder, boolean drain)
            throws IOException, InterruptedException {
        JsonNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("targetDirectory", folder)
                        .put("drain", drain);
        return api.post("/jobs/" + id + "/stop", body).path("request-id").asText();
    }

    /** How far a stop is. */
    public StopProgress stopProgress(String id, String requestId)
            throws IOException, InterruptedException {
        JsonNode answer = get("/jobs/" + id + "/savepoints/" + requestId);
        JsonNode failure = answer.path("operation").path("failure-cause");
        return new StopProgress(
                answer.path("status").path("id").asText().equals("COMPLETED"),
                failure.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(
                                new JobFailure(0, "", failure.path("stack-trace").asText())
                                        .reason()));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return api.get(path);
    }
}
