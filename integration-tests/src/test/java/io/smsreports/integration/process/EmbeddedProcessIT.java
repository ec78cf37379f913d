package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smsreports.cli.SmsReports;
import io.smsreports.run.ClosedOutput;
import io.smsreports.run.Heartbeat;
import io.smsreports.testing.Eventually;
import io.smsreports.testing.FilesInMotion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded process as a user meets it: its exit code, what it prints, and what it leaves. */
final class EmbeddedProcessIT {

    private static final String FIRST_QUARTER =
            "0,,%d,,0,,2020/08/30 00:01:00,0,100.0,,,,,,,\n0,,%d,,0,,2020/08/30 00:14:00,1,50.0,,,,,,,\n";

    @TempDir private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        Path reference = home.resolve("data/REF_map/ref.csv");
        Files.createDirectories(reference.getParent());
        Files.writeString(reference, "PayType,value\n0,Prepaid\n1,Postpaid\n");
    }

    @Test
    void goesOnAfterSigtermAndIsClosedByADrain() throws Exception {
        deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        try (CommandProcess first = run("--parallelism=1")) {
            first.awaitOut(
                    "Reading data/REF_SMS_streaming, writing data/output \\(run (\\S+), new");
            awaitFile("data/output/open_totals/open_15min.csv", "00:00:00");

            first.terminate();

            assertThat(first.exitCode()).isZero();
            assertThat(first.err()).isEmpty();
            assertThat(withoutTimes(first.out()))
                    .isEqualTo(
                            """
                            Reading data/REF_SMS_streaming, writing data/output (run ID, new).
                            Web UI http://localhost:PORT, log data/logs/LOG
                            Stopping with a savepoint; press Ctrl-C again to end at once.
                            Stopped, and no window was closed early: go on with the same command.
                              rows     2: 2 accepted, 0 rejected, 0 late
                              files    1: 1 OK
                              time     TIME
                              open     1 window from 2020-08-30T00:00:00Z to 2020-08-30T00:15:00Z, not published yet; provisional figures in data/output/open_totals
                              reports  data/output
                            """);
        }
        assertThat(Heartbeat.read(output())).isEmpty();
        assertThat(reports("revenue_15min")).isEmpty();

        deliver("b.csv", "0,,3,,0,,2020/08/30 00:25:30,0,7.0,,,,,,,\n");
        try (CommandProcess second = run("--parallelism=1")) {
            String port = second.awaitOut("Web UI http://localhost:(\\d+)");
            second.awaitOut("count_revenue_15min dt=2020-08-30 (.*Prepaid.*)");

            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int stopped =
                    SmsReports.run(
                            Map.of(),
                            new PrintWriter(out, true),
                            new PrintWriter(err, true),
                            "stop",
                            "--drain",
                            "--web-port",
                            port);

            assertThat(stopped).isZero();
            assertThat(err.toString()).isEmpty();
            assertThat(out.toString())
                    .startsWith("Drained: every window is published, and the output ")
                    .endsWith("data/output is closed.\n");
            assertThat(second.exitCode()).isZero();
            assertThat(second.err()).isEmpty();
            assertThat(second.out())
                    .contains("going on from its newest checkpoint")
                    .contains("revenue_15min dt=2020-08-30 2020-08-30T00:00:00.000Z,0,10.000000\n")
                    .contains("The input has ended: every window is published");
        }
        assertThat(ClosedOutput.read(output())).isPresent();
        assertThat(Heartbeat.read(output())).isEmpty();
        assertThat(children("data/checkpoints")).isEmpty();
        assertThat(reports("revenue_15min"))
                .containsExactlyInAnyOrder(
                        "2020-08-30T00:00:00.000Z,0,10.000000",
                        "2020-08-30T00:00:00.000Z,1,5.000000",
                        "2020-08-30T00:15:00.000Z,0,0.700000");
    }

    /** By SIGKILL, while windows are being published. */
    @Test
    void publishesEachWindowOnceThoughItIsKilled() throws Exception {
        deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        deliver("b.csv", "0,,3,,0,,2020/08/30 00:25:30,0,7.0,,,,,,,\n");
        try (CommandProcess first = run("--parallelism=2", "--idle-timeout=1")) {
            first.awaitOut("revenue_15min dt=2020-08-30 (.*)");
            first.kill();
        }
        deliver("c.csv", "0,,4,,0,,2020/08/30 00:05:00,0,3.0,,,,,,,\n");
        deliver("d.csv", "0,,5,,0,,2020/08/30 00:40:30,1,9.0,,,,,,,\n");
        try (CommandProcess second = run("--parallelism=2", "--idle-timeout=1")) {
            String port = second.awaitOut("Web UI http://localhost:(\\d+)");
            second.awaitOut("late_revenue dt=2020-08-30 (.*c.csv.*)");
            second.awaitOut("2020-08-30T00:15:00.000Z,0,(0.700000)");

            StringWriter printed = new StringWriter();
            PrintWriter printer = new PrintWriter(printed, true);
            int stopped =
                    SmsReports.run(
                            Map.of(), printer, printer, "stop", "--drain", "--web-port", port);

            assertThat(stopped).as("%s", printed).isZero();
            assertThat(second.exitCode()).isZero();
            assertThat(second.err()).isEmpty();
        }
        assertThat(reports("revenue_15min"))
                .containsExactlyInAnyOrder(
                        "2020-08-30T00:00:00.000Z,0,10.000000",
                        "2020-08-30T00:00:00.000Z,1,5.000000",
                        "2020-08-30T00:15:00.000Z,0,0.700000",
                        "2020-08-30T00:30:00.000Z,1,0.900000");
        assertThat(reports("daily_revenue")).containsExactly("2020-08-30,16.600000");
        assertThat(reports("late_revenue"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("2020-08-30T00:00:00.000Z,0,Prepaid,1,0.300000,");
        assertThat(reports("file_ledger")).hasSize(4);
    }

    @Test
    void aBoundedRunLeavesNothingToResume() throws Exception {
        deliver("a.csv", FIRST_QUARTER.formatted(1, 2) + "torn,line\n");
        try (CommandProcess run = run("--stop-at-end")) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains(
                            "  rows     3: 2 accepted, 1 rejected (WRONG_COLUMN_COUNT 1), 0 late");
        }
        assertThat(children("data/checkpoints")).isEmpty();
        try (CommandProcess again = run("--stop-at-end")) {
            assertThat(again.exitCode()).isEqualTo(2);
            assertThat(again.err()).contains("was closed by stop-at-end").hasLineCount(1);
        }
    }

    @Test
    void publishesABatchAndSaysSo() throws Exception {
        deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        try (CommandProcess run = run("--mode=batch")) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).containsPattern("Published \\d+ files of 1 date\\.");
        }
        assertThat(Heartbeat.read(output())).isEmpty();
        assertThat(reports("daily_revenue")).containsExactly("2020-08-30,15.000000");
    }

    @Test
    void refusesATakenPortBeforeItTouchesTheOutput() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            int port = taken.getLocalPort();
            try (CommandProcess run =
                    CommandProcess.start(home, "run", "--web-port", Integer.toString(port))) {
                assertThat(run.exitCode()).isEqualTo(2);
                assertThat(run.out()).isEmpty();
                assertThat(run.err())
                        .isEqualTo(
                                "./sms-reports run: port %d is taken: name another --web-port, or 0 for any free one\n"
                                        .formatted(port));
            }
        }
        assertThat(home.resolve("data/output")).doesNotExist();
    }

    @Test
    void refusesAMissingReferenceFile() throws Exception {
        deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        try (CommandProcess run = run("--reference=nowhere.csv")) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("./sms-reports run: ")
                    .contains("nowhere.csv: no such");
            assertThat(run.err()).hasLineCount(1);
        }
        assertThat(home.resolve("data/output")).doesNotExist();
    }

    @Test
    void refusesAMissingInputFolder() throws Exception {
        try (CommandProcess run = run("--input=nowhere")) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .isEqualTo(
                            "./sms-reports run: The input folder %s does not exist: create it, or name another one with --input.\n"
                                    .formatted(home.toRealPath().resolve("nowhere")));
        }
    }

    @Test
    void endsWithOneLineWhenTheJobFails() throws Exception {
        try (CommandProcess run = run()) {
            run.awaitOut("Web UI (\\S+)");
            Path file = awaitFile("data/output/_sms-reports/heartbeat.json", "token");
            byte[] another = anothersBeat(file);
            // Written once it could fall between the job's look at the last one and its own.
            Eventually.await(
                    "the job leaves the output to another",
                    () -> {
                        Path written = Files.write(home.resolve("other.json"), another);
                        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
                        return !run.isAlive();
                    });

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .startsWith("./sms-reports run: the job failed: Output ")
                    .contains("has been taken by another job")
                    .containsPattern("The stack is in data/logs/run-\\S+\\.log\\.\n$")
                    .hasLineCount(1);
        }
    }

    @Test
    void showsTheDemoAgainAlsoAfterItWasKilled() throws Exception {
        try (CommandProcess killed = CommandProcess.start(home, "demo")) {
            awaitFile("data/demo/_sms-reports/run.json", "BATCH");
            killed.kill();
        }
        for (int time = 0; time < 2; time++) {
            try (CommandProcess demo = CommandProcess.start(home, "demo")) {
                assertThat(demo.exitCode()).isZero();
                assertThat(demo.err()).isEmpty();
                assertThat(demo.out())
                        .contains("  2020-08-30  9386861742.500000\n")
                        .contains("The data is synthetic: one hour, 749,413 rows");
            }
        }
        assertThat(reports("../demo/daily_revenue"))
                .containsExactly("2020-08-30,9386861742.500000");
        assertThat(children("data")).containsExactly("REF_SMS", "REF_map", "demo", "logs");
    }

    private CommandProcess run(String... flags) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("run", "--web-port=0", "--trigger-interval=1", "--settle-time=0"));
        arguments.addAll(List.of(flags));
        return CommandProcess.start(home, arguments.toArray(String[]::new));
    }

    private void deliver(String name, String rows) throws IOException {
        Path folder = Files.createDirectories(home.resolve("data/REF_SMS_streaming"));
        Path hidden = Files.writeString(folder.resolve("." + name), rows);
        Files.move(hidden, folder.resolve(name));
    }

    private org.apache.flink.core.fs.Path output() {
        return org.apache.flink.core.fs.Path.fromLocalFile(home.resolve("data/output").toFile());
    }

    /** Another job's heartbeat, and fresher: the job must end itself. */
    private static byte[] anothersBeat(Path file) throws IOException {
        JsonMapper json = new JsonMapper();
        ObjectNode beat = (ObjectNode) json.readTree(file.toFile());
        beat.put("token", "another").put("at", Instant.now().plusSeconds(60).toString());
        return json.writeValueAsBytes(beat);
    }

    private Path awaitFile(String name, String content) throws Exception {
        Path file = home.resolve(name);
        long deadline = System.nanoTime() + java.time.Duration.ofMinutes(2).toNanos();
        while (!Files.exists(file) || !Files.readString(file).contains(content)) {
            assertThat(System.nanoTime()).as("time for %s", name).isLessThan(deadline);
            Thread.sleep(50);
        }
        return file;
    }

    private List<String> reports(String report) throws IOException {
        Path folder = home.resolve("data/output").resolve(report).normalize();
        List<String> rows = new ArrayList<>();
        for (Path file : FilesInMotion.below(folder)) {
            if (file.getFileName().toString().matches("[^.].*\\.csv")) {
                List<String> lines = Files.readAllLines(file);
                rows.addAll(lines.subList(1, lines.size()));
            }
        }
        return rows;
    }

    private List<String> children(String folder) throws IOException {
        if (!Files.exists(home.resolve(folder))) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(home.resolve(folder))) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static String withoutTimes(String text) {
        return text.replaceAll("run \\d{8}t\\d{6}-[0-9a-f]{4}", "run ID")
                .replaceAll("localhost:\\d+", "localhost:PORT")
                .replaceAll("data/logs/\\S+", "data/logs/LOG")
                .replaceAll("(?m)^(  time     ).*$", "$1TIME");
    }
}
