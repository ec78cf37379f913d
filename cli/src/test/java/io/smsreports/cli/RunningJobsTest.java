package io.smsreports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which job {@code stop} and {@code status} find, and what they say where there is none. */
final class RunningJobsTest {

    private static final String FIRST = "aaaa8ec2659e089fe4f9f8877d3fa7b0";
    private static final String SECOND = "bbbb8ec2659e089fe4f9f8877d3fa7b0";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
        server.start();
    }

    @AfterEach
    void endServer() {
        server.stop(0);
    }

    @Test
    void stopsTheJobThatWritesAnOutput() {
        answerAsFlinkWithTwoJobs();

        // Of batches, which are not stopped: the message shows that one was chosen.
        assertThat(run("stop", "--output=/data/second/")).isEqualTo(1);
        assertThat(err.toString()).endsWith(" is a batch: press Ctrl-C there\n");
    }

    @Test
    void wantsOneOfSeveralJobsNamed() {
        answerAsFlinkWithTwoJobs();

        assertThat(run("stop")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "./sms-reports stop: 2 jobs run on %s: name one of them with --output, or with --job, %s or %s\n"
                                .formatted(address(), FIRST, SECOND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "status"})
    void saysThatNoJobWritesAnOutput(String command) {
        answerAsFlinkWithTwoJobs();

        assertThat(run(command, "--output=/data/third")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "./sms-reports %s: no job runs that writes /data/third on %s; name its place with --web-port or --jobmanager\n"
                                .formatted(command, address()));
    }

    private void answerAsFlinkWithTwoJobs() {
        answer(
                "/jobs/overview",
                200,
                """
                {"jobs": [{"jid": "%s", "name": "sms-reports", "state": "RUNNING"},
                          {"jid": "%s", "name": "sms-reports", "state": "RUNNING"},
                          {"jid": "cccc", "name": "another", "state": "RUNNING"}]}
                """
                        .formatted(FIRST, SECOND));
        answerConfig(FIRST, "first");
        answerConfig(SECOND, "second");
    }

    private void answerConfig(String job, String output) {
        answer(
                "/jobs/" + job + "/config",
                200,
                """
                {"execution-config": {"user-config": {"run": "r", "output": "file:/data/%s",
                                                      "checkpoints": "file:/c"}}}
                """
                        .formatted(output));
    }

    @ParameterizedTest
    @CsvSource({
        "200, <html>Welcome</html>",
        "404, <html>Not found</html>",
        "200, {}",
        "404, '{\"message\": \"no such page\"}'",
        "401, ''"
    })
    void saysThatAnotherServerIsNotFlink(int status, String body) {
        answer("/", status, body);

        assertNotFlink(server.getAddress().getPort());
    }

    @Test
    void saysThatAServerWithoutHttpIsNotFlink() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getByName("localhost"))) {
            Thread greeting = new Thread(() -> greet(other));
            greeting.start();

            assertNotFlink(other.getLocalPort());
        }
    }

    private static void greet(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept();
                    OutputStream answer = client.getOutputStream()) {
                answer.write("220 mail.example ESMTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                answer.flush();
                client.getInputStream().read();
            } catch (IOException closed) {
                continue;
            }
        }
    }

    private void assertNotFlink(int port) {
        for (String command : new String[] {"stop", "status"}) {
            err.getBuffer().setLength(0);
            assertThat(run(port, command)).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo(
                            "./sms-reports %s: no job runs: what answers at http://localhost:%d is not Flink; name its place with --web-port or --jobmanager\n"
                                    .formatted(command, port));
        }
        err.getBuffer().setLength(0);
        assertThat(run(port, "submit")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "./sms-reports submit: what answers at http://localhost:%d is not Flink: start a cluster with ./sms-reports cluster start, or name one with --jobmanager\n"
                                .formatted(port));
    }

    /** Flink gives its reason, in JSON. */
    @Test
    void passesOnWhatFlinkRefuses() {
        answer("/jobs/overview", 503, "{\"errors\": [\"Leader election is under way.\"]}");

        assertThat(run("status")).isEqualTo(1);
        assertThat(err.toString()).contains("Leader election is under way.");
    }

    @Test
    void namesWhatStartsTheJobAgain() {
        assertThat(StopCommand.startCommand(false, false)).isEqualTo("./sms-reports run");
        assertThat(StopCommand.startCommand(true, false)).isEqualTo("./sms-reports submit");
        assertThat(StopCommand.startCommand(true, true)).isEqualTo("flink run");
    }

    private void answer(String path, int status, String body) {
        server.createContext(
                path,
                exchange -> {
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                    if (bytes.length > 0) {
                        exchange.getResponseBody().write(bytes);
                    }
                    exchange.close();
                });
    }

    private String address() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private int run(String command, String... options) {
        return run(server.getAddress().getPort(), command, options);
    }

    private int run(int port, String command, String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = command;
        arguments[1] = "--web-port=" + port;
        System.arraycopy(options, 0, arguments, 2, options.length);
        return SmsReports.run(
                Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
