package io.smsreports.integration;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.InternalMiniClusterExtension;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.util.TestStreamEnvironment;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One cluster for as many tests as possible, because a cluster's start, and its first job's, take
 * longer than most tests. Jobs find it by {@code StreamExecutionEnvironment}. After each test no
 * job runs, and {@link ScriptedStorage} does what it should.
 */
final class SharedMiniCluster implements BeforeEachCallback, AfterEachCallback {

    private static final int SLOTS = 4;

    /** That of the newest cluster: a reporter is of no use any more when its cluster has ended. */
    private static volatile InMemoryReporter metrics;

    /** Ends with the last test of a class, or of several that run in one go. */
    private record Running(InternalMiniClusterExtension cluster) implements AutoCloseable {

        static Running start(ExtensionContext context) {
            metrics = InMemoryReporter.createWithRetainedMetrics();
            InternalMiniClusterExtension cluster =
                    new InternalMiniClusterExtension(
                            new MiniClusterResourceConfiguration.Builder()
                                    .setConfiguration(metrics.addToConfiguration(configuration()))
                                    .setNumberTaskManagers(1)
                                    .setNumberSlotsPerTaskManager(SLOTS)
                                    .build());
            try {
                cluster.beforeAll(context);
            } catch (Exception e) {
                throw new IllegalStateException("The mini cluster does not start.", e);
            }
            return new Running(cluster);
        }

        /** With heartbeats come accumulators. */
        private static Configuration configuration() {
            return new Configuration()
                    .set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(500));
        }

        @Override
        public void close() throws Exception {
            cluster.afterAll(null);
        }
    }

    /** A metric of a job's operators, also after its end. */
    static Map<String, Metric> metrics(JobID job, String name) {
        return metrics.findMetrics(job, name);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        TestStreamEnvironment.setAsContext(cluster(context), SLOTS);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        TestStreamEnvironment.unsetAsContext();
        ScriptedStorage.reset();
        MiniCluster cluster = cluster(context);
        for (JobStatusMessage job : cluster.listJobs().get()) {
            if (!job.getJobState().isGloballyTerminalState()) {
                cluster.cancelJob(job.getJobId()).get();
            }
        }
    }

    private static MiniCluster cluster(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedMiniCluster.class))
                .getOrComputeIfAbsent(Running.class, key -> Running.start(context), Running.class)
                .cluster()
                .getMiniCluster();
    }
}
