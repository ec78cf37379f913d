package io.smsreports.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.smsreports.model.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.CoreOptions;

/**
 * What Flink's REST API says of a cluster. Every method throws {@link ErrorCode#NO_ANSWER} if
 * nobody answers, and an {@link IOException} with Flink's own words if it refuses.
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
     * A cluster at a glance.
     *
     * @param slots of all TaskManagers
     * @param freeSlots of which no job has
     */
    public record Overview(int taskManagers, int slots, int freeSlots) {}

    /** The cluster at a glance. */
    public Overview overview() throws IOException, InterruptedException {
        JsonNode overview = api.get("/overview");
        return new Overview(
                overview.path("taskmanagers").asInt(),
                overview.path("slots-total").asInt(),
                overview.path("slots-available").asInt());
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
     * @param id what it is called
     */
    public record TaskManager(String id, int slots, int freeSlots) {}

    /** The TaskManagers that the JobManager knows. */
    public List<TaskManager> taskManagers() throws IOException, InterruptedException {
        List<TaskManager> found = new ArrayList<>();
        for (JsonNode one : api.get("/taskmanagers").path("taskmanagers")) {
            found.add(
                    new TaskManager(
                            one.path("id").asText(),
                            one.path("slotsNumber").asInt(),
                            one.path("freeSlots").asInt()));
        }
        return found;
    }
}
