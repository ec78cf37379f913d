package io.smsreports.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.model.FileSeries;
import io.smsreports.model.JobParameters;
import io.smsreports.model.ReportWindow;
import io.smsreports.ownership.OutputOwner;
import io.smsreports.run.RunMode;
import io.smsreports.source.Backlog;
import io.smsreports.source.CdrFileSource;
import io.smsreports.source.FileList;
import io.smsreports.source.Watching;
import io.smsreports.sql.PipelineSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.util.TimeUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flink is given to run. Nothing is run here. */
final class ReportPipelineTest {

    private static final int READERS = 3;

    private static final Pattern SQL_UID =
            Pattern.compile(
                    "(Sink Committer: )?\\d+_[a-z-]+(: failure-watch|: checkpoint-number)?");

    @TempDir static Path folder;

    private static List<StreamNode> streaming;
    private static List<StreamNode> streamingAgain;
    private static List<StreamNode> batch;
    private static StreamGraph streamingPlan;
    private static StreamGraph batchPlan;

    @BeforeAll
    static void planTheJob() throws IOException {
        Files.writeString(folder.resolve("ref.csv"), "PayType,value\n0,Prepaid\n");
        streamingPlan = plan(RunMode.STREAMING);
        batchPlan = plan(RunMode.BATCH);
        streaming = nodes(streamingPlan);
        batch = nodes(batchPlan);
        streamingAgain = nodes(plan(RunMode.STREAMING));
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
        for (List<StreamNode> nodes : List.of(streaming, batch)) {
            assertThat(having(nodes, "TUMBLE(time_col=[event_time], " + size)).hasSize(1);
            assertThat(having(nodes, "TUMBLE(time_col=[labelled_time], " + size)).hasSize(1);
            assertThat(having(nodes, "TUMBLE(time_col=[last_window], " + size)).hasSize(1);
        }
    }

    @Test
    void givesEveryOperatorOfItsOwnAFixedUid() {
        assertThat(uidsOfOurOwn(streaming))
                .containsExactlyInAnyOrder(
                        "sms-files",
                        "block-reducer",
                        "late-gate",
                        "slices-to-sql",
                        "day-slices-to-sql",
                        "late-slices-to-sql",
                        "open-totals",
                        "late-totals",
                        "file-ledger",
                        "run-lifecycle",
                        "rejected-rows: failure-watch",
                        "rejected-rows",
                        "rejected-rows: checkpoint-number",
                        "Sink Committer: rejected-rows",
                        "file-ledger-files",
                        "file-ledger-files: checkpoint-number",
                        "Sink Committer: file-ledger-files",
                        "file-days-files: failure-watch",
                        "file-days-files",
                        "file-days-files: checkpoint-number",
                        "Sink Committer: file-days-files");
        assertThat(uidsOfOurOwn(batch))
                .containsExactlyInAnyOrder(
                        "sms-files",
                        "block-reducer",
                        "late-gate",
                        "slices-to-sql",
                        "day-slices-to-sql",
                        "file-ledger",
                        "run-lifecycle",
                        "rejected-rows: failure-watch",
                        "rejected-rows",
                        "Sink Committer: rejected-rows",
                        "file-ledger-files",
                        "Sink Committer: file-ledger-files",
                        "file-days-files: failure-watch",
                        "file-days-files",
                        "Sink Committer: file-days-files");
    }

    @Test
    void givesEveryOperatorOfSqlAUidOfItsOwn() {
        assertThat(uids(streaming)).doesNotContainNull().doesNotHaveDuplicates();
        assertThat(uids(streaming)).contains("1_external-datastream");
    }

    /** Else a job that resumes in a JVM that has planned before would not find its state. */
    @Test
    void givesTheSameUidsHoweverOftenTheJvmHasPlanned() {
        assertThat(uids(streamingAgain)).containsExactlyInAnyOrderElementsOf(uids(streaming));
    }

    @Test
    void namesEveryOperator() {
        assertThat(streaming)
                .extracting(StreamNode::getOperatorName)
                .allSatisfy(name -> assertThat(name).isNotBlank().isNotEqualTo("Unnamed"))
                .contains(
                        "Source: SMS files",
                        "parse and reduce",
                        "late gate",
                        "file ledger",
                        "run lifecycle",
                        "open_totals",
                        "late totals",
                        "slices to SQL",
                        "rejected_rows: Writer",
                        "file_ledger: Writer",
                        "file_days: Writer");
    }

    /** A window appears in one file; only what lies before the gate runs in parallel. */
    @Test
    void readsInParallelAndDoesAllElseOnce() {
        List<String> both =
                List.of(
                        "sms-files",
                        "block-reducer",
                        "rejected-rows: failure-watch",
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

    /** Flink tells the coordinators of a task of its failures, and those of no other one. */
    @Test
    void watchesEveryTaskForFailures() {
        assertThat(tasks(streamingPlan)).hasSize(5).allMatch(ReportPipelineTest::isWatched);
        // In batch a committer is a task of its own, in which nothing but storage fails.
        assertThat(tasks(batchPlan).stream().filter(task -> !task.endsWith(": Committer")))
                .hasSize(5)
                .allMatch(ReportPipelineTest::isWatched);
    }

    private static boolean isWatched(String task) {
        return task.contains("failure watch");
    }

    private static List<String> tasks(StreamGraph plan) {
        List<String> names = new ArrayList<>();
        plan.getJobGraph().getVertices().forEach(task -> names.add(task.getName()));
        return names;
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
    private static StreamGraph plan(RunMode mode) throws IOException {
        JobSettings settings =
                JobCommandLine.parse(
                        Map.of("REF_MAP_PATH", folder.resolve("ref.csv").toString()),
                        mode == RunMode.BATCH ? "--mode=batch" : "--mode=streaming");
        Configuration flink = new Configuration();
        flink.set(PipelineOptions.GENERIC_TYPES, false);
        flink.set(
                PipelineOptions.GLOBAL_JOB_PARAMETERS,
                Map.of(JobParameters.OUTPUT, "/srv/reports"));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        env.setParallelism(READERS);
        org.apache.flink.core.fs.Path input = new org.apache.flink.core.fs.Path(folder.toUri());
        new ReportPipeline(env, settings, PipelineSql.packaged(), "run", owner(mode), input)
                .define(source(mode, input));
        return env.getStreamGraph(false);
    }

    private static List<StreamNode> nodes(StreamGraph plan) {
        return List.copyOf(plan.getStreamNodes());
    }

    private static Optional<OutputOwner> owner(RunMode mode) {
        return mode == RunMode.BATCH
                ? Optional.empty()
                : Optional.of(new OutputOwner("out", "run", "log", true, "token", 0, "", 0));
    }

    private static CdrFileSource source(RunMode mode, org.apache.flink.core.fs.Path input) {
        return mode == RunMode.BATCH
                ? CdrFileSource.bounded(input, FileList.EMPTY)
                : CdrFileSource.monitoring(
                        input,
                        new Watching(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                Backlog.HOLD,
                                FileSeries.ONE,
                                ZoneOffset.UTC,
                                false));
    }
}
