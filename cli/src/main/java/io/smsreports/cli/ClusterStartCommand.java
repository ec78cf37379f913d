package io.smsreports.cli;

import io.smsreports.cli.cluster.BuiltFiles;
import io.smsreports.cli.cluster.ClusterFolder;
import io.smsreports.cli.cluster.ClusterProcess;
import io.smsreports.cli.cluster.ClusterSettings;
import io.smsreports.cli.cluster.LocalCluster;
import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobCommandLine;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cluster start}: returns when the cluster is ready for jobs. */
@Command(
        name = "start",
        description = {
            "Starts the cluster, and ends when it is ready for jobs.",
            "",
            "What an earlier cluster has left, after a crash, is ended first. All ports are open to"
                    + " this machine only."
        },
        sortOptions = false)
final class ClusterStartCommand implements Callable<Integer> {

    /** Each is a JVM of a GiB or more. */
    private static final int MOST_TASK_MANAGERS = 16;

    private static final int MOST_SLOTS = 64;

    private static final String BY_WEB_PORT = "use --web-port";

    /** What the other commands find the cluster by, and its size. */
    private static final Map<ConfigOption<?>, String> OWNED =
            Map.of(
                    RestOptions.PORT,
                    BY_WEB_PORT,
                    RestOptions.BIND_PORT,
                    BY_WEB_PORT,
                    TaskManagerOptions.NUM_TASK_SLOTS,
                    "use --slots");

    @Spec private CommandSpec spec;
    @Mixin private Storage storage;

    @Mixin private WebPort webPort;

    @Option(
            names = "--taskmanagers",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "How many TaskManagers, a process each (default: ${DEFAULT-VALUE}). One needs"
                            + " 768 MiB and 256 MiB a slot.")
    private int taskManagers;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "2",
            description =
                    "The slots of each TaskManager (default: ${DEFAULT-VALUE}). A job takes half of"
                            + " all slots unless it is told otherwise.")
    private int slots;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "An option of Flink's own, on top of those set here; may be repeated.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        within("--taskmanagers", taskManagers, MOST_TASK_MANAGERS);
        within("--slots", slots, MOST_SLOTS);
        FlinkOptions.require(spec, options, OWNED);
        Screen screen = SmsReports.screen(spec);
        ClusterFolder folder = ClusterCommand.folder();
        try (LocalCluster cluster = LocalCluster.open(folder)) {
            for (ClusterProcess process : cluster.stopStaleProcesses()) {
                screen.print(
                        "Ended %s (process %d), which an earlier cluster had left."
                                .formatted(process.name(), process.pid()));
            }
            ClusterSettings settings =
                    new ClusterSettings(
                            webPort.chosenFreePort(), taskManagers, slots, fitting(options));
            start(cluster, settings);
            screen.print(
                    "The cluster is ready: %d TaskManager%s with %d slot%s each. Web UI http://localhost:%d, logs %s"
                            .formatted(
                                    taskManagers,
                                    taskManagers == 1 ? "" : "s",
                                    slots,
                                    slots == 1 ? "" : "s",
                                    settings.webPort(),
                                    PlaceName.shown(folder.logs())));
            return ExitCode.OK;
        } catch (IllegalConfigurationException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /**
     * Adds what the store needs of the places that the environment names. The job checks them
     * again; a bucket may still be made until then.
     */
    private Map<String, String> fitting(Map<String, String> given)
            throws IOException, InterruptedException {
        List<BucketCheck.Named> places = writtenBuckets();
        Map<String, String> ofTheStore = new LinkedHashMap<>(given);
        ofTheStore.keySet().removeIf(key -> !ObjectStore.isOption(key));
        ObjectStore store = storage.objectStore(ofTheStore);
        Map<String, String> fitting = new LinkedHashMap<>(given);
        if (places.isEmpty()) {
            return fitting;
        }
        store.open(places.stream().map(BucketCheck.Named::place).toList());
        try {
            fitting.putAll(store.settingsFor(places));
        } catch (SmsReportsException e) {
            SmsReports.screen(spec).warn(e.getMessage());
        }
        return fitting;
    }

    private List<BucketCheck.Named> writtenBuckets() {
        try {
            return JobCommandLine.parse(Storage.environment(spec)).places().stream()
                    .filter(BucketCheck.Named::written)
                    .filter(named -> ObjectStore.holds(named.place()))
                    .toList();
        } catch (ParameterException e) {
            // A setting of the job is wrong, which is for the job's start to say.
            return List.of();
        }
    }

    private void start(LocalCluster cluster, ClusterSettings settings)
            throws IOException, InterruptedException {
        StopSignals signals = StopSignals.take(cluster::abort);
        try {
            cluster.start(settings, BuiltFiles.besideThisCode(), storage.objectStore());
        } catch (IOException | InterruptedException e) {
            if (!signals.received()) {
                throw e;
            }
            // A signal may also end the processes that are just being started.
            cluster.stop();
            throw new SmsReportsException(
                    ErrorCode.INTERRUPTED,
                    "given up before it was ready, and everything is stopped again",
                    e);
        }
    }

    private void within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s must be 1 to %d, not %d".formatted(option, most, value));
        }
    }
}
