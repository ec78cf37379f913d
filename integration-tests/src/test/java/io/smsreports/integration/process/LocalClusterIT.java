package io.smsreports.integration.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.cli.rest.JobRest;
import io.smsreports.integration.ProcessTest;
import io.smsreports.run.ClosedOutput;
import io.smsreports.run.Heartbeat;
import io.smsreports.storage.ProjectHome;
import io.smsreports.testing.FilesInMotion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of real processes on this machine, and the job on it, as a user meets them. */
@ProcessTest
final class LocalClusterIT {

    private static final Pattern MEMBER =
            Pattern.compile("(?m)^  ((?:job|task)manager\\S*) +(alive|dead) +(\\d+) ");

    private static final String FIRST_QUARTER =
            "0,,1,,0,,2020/08/30 00:01:00,0,100.0,,,,,,,\n0,,2,,0,,2020/08/30 00:14:00,1,50.0,,,,,,,\n";

    private static final String SECOND_QUARTER = "0,,3,,0,,2020/08/30 00:25:30,0,7.0,,,,,,,\n";

    /** Only the environment of processes may hold them. */
    private static final Map<String, String> KEYS =
            Map.of("MINIO_ACCESS", "some-access-key-4711", "MINIO_SECRET", "some-secret-key-4711");

    /** A process as the cluster's own record names it. */
    private static final Pattern RECORDED_PID = Pattern.compile("\"pid\" : (\\d+)");

    @TempDir private Path folder;

    private Home home;

    @BeforeEach
    void makeHome() throws IOException {
        System.setProperty(ProjectHome.PROPERTY, folder.toString());
        home = Home.in(folder);
    }

