package io.smsreports.cli.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.smsreports.model.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.apache.flink.configuration.CoreOptions;

/**
 * A cluster's resources, by Flink's REST API. Every method throws {@link ErrorCode#NO_ANSWER} if
 * nothing answers or something else than Flink, and an {@link IOException} with Flink's message if
 * it refuses.
 */
public final class ClusterRest {

    private final RestApi api;

    /**
     * @param address such as {@code http://localhost:8081}
     */
    public ClusterRest(URI address) {
        this.api = new RestApi(address);
    }

    /** The API on a port of this machine. */
    public static ClusterRest local(int port) {
        return new ClusterRest(URI.create("http://localhost:" + port));
    }

    /** Where the API is. */
    public URI address() {
        return api.address();
    }

    /**
     * A cluster's size and load.
     *
     * @param slots of all TaskManagers
     * @param freeSlots of which no job has
     * @param jobs that run
     */
    public record Overview(
            @JsonProperty("slots-total") int slots,
            @JsonProperty("slots-available") int freeSlots,
            @JsonProperty("jobs-running") int jobs) {}

    /** The cluster's size and load. */
    public Overview overview() throws IOException, InterruptedException {
        JsonNode overview = api.get("/overview");
        if (!overview.has("slots-total")) {
            throw api.notFlink(null);
        }
        return api.value(overview, Overview.class);
    }

    /** The parallelism of a job that names none. */
    public int defaultParallelism() throws IOException, InterruptedException {
        for (JsonNode setting : api.get("/jobmanager/config")) {
            if (setting.path("key").asText().equals(CoreOptions.DEFAULT_PARALLELISM.key())) {
                return setting.path("value").asInt(CoreOptions.DEFAULT_PARALLELISM.defaultValue());
            }
        }
        return CoreOptions.DEFAULT_PARALLELISM.defaultValue();
    }

    /**
     * One TaskManager.
     *
     * @param id its resource id
     */
    public record TaskManager(String id, @JsonProperty("slotsNumber") int slots, int freeSlots) {}

    /** The TaskManagers that the JobManager knows. */
    public List<TaskManager> taskManagers() throws IOException, InterruptedException {
        return api.list(api.get("/taskmanagers").path("taskmanagers"), TaskManager.class);
    }
}
