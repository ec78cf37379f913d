package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.smsreports.integration.ProcessTest;
import io.smsreports.ownership.CommitLog;
import io.smsreports.ownership.LogEntry;
import io.smsreports.run.ClosedOutput;
import io.smsreports.run.Heartbeat;
import io.smsreports.run.RunRecord;
import io.smsreports.testing.Eventually;
import io.smsreports.testing.FilesInMotion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded process as a user meets it: its exit code, what it prints, and what it leaves. */
@ProcessTest
final class EmbeddedProcessIT {

    private static final String FIRST_QUARTER =
            "0,,%d,,0,,2020/08/30 00:01:00,0,100.0,,,,,,,\n0,,%d,,0,,2020/08/30 00:14:00,1,50.0,,,,,,,\n";

    /** A row whose time a second one like it vouches for. */
    private static final String TWICE = "0,,3,,0,,2020/08/30 00:%s,0,7.0,,,,,,,\n";

    @TempDir private Path folder;

    private Home home;

    @BeforeEach
    void makeHome() throws IOException {
        home = Home.in(folder);
    }

    @Test
    void goesOnAfterSigtermAndIsClosedByADrain() throws Exception {
        home.deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        try (CommandProcess first = run("--parallelism=1")) {
            first.awaitOut(
                    "Reading data/REF_SMS_streaming, writing data/output \\(run (\\S+), new");
            home.awaitFile("data/output/open_totals/open_15min.csv", "00:00:00");

            first.terminate();

            first.succeeded();
            assertThat(withoutTimes(first.out()))
                    .isEqualTo(
                            """
                            Reading data/REF_SMS_streaming, writing data/output (run ID, new).
                            Web UI http://localhost:PORT, log data/logs/LOG
                            Stopping with a savepoint; press Ctrl-C again to end at once.
                            Stopped, and no window was closed early: the same command resumes.
                              rows     2: 2 accepted, 0 rejected, 0 late
                              files    1: 1 OK
                              time     TIME
                              open     1 window from 2020-08-30T00:00:00Z to 2020-08-30T00:15:00Z, not published yet; provisional figures in data/output/open_totals
                              reports  data/output
                            """);
        }
        assertThat(Heartbeat.read(home.output())).isEmpty();
        assertThat(home.rows("data/output/revenue_15min")).isEmpty();

        home.deliver("b.csv", "0,,3,,0,,2020/08/30 00:25:30,0,7.0,,,,,,,\n");
        try (TwoStarts two = new TwoStarts(run("--parallelism=1"), run("--parallelism=1"))) {
            CommandProcess second = two.owner();
            String port = second.awaitOut("Web UI http://localhost:(\\d+)");
            second.awaitOut("count_revenue_15min dt=2020-08-30 (.*Prepaid.*)");

            CommandResult stopped = CommandResult.of("stop", "--drain", "--web-port", port);

            assertThat(stopped.succeeded())
                    .startsWith("Drained: every window is published, and the output ")
                    .endsWith("data/output is closed.\n");
            assertThat(second.succeeded())
                    .contains("resuming from its newest checkpoint")
                    .contains("revenue_15min dt=2020-08-30 2020-08-30T00:00:00.000Z,0,10.000000\n")
                    .contains("The input has ended: every window is published");
        }
        assertThat(ClosedOutput.read(home.output())).isPresent();
        assertThat(Heartbeat.read(home.output())).isEmpty();
        assertThat(home.children("data/checkpoints")).isEmpty();
        assertThat(home.rows("data/output/revenue_15min"))
                .containsExactlyInAnyOrder(
                        "2020-08-30T00:00:00.000Z,0,10.000000",
                        "2020-08-30T00:00:00.000Z,1,5.000000",
                        "2020-08-30T00:15:00.000Z,0,0.700000");
    }

    @Test
    void ofTwoFirstStartsAtOnceOneRuns() throws Exception {
        home.deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        try (TwoStarts two = new TwoStarts(run("--parallelism=1"), run("--parallelism=1"))) {
            CommandProcess owner = two.owner();
            home.awaitFile("data/output/open_totals/open_15min.csv", "00:00:00");
            owner.terminate();

            assertThat(owner.succeeded()).contains("Stopped, and no window was closed early");
        }
        assertThat(home.rows("data/output/file_ledger")).hasSize(1);
        assertThat(reconcile().exitCode()).isZero();
    }

