package io.smsreports.cli.cluster;

import io.smsreports.cli.rest.ClusterRest;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops a cluster of processes on this machine. A lock keeps two commands from changing
 * it at the same time.
 */
public final class LocalCluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    /** Flink ends within a second or two; what hangs is ended at once after this. */
    private static final Duration TERMINATION_LIMIT = Duration.ofSeconds(20);

    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(100);

    private final ClusterFolder folder;
    private final FileLock lock;

    private volatile boolean aborted;

    private LocalCluster(ClusterFolder folder, FileLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Locks the cluster of a folder for this command.
     *
     * @throws SmsReportsException if another command has locked it
     */
    public static LocalCluster open(ClusterFolder folder) throws IOException {
        return new LocalCluster(folder, folder.lock());
    }

    /**
     * Ends the processes that an earlier cluster has left after a crash.
     *
     * @return the processes that this has ended
     * @throws SmsReportsException if a cluster is running with all its processes
     */
    public List<ClusterProcess> stopStaleProcesses() throws IOException {
        Optional<ClusterRecord> earlier = folder.record();
        if (earlier.isPresent() && earlier.get().isComplete()) {
            throw new SmsReportsException(
                    ErrorCode.CLUSTER_REFUSED,
                    "a cluster runs already, with its web UI at http://localhost:%d: stop it first with ./sms-reports cluster stop"
                            .formatted(earlier.get().webPort()));
        }
        return stop();
    }

    /**
     * Starts all processes and waits until all slots are there; {@link #stopStaleProcesses} comes
     * first. If the start fails, everything is stopped again.
     *
     * @param store what the processes need to reach an object store
     * @throws SmsReportsException if the cluster does not come up in time
     * @throws InterruptedException also if it is aborted
     */
    public void start(ClusterSettings settings, BuiltFiles built, ObjectStore store)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(folder.environment());
        environment.putAll(store.credentials());
        Configuration configuration = FlinkCommand.configuration(settings, store, folder.tmp());
        folder.prepare(configuration, built.plugins());
        boolean started = false;
        try {
            startProcesses(
                    settings,
                    new FlinkCommand(folder, configuration, built.flinkClassPath()),
                    environment);
            awaitSlots(settings);
            started = true;
        } finally {
            if (!started) {
                stop();
            }
        }
    }

    /**
     * Aborts a {@link #start} in another thread. That thread stops everything again, so that no
     * process is started after the others were stopped.
     */
    public void abort() {
        aborted = true;
    }

    private void failIfAborted() throws InterruptedException {
        if (aborted) {
            throw new InterruptedException("The start was aborted.");
        }
    }

    private void startProcesses(
            ClusterSettings settings, FlinkCommand command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put(ClusterProcess.JOB_MANAGER, command.jobManager());
        for (int number = 1; number <= settings.taskManagers(); number++) {
            String name = "taskmanager-" + number;
            commands.put(name, command.taskManager(name));
        }
        ClusterRecord record = new ClusterRecord(settings.webPort(), settings.slots(), List.of());
        for (Map.Entry<String, List<String>> one : commands.entrySet()) {
            failIfAborted();
            String name = one.getKey();
            record =
                    record.with(
                            ClusterProcess.start(
                                    name, one.getValue(), environment, folder.out(name)));
            folder.write(record);
        }
    }

    private void awaitSlots(ClusterSettings settings) throws IOException, InterruptedException {
        ClusterRest rest = ClusterRest.local(settings.webPort());
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (slots(rest) < settings.allSlots()) {
            failIfAborted();
            failIfOneEnded();
            if (System.nanoTime() > deadline) {
                throw new SmsReportsException(
                        ErrorCode.CLUSTER_FAILED,
                        "the cluster was not ready within %d s and is stopped: its logs are in %s"
                                .formatted(
                                        START_LIMIT.toSeconds(), PlaceName.shown(folder.logs())));
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private static int slots(ClusterRest rest) throws InterruptedException {
        try {
            return rest.overview().slots();
        } catch (IOException notYet) {
            // Nothing answers, or the JobManager is not ready.
            LOG.debug("The cluster does not answer yet.", notYet);
            return 0;
        }
    }

    private void failIfOneEnded() throws IOException {
        for (ClusterProcess process : folder.record().orElseThrow().processes()) {
            if (!process.isAlive()) {
                throw new SmsReportsException(
                        ErrorCode.CLUSTER_FAILED,
                        "the process %s ended while it was starting, so that the cluster is stopped: see %s and %s"
                                .formatted(
                                        process.name(),
                                        PlaceName.shown(folder.log(process.name())),
                                        PlaceName.shown(folder.out(process.name()))));
            }
        }
    }

    /**
     * Ends all processes of the cluster, and no other one.
     *
     * @return those that were alive
     * @throws SmsReportsException if one cannot be ended
     */
    public List<ClusterProcess> stop() throws IOException {
        Optional<ClusterRecord> record = folder.record();
        if (record.isEmpty()) {
            return List.of();
        }
        List<ClusterProcess> alive = record.get().alive();
        alive.forEach(ClusterProcess::terminate);
        if (!awaitEnd(alive, TERMINATION_LIMIT)) {
            alive.forEach(ClusterProcess::kill);
            if (!awaitEnd(alive, KILL_LIMIT)) {
                throw new SmsReportsException(
                        ErrorCode.CLUSTER_FAILED,
                        "the processes %s do not end, not even by kill -9"
                                .formatted(record.get().alive()));
            }
        }
        folder.removeTemporaryFiles();
        folder.removeRecord();
        return alive;
    }

    private static boolean awaitEnd(List<ClusterProcess> processes, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (processes.stream().anyMatch(ClusterProcess::isAlive)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        lock.acquiredBy().close();
    }
}
