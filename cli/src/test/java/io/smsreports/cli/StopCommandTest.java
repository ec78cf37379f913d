package io.smsreports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smsreports.run.ClosedOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Stopping a job whose process stops answering: its files show whether it ended as requested. The
 * tests run at once, because the command waits for some seconds in most of them.
 */
@Execution(ExecutionMode.CONCURRENT)
final class StopCommandTest {

    private static final String JOB = "400e58ec2659e089fe4f9f8877d3fa7b";
    private static final String RUN = "20261122t212440-a38f";

    @TempDir private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicInteger answersWithoutParameters = new AtomicInteger();
    private HttpServer flink;

    @BeforeEach
    void answerUntilTheStop() throws IOException {
        flink = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        answer(
                "/jobs/overview",
                "{'jobs': [{'jid': '%s', 'name': 'sms-reports', 'state': 'RUNNING'}]}");
        answer(
                "/jobs/" + JOB + "/config",
                "{'jid': '%s', 'execution-config': {'user-config': {'run': '"
                        + RUN
                        + "', 'output': 'file:"
                        + folder.resolve("out")
                        + "', 'checkpoints': 'file:"
                        + folder.resolve("checkpoints")
                        + "', 'watermark-delay-millis': '600000', 'detached': 'false'}}}");
        answer("/jobs/" + JOB + "/stop", "{'request-id': '%s'}");
        // From here on the connection is closed without an answer.
        flink.createContext("/jobs/" + JOB + "/savepoints", HttpExchange::close);
        flink.start();
    }

    @AfterEach
    void endServer() {
        flink.stop(0);
    }

    @Test
    void failsIfTheProcessHasDied() {
        assertThat(stop("--drain")).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .isEqualTo(
                        "./sms-reports stop: the job is gone from http://localhost:%d, and it has not ended as requested: the command that started it resumes from its last checkpoint\n"
                                .formatted(flink.getAddress().getPort()));
    }

    @Test
    void aConfirmedCloseShowsThatTheJobWasDrained() throws IOException {
        closedOutput(false);
        assertThat(stop("--drain")).as("with a commit under way").isEqualTo(1);

        closedOutput(true);
        assertThat(stop("--drain")).isZero();
        assertThat(out.toString()).startsWith("Drained: every window is published");
    }

    /** A job that goes on from the savepoint of a drain has nothing left to do. */
    @Test
    void aJobThatEndsByItselfHasEndedAsRequestedIfItsFilesSaySo() throws IOException {
        flink.removeContext("/jobs/" + JOB + "/savepoints");
        answer(
                "/jobs/" + JOB + "/savepoints",
                "{'status': {'id': 'COMPLETED'}, 'operation': {'failure-cause': {'class': 'x',"
                        + " 'stack-trace': 'CheckpointException: Checkpoint Coordinator is"
                        + " suspending.'}}}");
        closedOutput(true);
        answer("/jobs/" + JOB, "{'jid': '%s', 'name': 'sms-reports', 'state': 'RUNNING'}");
        assertThat(stop("--drain")).isEqualTo(1);
        assertThat(err.toString())
                .contains("the job could not be stopped and runs on: CheckpointException");

        flink.removeContext("/jobs/" + JOB);
        answer("/jobs/" + JOB, "{'jid': '%s', 'name': 'sms-reports', 'state': 'FINISHED'}");
        assertThat(stop("--drain")).isZero();
        assertThat(out.toString()).startsWith("Drained: every window is published");
    }

    @Test
    void waitsForAJobThatIsJustStarting() throws IOException {
        answersWithoutParameters.set(2);
        closedOutput(true);

        assertThat(stop("--drain")).as("%s", err).isZero();
        assertThat(answersWithoutParameters).hasValue(0);
    }

    private void closedOutput(boolean settled) throws IOException {
        org.apache.flink.core.fs.Path output =
                org.apache.flink.core.fs.Path.fromLocalFile(folder.resolve("out").toFile());
        new ClosedOutput(RUN, Instant.EPOCH, ClosedOutput.By.DRAIN, Optional.empty(), 7, settled)
                .write(output);
    }

    @Test
    void aSavepointOfTheJobShowsThatItWasStopped() throws IOException {
        savepoint("savepoint-aaaaaa-000000000000");
        assertThat(stop()).as("with the savepoint of another job").isEqualTo(1);

        savepoint("savepoint-400e58-80eaebe2f43b");
        assertThat(stop()).isZero();
        assertThat(out.toString()).contains("the same ./sms-reports run resumes writing");
    }

    private void savepoint(String name) throws IOException {
        Path savepoint = Files.createDirectories(folder.resolve("checkpoints").resolve(name));
        Files.writeString(savepoint.resolve("_metadata"), "x");
    }

    private int stop(String... options) {
        String[] command = new String[options.length + 2];
        command[0] = "stop";
        command[1] = "--web-port=" + flink.getAddress().getPort();
        System.arraycopy(options, 0, command, 2, options.length);
        return SmsReports.run(
                Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), command);
    }

    private void answer(String path, String json) {
        String whole = json.formatted(JOB).replace('\'', '"');
        flink.createContext(
                path,
                exchange -> {
                    byte[] body = body(path, whole);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    private byte[] body(String path, String whole) {
        boolean isStarting =
                path.endsWith("/config")
                        && answersWithoutParameters.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        return (isStarting ? "{}" : whole).getBytes(StandardCharsets.UTF_8);
    }
}
