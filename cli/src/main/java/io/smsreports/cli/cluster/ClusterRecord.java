package io.smsreports.cli.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of a cluster that was started, in its folder's {@code cluster.json}.
 *
 * @param webPort the port of its web UI and REST API
 * @param slots of each TaskManager
 * @param processes the JobManager and the TaskManagers, as far as they were started
 */
record ClusterRecord(int webPort, int slots, List<ClusterProcess> processes) {

    ClusterRecord {
        processes = List.copyOf(processes);
    }

    ClusterRecord with(ClusterProcess started) {
        List<ClusterProcess> all = new ArrayList<>(processes);
        all.add(started);
        return new ClusterRecord(webPort, slots, all);
    }

    List<ClusterProcess> alive() {
        return processes.stream().filter(ClusterProcess::isAlive).toList();
    }

    boolean hasJobManager() {
        return alive().stream()
                .anyMatch(process -> process.name().equals(ClusterProcess.JOB_MANAGER));
    }

    /** Whether every process that was started lives, and at least two were. */
    boolean isComplete() {
        return processes.size() > 1 && alive().size() == processes.size();
    }
}