    @AfterEach
    void leaveNothingRunningAndNoKeyBehind() throws IOException {
        List<Long> processes = pids(CommandResult.of("cluster", "status").out());
        CommandResult stopped = CommandResult.of("cluster", "stop");
        System.clearProperty(ProjectHome.PROPERTY);

        assertThat(stopped.exitCode()).as(stopped.err()).isZero();
        assertThat(processes).noneMatch(LocalClusterIT::isAlive);
        // Configuration, logs, temporary files, output, checkpoints.
        for (Path file : FilesInMotion.below(folder)) {
            assertHoldsNoKey(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
        }
    }

    private static void assertHoldsNoKey(String what, String text) {
        assertThat(KEYS.values()).as(what).noneMatch(text::contains);
    }

    /** Its ports and its command line; the keys have arrived all the same. */
    private static void assertIsClosedToOthers(long process) throws IOException {
        assertThat(ListeningSockets.of(process))
                .isNotEmpty()
                .allMatch(socket -> socket.getAddress().isLoopbackAddress());
        Path proc = Path.of("/proc", Long.toString(process));
        String commandLine = Files.readString(proc.resolve("cmdline"));
        assertThat(commandLine).contains("\0-XX:TieredStopAtLevel=1\0");
        assertHoldsNoKey("a command line", commandLine);
        assertThat(Files.readString(proc.resolve("environ"))).contains(KEYS.get("MINIO_SECRET"));
    }

    @Test
    void leavesNothingRunningWhenAStartIsGivenUp() throws Exception {
        try (CommandProcess start =
                CommandProcess.start(folder, "cluster", "start", "--web-port=0")) {
            home.awaitFile("data/cluster/cluster.json", "jobmanager");
            List<Long> processes =
                    RECORDED_PID
                            .matcher(Files.readString(folder.resolve("data/cluster/cluster.json")))
                            .results()
                            .map(match -> Long.valueOf(match.group(1)))
                            .toList();
            start.terminate();

            assertThat(start.exitCode()).isEqualTo(130);
            assertThat(start.err())
                    .isEqualTo(
                            "./sms-reports cluster start: given up before it was ready, and"
                                    + " everything is stopped again\n");
            assertThat(start.out()).isEmpty();
            assertThat(processes).isNotEmpty().noneMatch(LocalClusterIT::isAlive);
            assertThat(CommandResult.of("cluster", "status").exitCode()).isEqualTo(1);
        }
    }

    @Test
    void runsOneOfTwoJobsUntilItIsDrained() throws Exception {
        URI web = startCluster("--taskmanagers=2", "--slots=1");
        CommandResult status = CommandResult.of("cluster", "status");
        assertThat(status.exitCode()).as(status.err()).isZero();
        assertThat(pids(status.out())).hasSize(3).allMatch(LocalClusterIT::isAlive);
        assertThat(status.out()).contains("1, 1 free").contains("Web UI " + web);

        home.deliver("a.csv", FIRST_QUARTER);
        submit(0, "(?s)Reading .*data/REF_SMS_streaming, writing .* \\(run \\S+, new\\), as .*");
        home.awaitFile("data/output/open_totals/open_15min.csv", "00:00:00");

        for (String path : List.of("/jobmanager/config", "/jobmanager/environment")) {
            assertHoldsNoKey(path, WebUi.page(web, path));
        }
        if (OS.LINUX.isCurrentOs()) {
            for (long process : pids(status.out())) {
                assertIsClosedToOthers(process);
            }
        }
        submit(2, "./sms-reports submit: Output .* is being written by a live job: .*");
        submit(
                2,
                "./sms-reports submit: the job needs 3 slots, and of the cluster's 2 slots 1 are free: .*",
                "--parallelism=3");
        assertThat(new JobRest(web).jobs()).hasSize(1);

        CommandResult running = CommandResult.of("status");
        assertThat(running.exitCode()).as(running.err()).isZero();
        assertThat(running.out())
                .containsPattern("job +[0-9a-f]{32}, RUNNING")
                .containsPattern("restarts +0\n")
                .containsPattern("checkpoints +\\d+ completed; the last one ")
                .containsPattern("files +1 done, 0 waiting\n")
                .containsPattern("rows +2, \\d+/s\n")
                .containsPattern("late +0\n")
                .containsPattern("watermark +2020-08-30T00:03:59Z\n")
                .containsPattern("published +windows up to 2020-08-30T00:00:00Z");

        CommandResult stopped = CommandResult.of("stop");
        assertThat(stopped.exitCode()).as(stopped.err()).isZero();
        assertThat(stopped.out()).contains("the same ./sms-reports submit resumes");
        assertThat(Heartbeat.read(home.output())).isEmpty();
        assertThat(CommandResult.of("status").exitCode()).isEqualTo(1);

        home.deliver("b.csv", SECOND_QUARTER);
        try (TwoStarts two =
                new TwoStarts(submission("--parallelism=1"), submission("--parallelism=1"))) {
            assertThat(two.owner().succeeded())
                    .contains(", resuming from its newest checkpoint), as ");
        }
        home.awaitFile("data/output/open_totals/open_15min.csv", "00:15:00");
        CommandResult drained = CommandResult.of("stop", "--drain");

        assertThat(drained.exitCode()).as(drained.err()).isZero();
        assertThat(drained.out()).startsWith("Drained: every window is published");
        assertThat(ClosedOutput.read(home.output())).isPresent();
        assertThat(Heartbeat.read(home.output())).isEmpty();
        assertThat(home.children("data/checkpoints")).isEmpty();
        assertThat(home.rows("data/output/revenue_15min"))
                .containsExactlyInAnyOrder(
                        "2020-08-30T00:00:00.000Z,0,10.000000",
                        "2020-08-30T00:00:00.000Z,1,5.000000",
                        "2020-08-30T00:15:00.000Z,0,0.700000");
        submit(2, "./sms-reports submit: Output .* was closed by drain at .*");

        submit(
                0,
                "(?s)Reading .*Published \\d+ files of 1 date\\.\n",
                "--mode=batch",
                "--output=batch");
        assertThat(home.rows("batch/daily_revenue")).containsExactly("2020-08-30,15.700000");
    }

    @Test
    void readsWhatIsThereAtEachStartAndLeavesWindowsOpen() throws Exception {
        startCluster("--taskmanagers=1", "--slots=1");
        home.deliver("a.csv", FIRST_QUARTER);
        String stopped =
                "All that was there is read; stopping with a savepoint\\.\n"
                        + "Stopped, and no window was closed early: the same command resumes\\.\n";
        submit(0, "(?s)Reading .*, new\\), as .*" + stopped, "--stop-when-idle");
        assertThat(home.rows("data/output/file_ledger")).hasSize(1);
        submit(0, "(?s)Reading .*, resuming from .*" + stopped, "--stop-when-idle");
        assertThat(home.rows("data/output/file_ledger")).hasSize(1);
        assertThat(home.rows("data/output/revenue_15min")).isEmpty();
        assertThat(home.rows("data/output/open_totals")).isNotEmpty();
        assertThat(CommandResult.of("status").exitCode()).as("nothing runs").isEqualTo(1);
    }

    @Test
    void startsAnewWhereProcessesWereKilled() throws Exception {
        startCluster("--taskmanagers=1", "--slots=1");
        long taskManager = pids(CommandResult.of("cluster", "status").out()).get(1);
        home.deliver("a.csv", FIRST_QUARTER);
        submit(0, "(?s)Reading .*, new\\), as .*");
        home.awaitFile("data/output/open_totals/open_15min.csv", "00:00:00");
        ProcessHandle.of(taskManager).orElseThrow().destroyForcibly();
        awaitDeath(taskManager);

        CommandResult status = CommandResult.of("cluster", "status");
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.out()).containsPattern("taskmanager-1 +dead +" + taskManager);

        try (CommandProcess start = start("--taskmanagers=1", "--slots=2")) {
            assertThat(start.exitCode()).as(start.err()).isZero();
            assertThat(start.out())
                    .containsPattern("Ended jobmanager \\(process \\d+\\)")
                    .contains("The cluster is ready");
        }
        home.deliver("b.csv", SECOND_QUARTER);
        submit(0, "(?s)Reading .*, resuming from its newest checkpoint\\), as .*");
        home.awaitFile("data/output/open_totals/open_15min.csv", "00:15:00");
        CommandResult drained = CommandResult.of("stop", "--drain");

        assertThat(drained.exitCode()).as(drained.err()).isZero();
        assertThat(home.rows("data/output/daily_revenue")).containsExactly("2020-08-30,15.700000");
    }

