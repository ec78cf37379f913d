package io.smsreports.cli.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.ExecutionPlan;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink within this JVM, reachable from this machine only. It starts in the background, as planning
 * a job needs no cluster, and lives until it is closed: also when its job has ended, so that the
 * job's last figures can be read.
 */
public final class EmbeddedCluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedCluster.class);

    private static final String LOOPBACK = "localhost";

    /** So often the figures of a running job change for whoever asks. */
    private static final Duration METRICS_INTERVAL = Duration.ofSeconds(1);

    /** Every answer of a stopped cluster is out by then; what still hangs ends with the JVM. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /** No task description is so large: all travel within the process, none by the blob port. */
    private static final int NEVER_OFFLOAD = Integer.MAX_VALUE;

    private final MiniCluster cluster;
    private final CompletableFuture<Void> started;

    private EmbeddedCluster(MiniCluster cluster) {
        this.cluster = cluster;
        this.started = CompletableFuture.runAsync(this::startCluster, EmbeddedCluster::inThread);
    }

    /**
     * Begins to start a cluster.
     *
     * @param slots how many tasks of one operator run at once
     * @param webPort where the web UI is served, 0 for any free port
     * @param logFile what the web UI shows as its log
     * @param options of Flink's own, on top of those set here
     */
    public static EmbeddedCluster start(
            int slots, int webPort, Path logFile, Configuration options) {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, LOOPBACK);
        configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        configuration.set(RestOptions.BIND_PORT, Integer.toString(webPort));
        configuration.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        configuration.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        configuration.set(BlobServerOptions.OFFLOAD_MINSIZE, NEVER_OFFLOAD);
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        configuration.set(WebOptions.LOG_PATH, logFile.toString());
        configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, METRICS_INTERVAL);
        // With it come the accumulators.
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, METRICS_INTERVAL);
        configuration.addAll(options);
        return new EmbeddedCluster(
                new LoopbackMiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(slots)
                                .build()));
    }

    private static void inThread(Runnable work) {
        Thread thread = new Thread(work, "embedded-cluster-start");
        thread.setDaemon(true);
        thread.start();
    }

    private void startCluster() {
        try {
            cluster.start();
        } catch (Exception e) {
            throw new IllegalStateException("Flink does not start within this process.", e);
        }
    }

    /** The address of the web UI and REST API; waits until it answers. */
    public URI webAddress() throws InterruptedException, ExecutionException {
        started.get();
        return URI.create("http://" + LOOPBACK + ":" + cluster.getRestAddress().get().getPort());
    }

    /**
     * Starts the job that an environment defines; waits until the cluster has it.
     *
     * @throws ExecutionException if the cluster does not start or refuses the job
     */
    public EmbeddedJob submit(StreamExecutionEnvironment environment, String name)
            throws Exception {
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(name);
        ExecutionPlan plan =
                PipelineExecutorUtils.getStreamGraph(
                        graph, new Configuration((Configuration) environment.getConfiguration()));
        graph.serializeUserDefinedInstances();
        started.get();
        JobID id = cluster.submitJob(plan).get().getJobID();
        return new EmbeddedJob(cluster, id);
    }

    /** Stops the cluster, or leaves it to the end of the JVM when that takes too long. */
    @Override
    public void close() {
        try {
            cluster.closeAsync().get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.info("The embedded cluster did not stop in time.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
