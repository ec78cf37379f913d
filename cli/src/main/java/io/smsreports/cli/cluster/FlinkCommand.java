package io.smsreports.cli.cluster;

import io.smsreports.storage.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.TaskManagerOptions.TaskManagerLoadBalanceMode;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.jobmanager.JobManagerProcessSpec;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * The command lines of Flink's processes, as Flink's own scripts make them: memory is divided by
 * Flink's own rules. All ports are open to this machine only.
 */
final class FlinkCommand {

    private static final String LOOPBACK = "localhost";

    /** The web UI, the plans of some jobs, and Flink's classes: it computes nothing. */
    private static final MemorySize JOB_MANAGER_MEMORY = MemorySize.ofMebiBytes(768);

    private static final MemorySize JOB_MANAGER_OFF_HEAP = MemorySize.ofMebiBytes(64);

    /** What a TaskManager needs whatever its slots: classes, threads, network buffers. */
    private static final int TASK_MANAGER_MEBIBYTES = 768;

    /** Blocks of a MiB in flight, S3 uploads, and SQL's tables: for each slot. */
    private static final int SLOT_MEBIBYTES = 256;

    /** Sums of windows are small; most of a slot's memory is better heap. */
    private static final float MANAGED_FRACTION = 0.25f;

    /** 2 MiB for each exchange that waits for all of its input. */
    private static final int SORT_BUFFERS = 64;

    /** How often the metrics in the web UI and the REST API change. */
    private static final Duration METRICS_INTERVAL = Duration.ofSeconds(1);

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private final ClusterFolder folder;
    private final Configuration configuration;
    private final String classPath;

    /**
     * @param configuration as {@link #configuration} makes it
     * @param classPath Flink's jars
     */
    FlinkCommand(ClusterFolder folder, Configuration configuration, String classPath) {
        this.folder = folder;
        this.configuration = configuration;
        this.classPath = classPath;
    }

    /** Flink's configuration for a cluster, the same for all of its processes. */
    static Configuration configuration(ClusterSettings settings, ObjectStore store, Path tmp)
            throws IOException {
        Configuration flink = new Configuration();
        flink.set(RestOptions.ADDRESS, LOOPBACK);
        flink.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        flink.set(RestOptions.PORT, settings.webPort());
        flink.set(RestOptions.BIND_PORT, Integer.toString(settings.webPort()));
        flink.set(JobManagerOptions.ADDRESS, LOOPBACK);
        flink.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        flink.set(JobManagerOptions.PORT, anyFreePort());
        flink.set(TaskManagerOptions.HOST, LOOPBACK);
        flink.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        flink.set(JobManagerOptions.TOTAL_PROCESS_MEMORY, JOB_MANAGER_MEMORY);
        flink.set(JobManagerOptions.OFF_HEAP_MEMORY, JOB_MANAGER_OFF_HEAP);
        flink.set(
                TaskManagerOptions.TOTAL_PROCESS_MEMORY,
                MemorySize.ofMebiBytes(TASK_MANAGER_MEBIBYTES + SLOT_MEBIBYTES * settings.slots()));
        flink.set(TaskManagerOptions.MANAGED_MEMORY_FRACTION, MANAGED_FRACTION);
        flink.set(TaskManagerOptions.NUM_TASK_SLOTS, settings.slots());
        flink.set(
                TaskManagerOptions.TASK_MANAGER_LOAD_BALANCE_MODE,
                TaskManagerLoadBalanceMode.SLOTS);
        // The other half is free for queries while the job runs.
        flink.set(CoreOptions.DEFAULT_PARALLELISM, Math.max(1, settings.allSlots() / 2));
        flink.set(CoreOptions.TMP_DIRS, tmp.toString());
        flink.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, METRICS_INTERVAL);
        // A job's settings come from the machine of who submits it, not from the JobManager's.
        flink.set(WebOptions.SUBMIT_ENABLE, false);
        // A query's or a batch's sums are small; Flink's own 512 buffers each are for great sorts.
        flink.set(NettyShuffleEnvironmentOptions.NETWORK_SORT_SHUFFLE_MIN_BUFFERS, SORT_BUFFERS);
        store.settings().forEach(flink::setString);
        settings.options().forEach(flink::setString);
        return flink;
    }

    /** Another process may still take it; then the JobManager does not start. */
    private static int anyFreePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    /** The JobManager's command line. */
    List<String> jobManager() {
        JobManagerProcessSpec memory = JobManagerProcessUtils.processSpecFromConfig(configuration);
        return command(
                ClusterProcess.JOB_MANAGER,
                JobManagerProcessUtils.generateJvmParametersStr(memory, configuration),
                CoreOptions.FLINK_JM_JVM_OPTIONS,
                StandaloneSessionClusterEntrypoint.class,
                JobManagerProcessUtils.generateDynamicConfigsStr(memory));
    }

    /** A TaskManager's command line. */
    List<String> taskManager(String name) {
        TaskExecutorProcessSpec memory =
                TaskExecutorProcessUtils.processSpecFromConfig(configuration);
        List<String> command =
                command(
                        name,
                        ProcessMemoryUtils.generateJvmParametersStr(memory),
                        CoreOptions.FLINK_TM_JVM_OPTIONS,
                        TaskManagerRunner.class,
                        TaskExecutorProcessUtils.generateDynamicConfigsStr(memory));
        command.addAll(
                List.of("-D", TaskManagerOptions.TASK_MANAGER_RESOURCE_ID.key() + "=" + name));
        return command;
    }

    private List<String> command(
            String process,
            String memoryFlags,
            ConfigOption<String> userFlags,
            Class<?> main,
            String memoryOptions) {
        List<String> command = FlinkJvm.command();
        command.addAll(flags(memoryFlags));
        command.addAll(flags(configuration.get(CoreOptions.FLINK_JVM_OPTIONS)));
        command.addAll(flags(configuration.get(userFlags)));
        command.add("-Dlog.file=" + folder.log(process));
        command.add("-Dlog4j.configurationFile=" + folder.loggingConfiguration().toUri());
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of("--configDir", folder.conf().toString()));
        command.addAll(flags(memoryOptions));
        return command;
    }

    private static List<String> flags(String text) {
        return BLANKS.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
    }
}