    @Test
    void refusesATakenPortAndASecondCluster() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
                CommandProcess start =
                        CommandProcess.start(
                                folder, "cluster", "start", "--web-port=" + taken.getLocalPort())) {
            assertThat(start.failed(2))
                    .isEqualTo(
                            "./sms-reports cluster start: port %d is taken: name another --web-port, or 0 for any free one\n"
                                    .formatted(taken.getLocalPort()));
        }
        assertThat(folder.resolve("data/cluster/cluster.json")).doesNotExist();

        URI web = startCluster("--taskmanagers=1", "--slots=1");
        try (CommandProcess second = start()) {
            assertThat(second.failed(2))
                    .isEqualTo(
                            "./sms-reports cluster start: a cluster runs already, with its web UI at %s: stop it first with ./sms-reports cluster stop\n"
                                    .formatted(web));
        }
    }

    @Test
    void stopsAllAgainWhenOneDoesNotStart() throws Exception {
        try (CommandProcess start = start("-D", "taskmanager.memory.segment-size=4711")) {
            assertThat(start.failed(1))
                    .startsWith("./sms-reports cluster start: the process taskmanager-")
                    .contains("ended while it was starting");
        }
        assertThat(CommandResult.of("cluster", "status").exitCode()).isEqualTo(1);
    }

    private CommandProcess start(String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "cluster",
                                "start",
                                "--web-port=0",
                                CommandProcess.FOR_A_SHORT_LIFE));
        arguments.addAll(Arrays.asList(options));
        return CommandProcess.start(folder, KEYS, arguments.toArray(String[]::new));
    }

    private URI startCluster(String... options) throws Exception {
        try (CommandProcess start = start(options)) {
            start.succeeded();
            return URI.create(start.awaitOut("The cluster is ready: .* Web UI (\\S+),"));
        }
    }

    private CommandProcess submission(String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "submit",
                                "--trigger-interval=500 ms",
                                "--settle-time=0",
                                "--idle-timeout=1"));
        arguments.addAll(Arrays.asList(options));
        return CommandProcess.start(folder, KEYS, arguments.toArray(String[]::new));
    }

    /** What is printed, stdout or stderr, must be like the pattern. */
    private void submit(int exitCode, String printed, String... options) throws Exception {
        try (CommandProcess submit = submission(options)) {
            assertThat(submit.exitCode()).as(submit.err()).isEqualTo(exitCode);
            if (exitCode == 0) {
                assertThat(submit.err()).isEmpty();
                assertThat(submit.out()).matches(printed);
                return;
            }
            assertThat(submit.out()).isEmpty();
            assertThat(submit.err()).hasLineCount(1).matches(printed + "\n");
        }
    }

    private static List<Long> pids(String table) {
        return MEMBER.matcher(table).results().map(LocalClusterIT::pid).toList();
    }

    private static Long pid(MatchResult member) {
        return Long.valueOf(member.group(3));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private static void awaitDeath(long pid) throws Exception {
        ProcessHandle.of(pid).ifPresent(handle -> handle.onExit().join());
    }
}