    @Test
    void ofTwoBatchesAtOnceOnePublishes() throws Exception {
        home.deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        try (TwoStarts two = new TwoStarts(run("--mode=batch"), run("--mode=batch"))) {
            assertThat(two.owner().exitCode()).isZero();
        }
        assertThat(home.rows("data/output/file_ledger")).hasSize(1);
        assertThat(home.rows("data/output/daily_revenue")).containsExactly("2020-08-30,15.000000");
        assertThat(reconcile().exitCode()).isZero();
    }

    /** As cron does it. */
    @Test
    void readsWhatIsThereAtEachStartAndLeavesWindowsOpen() throws Exception {
        home.deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        try (CommandProcess first = run("--parallelism=1", "--stop-when-idle")) {
            assertThat(withoutTimes(first.succeeded()))
                    .isEqualTo(
                            """
                            Reading data/REF_SMS_streaming, writing data/output (run ID, new).
                            Web UI http://localhost:PORT, log data/logs/LOG
                            All that was there is read; stopping with a savepoint.
                            Stopped, and no window was closed early: the same command resumes.
                              rows     2: 2 accepted, 0 rejected, 0 late
                              files    1: 1 OK
                              time     TIME
                              open     1 window from 2020-08-30T00:00:00Z to 2020-08-30T00:15:00Z, not published yet; provisional figures in data/output/open_totals
                              reports  data/output
                            """);
        }
        assertThat(home.rows("data/output/revenue_15min")).isEmpty();

        home.deliver("b.csv", TWICE.formatted("25:30").repeat(2));
        try (CommandProcess killed = run("--parallelism=2", "--stop-when-idle")) {
            killed.awaitOut("(All that was there is read)");
            killed.kill();
        }
        home.deliver("c.csv", TWICE.formatted("40:30").repeat(2));
        try (CommandProcess second = run("--parallelism=2", "--stop-when-idle")) {
            assertThat(second.succeeded()).contains("  open     1 window from 2020-08-30T00:30");
        }
        List<String> reports = reports();
        for (int i = 0; i < 3; i++) {
            try (CommandProcess idle = run("--parallelism=1", "--stop-when-idle")) {
                assertThat(idle.succeeded())
                        .contains("  rows     0: ", "  open     1 window from 2020-08-30T00:30");
            }
        }
        assertThat(reports()).as("nothing was new").isEqualTo(reports);
        assertThat(FilesInMotion.below(folder.resolve("data/checkpoints")))
                .filteredOn(file -> file.endsWith("_metadata"))
                .as("what the next start needs")
                .hasSize(1);

        drainLive();
        try (CommandProcess batch = run("--mode=batch", "--output=batch")) {
            batch.succeeded();
        }
        for (String report : List.of("daily_revenue", "revenue_15min", "count_revenue_15min")) {
            assertThat(home.rows("data/output/" + report))
                    .hasSameElementsAs(home.rows("batch/" + report));
        }
        assertThat(home.rows("data/output/late_revenue")).isEmpty();
        try (CommandProcess closed = run("--stop-when-idle")) {
            assertThat(closed.failed(2)).contains("was closed by drain");
        }
    }

    /** A run goes on live after it has been stopped when idle, too. */
    private void drainLive() throws Exception {
        try (CommandProcess live = run("--parallelism=1")) {
            String port = live.awaitOut("Web UI http://localhost:(\\d+)");
            assertThat(CommandResult.of("stop", "--drain", "--web-port", port).succeeded())
                    .startsWith("Drained");
            live.succeeded();
        }
    }

