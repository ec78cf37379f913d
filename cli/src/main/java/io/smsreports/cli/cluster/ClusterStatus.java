package io.smsreports.cli.cluster;

import io.smsreports.cli.rest.ClusterRest;
import io.smsreports.cli.rest.ClusterRest.TaskManager;
import io.smsreports.model.SmsReportsException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the processes of a cluster are.
 *
 * @param webPort the port of its web UI
 * @param answers whether the web UI does
 * @param members a line for each process that was started
 */
public record ClusterStatus(int webPort, boolean answers, List<Member> members) {

    public ClusterStatus {
        members = List.copyOf(members);
    }

    /**
     * One process.
     *
     * @param uptime how long it has been running; empty if it is dead
     * @param slots of a TaskManager that the JobManager knows
     */
    public record Member(
            ClusterProcess process, Optional<Duration> uptime, Optional<TaskManager> slots) {

        /** Whether it is running. */
        public boolean isAlive() {
            return uptime.isPresent();
        }
    }

    /** How the cluster of a folder is; empty if none was started, or if it was stopped. */
    public static Optional<ClusterStatus> of(ClusterFolder folder, Instant now)
            throws IOException, InterruptedException {
        Optional<ClusterRecord> record = folder.record();
        if (record.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<TaskManager>> known = taskManagers(record.get().webPort());
        List<Member> members =
                record.get().processes().stream()
                        .map(process -> member(process, known.orElse(List.of()), now))
                        .toList();
        return Optional.of(new ClusterStatus(record.get().webPort(), known.isPresent(), members));
    }

    /** Whether all processes live and the web UI answers. */
    public boolean isHealthy() {
        return answers && members.stream().allMatch(Member::isAlive);
    }

    private static Member member(ClusterProcess process, List<TaskManager> known, Instant now) {
        boolean alive = process.isAlive();
        return new Member(
                process,
                alive ? Optional.of(process.uptime(now)) : Optional.empty(),
                known.stream().filter(one -> alive && one.id().equals(process.name())).findFirst());
    }

    private static Optional<List<TaskManager>> taskManagers(int webPort)
            throws IOException, InterruptedException {
        try {
            return Optional.of(ClusterRest.local(webPort).taskManagers());
        } catch (SmsReportsException e) {
            return Optional.empty();
        }
    }
}
