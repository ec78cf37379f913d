package io.smsreports.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.smsreports.failure.WaitingMetrics;
import io.smsreports.ledger.InputCounters;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.JobOperator;
import io.smsreports.model.JobParameters;
import java.io.IOException;
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
 * The metrics of one job. Every method throws {@link ErrorCode#NO_ANSWER} if nothing answers, and
 * an {@link IOException} with Flink's message if it refuses.
 */
public final class JobMetrics {

    /** Of Flink's source coordinator: files found and not handed to a reader yet. */
    private static final String UNASSIGNED_SPLITS = "unassignedSplits";

    private static final String RESTARTS = "numRestarts";

    private final RestApi api;
    private final String job;

    /** Where Flink shows the counters. They stay there while the job lives. */
    private record GateMetrics(String path, String prefix) {}

    /** Null until the tasks are deployed. */
    private GateMetrics gate;

    /**
     * @param job Flink's id of the job
     */
    public JobMetrics(JobRest rest, String job) {
        this.api = rest.api();
        this.job = "/jobs/" + job;
    }

    /** How often Flink has restarted the job after a failure. */
    long restarts() throws IOException, InterruptedException {
        return number(values(job + "/metrics", List.of(RESTARTS)), RESTARTS);
    }

    /**
     * How far the job is; empty while its tasks are being deployed.
     *
     * @param parameters of the job
     */
    public Optional<JobFigures> figures(Map<String, String> parameters)
            throws IOException, InterruptedException {
        if (gate == null) {
            gate = findGate().orElse(null);
        }
        Map<String, String> counters = gate == null ? Map.of() : counters();
        if (!counters.containsKey(InputCounters.WATERMARK)) {
            return Optional.empty();
        }
        return Optional.of(
                new JobFigures(
                        number(counters, InputCounters.FILES),
                        unassignedSplits(),
                        number(counters, InputCounters.ROWS),
                        Double.parseDouble(
                                counters.getOrDefault(InputCounters.ROWS_PER_SECOND, "0")),
                        number(counters, InputCounters.REJECTED),
                        number(counters, InputCounters.LATE),
                        unless(Long.MIN_VALUE, number(counters, InputCounters.WATERMARK)),
                        unless(
                                InputCounters.UNKNOWN,
                                number(counters, InputCounters.PUBLISHED_UNTIL)),
                        Duration.ofMillis(number(parameters, JobParameters.WATERMARK_DELAY_MILLIS)),
                        counters.getOrDefault(InputCounters.HELD_BY, "")));
    }

    private Map<String, String> counters() throws IOException, InterruptedException {
        List<String> names =
                List.of(
                        InputCounters.FILES,
                        InputCounters.ROWS,
                        InputCounters.ROWS_PER_SECOND,
                        InputCounters.REJECTED,
                        InputCounters.LATE,
                        InputCounters.WATERMARK,
                        InputCounters.PUBLISHED_UNTIL,
                        InputCounters.HELD_BY);
        Map<String, String> counters = new HashMap<>();
        values(gate.path(), names.stream().map(gate.prefix()::concat).toList())
                .forEach(
                        (name, value) ->
                                counters.put(name.substring(gate.prefix().length()), value));
        return counters;
    }

    private Map<JobOperator, String> vertexPaths() throws IOException, InterruptedException {
        Map<JobOperator, String> paths = new HashMap<>();
        for (JsonNode vertex : api.get(job).path("vertices")) {
            for (JobOperator operator : List.of(JobOperator.LATE_GATE, JobOperator.SOURCE)) {
                if (vertex.path("name").asText().contains(operator.displayName())) {
                    paths.put(operator, job + "/vertices/" + vertex.path("id").asText());
                }
            }
        }
        return paths;
    }

    private Optional<GateMetrics> findGate() throws IOException, InterruptedException {
        Optional<String> vertex = Optional.ofNullable(vertexPaths().get(JobOperator.LATE_GATE));
        if (vertex.isEmpty()) {
            return Optional.empty();
        }
        String path = vertex.get() + "/metrics";
        String watermark = "." + InputCounters.GROUP + "." + InputCounters.WATERMARK;
        return names(path).stream()
                .filter(name -> name.endsWith(watermark))
                .map(name -> name.substring(0, name.length() - InputCounters.WATERMARK.length()))
                .findFirst()
                .map(prefix -> new GateMetrics(path, prefix));
    }

    /** What the job waits for since a failure, also while it has no task; empty if all is well. */
    Optional<JobWait> waiting() throws IOException, InterruptedException {
        String reason = ofSource(WaitingMetrics.REASON).orElse("");
        return reason.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new JobWait(
                                Duration.ofSeconds(
                                        Long.parseLong(
                                                ofSource(WaitingMetrics.SECONDS).orElse("0"))),
                                reason));
    }

    private Optional<String> ofSource(String metric) throws IOException, InterruptedException {
        Optional<String> vertex = Optional.ofNullable(vertexPaths().get(JobOperator.SOURCE));
        if (vertex.isEmpty()) {
            return Optional.empty();
        }
        String path = vertex.get() + "/jm-operator-metrics";
        for (String name : names(path)) {
            if (name.endsWith(metric)) {
                return Optional.ofNullable(values(path, List.of(name)).get(name));
            }
        }
        return Optional.empty();
    }

    private long unassignedSplits() throws IOException, InterruptedException {
        return ofSource(UNASSIGNED_SPLITS).map(Long::parseLong).orElse(0L);
    }

    private List<String> names(String path) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        api.get(path).forEach(metric -> names.add(metric.path("id").asText()));
        return names;
    }

    private Map<String, String> values(String path, List<String> names)
            throws IOException, InterruptedException {
        String query =
                names.stream()
                        .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8))
                        .collect(Collectors.joining(","));
        Map<String, String> values = new HashMap<>();
        for (JsonNode metric : api.get(path + "?get=" + query)) {
            values.put(metric.path("id").asText(), metric.path("value").asText());
        }
        return values;
    }

    private static long number(Map<String, String> values, String name) {
        return Long.parseLong(values.getOrDefault(name, "0"));
    }

    private static OptionalLong unless(long none, long value) {
        return value == none ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