    private List<String> reports() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path file : FilesInMotion.below(folder.resolve("data/output"))) {
            String name = folder.relativize(file).toString();
            if (name.endsWith(".csv") && !name.contains("open_totals")) {
                names.add(name);
            }
        }
        return names;
    }

    private CommandResult reconcile() {
        return CommandResult.of(
                "reconcile",
                "--output=" + folder.resolve("data/output"),
                "--input=" + folder.resolve("data/REF_SMS_streaming"));
    }

    /** By SIGKILL, while windows are being published. */
    @Test
    void publishesEachWindowOnceThoughItIsKilled() throws Exception {
        home.deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        home.deliver("b.csv", "0,,3,,0,,2020/08/30 00:25:30,0,7.0,,,,,,,\n");
        try (CommandProcess first = run("--parallelism=2", "--idle-timeout=1")) {
            first.awaitOut("revenue_15min dt=2020-08-30 (.*)");
            first.kill();
        }
        home.deliver("c.csv", "0,,4,,0,,2020/08/30 00:05:00,0,3.0,,,,,,,\n");
        home.deliver("d.csv", "0,,5,,0,,2020/08/30 00:40:30,1,9.0,,,,,,,\n");
        try (CommandProcess second = run("--parallelism=2", "--idle-timeout=1")) {
            String port = second.awaitOut("Web UI http://localhost:(\\d+)");
            second.awaitOut("late_revenue dt=2020-08-30 (.*c.csv.*)");
            second.awaitOut("2020-08-30T00:15:00.000Z,0,(0.700000)");

            CommandResult stopped = CommandResult.of("stop", "--drain", "--web-port", port);

            assertThat(stopped.exitCode()).as(stopped.err()).isZero();
            second.succeeded();
        }
        assertThat(home.rows("data/output/revenue_15min"))
                .containsExactlyInAnyOrder(
                        "2020-08-30T00:00:00.000Z,0,10.000000",
                        "2020-08-30T00:00:00.000Z,1,5.000000",
                        "2020-08-30T00:15:00.000Z,0,0.700000",
                        "2020-08-30T00:30:00.000Z,1,0.900000");
        assertThat(home.rows("data/output/daily_revenue")).containsExactly("2020-08-30,16.600000");
        assertThat(home.rows("data/output/late_revenue"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("2020-08-30T00:00:00.000Z,0,Prepaid,1,0.300000,");
        assertThat(home.rows("data/output/file_ledger")).hasSize(4);
    }

    @Test
    void aBoundedRunLeavesNothingToResume() throws Exception {
        home.deliver("a.csv", FIRST_QUARTER.formatted(1, 2) + "torn,line\n");
        try (CommandProcess run = run("--stop-at-end")) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.out())
                    .contains(
                            "  rows     3: 2 accepted, 1 rejected (WRONG_COLUMN_COUNT 1), 0 late");
        }
        assertThat(home.children("data/checkpoints")).isEmpty();
        try (CommandProcess again = run("--stop-at-end")) {
            assertThat(again.failed(2)).contains("was closed by stop-at-end");
        }
    }

    @Test
    void publishesABatchAndSaysSo() throws Exception {
        home.deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        try (CommandProcess run = run("--mode=batch")) {
            assertThat(run.succeeded()).containsPattern("Published \\d+ files of 1 date\\.");
        }
        assertThat(Heartbeat.read(home.output())).isEmpty();
        assertThat(home.rows("data/output/daily_revenue")).containsExactly("2020-08-30,15.000000");
    }

    @Test
    void aBatchWithNothingToDoIsNoSuccess() throws Exception {
        Files.createDirectories(folder.resolve("data/REF_SMS_streaming"));
        try (CommandProcess run = run("--mode=batch")) {
            assertThat(run.failed(3))
                    .isEqualTo(
                            "./sms-reports run: Nothing to do: the input %s holds no file to read. Deliver files, or name another one with --input. Nothing has changed.\n"
                                    .formatted(
                                            folder.toRealPath().resolve("data/REF_SMS_streaming")));
        }
        assertThat(folder.resolve("data/output")).doesNotExist();
        home.deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        try (CommandProcess run = run("--mode=batch", "--date=2020-09-01")) {
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err())
                    .startsWith("./sms-reports run: Nothing to do: neither the input nor output ")
                    .endsWith(
                            " has a row of 2020-09-01. Check --date and --input. Nothing has"
                                    + " changed.\n")
                    .hasLineCount(1);
        }
        assertThat(home.children("data/output")).containsOnly("_sms-reports");
    }

    @Test
    void aBatchThatWouldCutADateIsRefusedInOneLine() throws Exception {
        home.deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        try (CommandProcess run = run("--mode=batch")) {
            run.succeeded();
        }
        Files.delete(folder.resolve("data/REF_SMS_streaming/a.csv"));
        home.deliver("b.csv", FIRST_QUARTER.formatted(1, 2));
        try (CommandProcess run = run("--mode=batch", "--overwrite")) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .isEqualTo(
                            "./sms-reports run: Published rows would vanish, of 2020-08-30 2 rows"
                                    + " (revenue 15.000000): a.csv counted there and is not in the"
                                    + " input. Add these files to the input (as an empty file of the"
                                    + " same name, if its rows shall not count any more), or give"
                                    + " --replace-all to let these rows vanish. Nothing has"
                                    + " changed.\n");
        }
        try (CommandProcess run = run("--mode=batch", "--overwrite", "--replace-all")) {
            assertThat(run.succeeded()).contains("  2020-08-30  daily_revenue ");
        }
    }

    @Test
    void refusesATakenPortBeforeItTouchesTheOutput() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            int port = taken.getLocalPort();
            try (CommandProcess run =
                    CommandProcess.start(folder, "run", "--web-port", Integer.toString(port))) {
                assertThat(run.failed(2))
                        .isEqualTo(
                                "./sms-reports run: port %d is taken: name another --web-port, or 0 for any free one\n"
                                        .formatted(port));
            }
        }
        assertThat(folder.resolve("data/output")).doesNotExist();
    }

    @Test
    void refusesAMissingReferenceFile() throws Exception {
        home.deliver("a.csv", FIRST_QUARTER.formatted(1, 2));
        try (CommandProcess run = run("--reference=nowhere.csv")) {
            assertThat(run.failed(2))
                    .startsWith("./sms-reports run: ")
                    .contains("nowhere.csv: no such");
            assertThat(run.err()).hasLineCount(1);
        }
        assertThat(folder.resolve("data/output")).doesNotExist();
    }

    @Test
    void refusesAMissingInputFolder() throws Exception {
        try (CommandProcess run = run("--input=nowhere")) {
            assertThat(run.failed(2))
                    .isEqualTo(
                            "./sms-reports run: The input folder %s does not exist: create it, or name another one with --input.\n"
                                    .formatted(folder.toRealPath().resolve("nowhere")));
        }
    }

    @Test
    void endsWithOneLineWhenAnotherTakesItsOutput() throws Exception {
        try (CommandProcess run = run()) {
            String runId = run.awaitOut("\\(run (\\S+), new");
            home.awaitFile("data/output/_sms-reports/heartbeat.json", runId);
            CommitLog log = RunRecord.read(home.output()).orElseThrow().log(home.output());
            LogEntry other =
                    new LogEntry(LogEntry.Kind.START, "another", 0, "", "host b (process 7)");
            Eventually.await("the other one starts", () -> log.append(log.last(), other));

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .startsWith("./sms-reports run: Output ")
                    .contains(" has been taken by another job of run " + runId)
                    .endsWith(" This job ends; nothing is published twice.\n")
                    .hasLineCount(1);
        }
    }

    @Test
    void runsWhereTheMachinesOwnNameDoesNotResolve() throws Exception {
        assumeThat(CommandProcess.canChangeHostName()).isTrue();

        try (CommandProcess demo = CommandProcess.startOnUnresolvableHost(folder, "demo")) {
            assertThat(demo.exitCode()).as("%s", demo.err()).isZero();
            assertThat(demo.out()).contains("  2020-08-30  9386861742.500000\n");
        }
    }

    @Test
    void showsTheDemoAgainAlsoAfterItWasKilled() throws Exception {
        try (CommandProcess killed = CommandProcess.start(folder, "demo")) {
            Eventually.await(
                    "the batch has begun", () -> !home.children("data/demo/_staging").isEmpty());
            killed.kill();
        }
        for (int time = 0; time < 2; time++) {
            try (CommandProcess demo = CommandProcess.start(folder, "demo")) {
                assertThat(demo.succeeded())
                        .contains("  2020-08-30  9386861742.500000\n")
                        .contains("The data is synthetic: one hour, 749,413 rows");
            }
        }
        assertThat(home.rows("data/demo/daily_revenue"))
                .containsExactly("2020-08-30,9386861742.500000");
        assertThat(home.children("data")).containsExactly("REF_SMS", "REF_map", "demo", "logs");
    }

    private CommandProcess run(String... flags) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("run", "--web-port=0", "--trigger-interval=1", "--settle-time=0"));
        arguments.addAll(List.of(flags));
        return CommandProcess.start(folder, arguments.toArray(String[]::new));
    }

    private static String withoutTimes(String text) {
        return text.replaceAll("run \\d{8}t\\d{6}-[0-9a-f]{4}", "run ID")
                .replaceAll("localhost:\\d+", "localhost:PORT")
                .replaceAll("data/logs/\\S+", "data/logs/LOG")
                .replaceAll("(?m)^(  time     ).*$", "$1TIME");
    }
}
