package io.smsreports.cli.cluster;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * The size and the configuration of a cluster to start.
 *
 * @param webPort the port of its web UI and REST API on this machine
 * @param taskManagers how many
 * @param slots of each
 * @param options Flink's own, on top of what this project sets
 */
public record ClusterSettings(
        int webPort, int taskManagers, int slots, Map<String, String> options) {

    public ClusterSettings {
        requireNonNull(options, "options");
        options = Map.copyOf(options);
    }

    /** The slots of all TaskManagers. */
    int allSlots() {
        return taskManagers * slots;
    }
}
