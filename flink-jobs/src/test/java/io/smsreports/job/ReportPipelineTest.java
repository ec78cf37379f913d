package io.smsreports.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.ReportWindow;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.run.RunMode;
import io.smsreports.source.CdrFileSource;
import io.smsreports.source.FileList;
import io.smsreports.sql.PipelineSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flink is given to run. Nothing is run here. */
final class ReportPipelineTest {

    private static final int READERS = 3;

    private static final Pattern SQL_UID = Pattern.compile("(Sink Committer: )?\\d+_[a-z-]+");

    @TempDir static Path folder;

    private static List<StreamNode> streaming;
    private static List<StreamNode> streamingAgain;
    private static List<StreamNode> batch;

    @BeforeAll
    static void planTheJob() throws IOException {
        Files.writeString(folder.resolve("ref.csv"), "PayType,value\n0,Prepaid\n");
        streaming = plan(RunMode.STREAMING);
        batch = plan(RunMode.BATCH);
        streamingAgain = plan(RunMode.STREAMING);
    }

    @Test
    void computesTheSharedAggregateOnceInStreaming() {
        assertAggregatesTheSlicesOnce(streaming);
    }

    @Test
    void computesTheSharedAggregateOnceInBatch() {
        assertAggregatesTheSlicesOnce(batch);
    }

    /**
     * By the description, as the plan is text: one table is read, by one operator, by one window.
     */
    private static void assertAggregatesTheSlicesOnce(List<StreamNode> nodes) {
        List<StreamNode> slices =
                having(
                        nodes,
                        "DataStreamToTable(stream=default_catalog.default_database.revenue_slices");
        assertThat(slices).hasSize(1);
        assertThat(slices.get(0).getOutEdges()).hasSize(1);

        List<StreamNode> windows = having(nodes, "TUMBLE(time_col=[event_time]");
        assertThat(windows).hasSize(1);
        assertThat(windows.get(0).getOutEdges()).hasSize(1);
    }

    @Test
    void tumblesByTheWindowThatTheGateDecidesOn() {
        String size = "size=[" + TimeUtils.formatWithHighestUnit(ReportWindow.SIZE) + "]";
        List<String> both =
                List.of(
                        "sms-files",
                        "block-reducer",
                        "rejected-rows",
                        "Sink Committer: rejected-rows");
        assertThat(parallel(batch)).containsExactlyInAnyOrderElementsOf(both);
        assertThat(parallel(streaming))
                .containsAll(both)
                .contains("rejected-rows: checkpoint-number")
                .hasSize(both.size() + 1);
    }

    private static List<String> parallel(List<StreamNode> nodes) {
        List<String> parallel = new ArrayList<>();
        for (StreamNode node : nodes) {
            if (node.getParallelism() != 1) {
                assertThat(node.getParallelism()).isEqualTo(READERS);
                parallel.add(node.getTransformationUID());
            }
        }
        return parallel;
    }

    private static List<StreamNode> having(List<StreamNode> nodes, String description) {
        return nodes.stream()
                .filter(node -> node.getOperatorDescription().contains(description))
                .toList();
    }

    private static List<String> uids(List<StreamNode> nodes) {
        return nodes.stream().map(StreamNode::getTransformationUID).toList();
    }

    private static List<String> uidsOfOurOwn(List<StreamNode> nodes) {
        return uids(nodes).stream().filter(uid -> !SQL_UID.matcher(uid).matches()).toList();
    }

    /** Fails if any operator needs Kryo, as a run forbids it. */
    private static List<StreamNode> plan(RunMode mode) throws IOException {
        JobSettings settings =
                JobCommandLine.parse(
                        Map.of("REF_MAP_PATH", folder.resolve("ref.csv").toString()),
                        mode == RunMode.BATCH ? "--mode=batch" : "--mode=streaming");
        Configuration flink = new Configuration();
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(READERS);
        org.apache.flink.core.fs.Path input = new org.apache.flink.core.fs.Path(folder.toUri());
        new ReportPipeline(env, settings, PipelineSql.packaged(), "run", owner(mode), input)
                .define(source(mode, input));
        Collection<StreamNode> nodes = env.getStreamGraph(false).getStreamNodes();
        return List.copyOf(nodes);
    }

    private static Optional<OutputOwner> owner(RunMode mode) {
        return mode == RunMode.BATCH
                ? Optional.empty()
                : Optional.of(new OutputOwner("out", "run", "log", true, "token", 0, "", 0));
    }

    private static CdrFileSource source(RunMode mode, org.apache.flink.core.fs.Path input) {
        return mode == RunMode.BATCH
                ? CdrFileSource.bounded(input, FileList.EMPTY)
                : CdrFileSource.monitoring(input, Duration.ofSeconds(1), Duration.ofSeconds(1));
    }
}
