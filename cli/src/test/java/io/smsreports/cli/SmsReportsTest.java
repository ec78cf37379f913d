package io.smsreports.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line within this JVM: what it prints and returns without starting a job. */
final class SmsReportsTest {

    @TempDir private Path home;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void setHome() {
        System.setProperty(ProjectHome.PROPERTY, home.toString());
    }

    @AfterEach
    void clearHome() {
        System.clearProperty(ProjectHome.PROPERTY);
    }

    @Test
    void listsTheCommands() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        Usage: ./sms-reports [-h] [--version] COMMAND
                        Exact revenue reports from a stream of charged-SMS files.
                          -h, --help      Show this help and exit.
                              --version   Show the versions of this program, of Flink and of Java, and
                                            exit.
                        Commands:
                          demo       Shows the four reports of a made-up hour of 749,413 SMS.
                          run        Runs the report job in this process, with Flink's web UI.
                          cluster    Starts and stops a Flink cluster on this machine: a JobManager and
                                       TaskManagers as processes of their own, in data/cluster.
                          submit     Submits the report job to the local cluster, or to another one.
                          status     Shows how the running job is: embedded, on the local cluster, or
                                       on another one.
                          stop       Stops the running job with a savepoint, so that it can go on later.
                          sql        Opens Flink's SQL client on a cluster, with tables for the
                                       reports, the ledger of the files and the input.
                          report     Prints one report as one sorted CSV, or writes it to a file.
                          reconcile  Proves from the published files that every row is accounted for.
                          compare    Prints where two outputs differ, report by report.
                          simulate   Makes files of charged SMS records to try and test the reports
                                       with.
                          clean      Removes an output: its reports, what else its runs have made in
                                       it, and their checkpoints, after it has listed them and asked.

                        Each command has --help.

                        Exit codes: 0 done, 1 failed or different, 2 refused, 3 nothing to do (batch).
                        """);
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "run",
                "cluster",
                "submit",
                "status",
                "stop",
                "report",
                "reconcile",
                "compare",
                "clean"
            })
    void everyCommandHasHelp(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: ./sms-reports " + command + " ");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                            | ./sms-reports: say what to do: ./sms-reports --help lists the commands
                    frob                          | ./sms-reports: Unmatched argument at index 0: 'frob'
                    demp                          | ./sms-reports: Unmatched argument at index 0: 'demp'; did you mean demo?
                    reconicle --output=out        | ./sms-reports: Unmatched arguments from index 0: 'reconicle', '--output=out'; did you mean reconcile?
                    cluster strat                 | ./sms-reports cluster: Unmatched argument at index 1: 'strat'; did you mean start?
                    run --nope                    | ./sms-reports run: Unknown option: '--nope'
                    run --outptu=out              | ./sms-reports run: Unknown option: '--outptu=out'; did you mean --output?
                    run -parallelism=2            | ./sms-reports run: Unknown option: '-parallelism=2'; did you mean --parallelism?
                    run --watermark-delay=soon    | ./sms-reports run: Invalid value for option '--watermark-delay': 'soon' is no duration; write it as '10 minutes', '30 s' or 'PT10M'
                    run --web-port=99999          | ./sms-reports run: --web-port must be 0 to 65535, not 99999
                    run --web-port=http           | ./sms-reports run: Invalid value for option '--web-port': 'http' is not an int
                    run --overwrite               | ./sms-reports run: --overwrite belongs to --mode batch; a streaming run never replaces
                    run --parallelism=0           | ./sms-reports run: --parallelism must be 1 to 128, not 0
                    run -D restart-strategy.type=none | ./sms-reports run: -D restart-strategy.type: the job sets this itself, as its guarantees rest on it; leave it out
                    run -D rest.client.max-content-length=abc | ./sms-reports run: -D rest.client.max-content-length=abc: Flink expects a whole number
                    run -D execution.checkpointing.timeout=abc | ./sms-reports run: -D execution.checkpointing.timeout=abc: Flink expects a duration, such as 500 ms, 30 s or 10 min
                    run -D taskmanager.memory.network.max=1xb | ./sms-reports run: -D taskmanager.memory.network.max=1xb: Flink expects a size, such as 32 kb, 64 mb or 1 gb
                    run -D rest.flamegraph.enabled=yes | ./sms-reports run: -D rest.flamegraph.enabled=yes: Flink expects true or false
                    run -D web.refresh-interval=1,5 | ./sms-reports run: -D web.refresh-interval=1,5: Flink expects a duration, such as 500 ms, 30 s or 10 min
                    run -D table.optimizer.agg-phase-strategy=SOME | ./sms-reports run: -D table.optimizer.agg-phase-strategy=SOME: Flink expects one of AUTO, ONE_PHASE, TWO_PHASE
                    run -D rest.port=9000         | ./sms-reports run: -D rest.port: this command sets it itself; use --web-port
                    run -D rest.bind-port=9000    | ./sms-reports run: -D rest.bind-port: this command sets it itself; use --web-port
                    run -D rest.bind-address=0.0.0.0 | ./sms-reports run: -D rest.bind-address: this command sets it itself; leave it out: all ports are open to this machine alone
                    run -D taskmanager.numberOfTaskSlots=9 | ./sms-reports run: -D taskmanager.numberOfTaskSlots: this command sets it itself; use --parallelism
                    submit -D rest.address=elsewhere | ./sms-reports submit: -D rest.address: this command sets it itself; use --jobmanager
                    submit -D execution.buffer-timeout.interval=abc | ./sms-reports submit: -D execution.buffer-timeout.interval=abc: Flink expects a duration, such as 500 ms, 30 s or 10 min
                    cluster start -D execution.checkpointing.interval=abc | ./sms-reports cluster start: -D execution.checkpointing.interval=abc: Flink expects a duration, such as 500 ms, 30 s or 10 min
                    cluster start -D rest.port=9000 | ./sms-reports cluster start: -D rest.port: this command sets it itself; use --web-port
                    cluster start -D taskmanager.numberOfTaskSlots=9 | ./sms-reports cluster start: -D taskmanager.numberOfTaskSlots: this command sets it itself; use --slots
                    run -D here                   | ./sms-reports run: Value for option option '-D' (KEY=VALUE) should be in KEY=VALUE format but was here
                    demo now                      | ./sms-reports demo: Unmatched argument at index 1: 'now'
                    cluster                       | ./sms-reports cluster: say what to do: start, stop or status; each has --help
                    cluster start --slots=0       | ./sms-reports cluster start: --slots must be 1 to 64, not 0
                    cluster start --taskmanagers=x| ./sms-reports cluster start: Invalid value for option '--taskmanagers': 'x' is not an int
                    submit --overwrite            | ./sms-reports submit: --overwrite belongs to --mode batch; a streaming run never replaces
                    submit --jobmanager=here      | ./sms-reports submit: --jobmanager: 'here' is no address; write it as host:8081
                    status --web-port=99999       | ./sms-reports status: --web-port must be 1 to 65535, not 99999
                    stop --drain now              | ./sms-reports stop: Unmatched argument at index 2: 'now'
                    clean --output=s3://          | ./sms-reports clean: --output: 's3://' is no path; write it as /a/b or s3://a/b
                    clean --output=hdfs://b/reports| ./sms-reports clean: hdfs://b/reports is neither on this machine nor in S3: remove it with the storage's own tools; nothing is removed.
                    """)
    void refusesInOneLine(String arguments, String line) {
        assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isEqualTo(line + "\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void printsTheVersions() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString())
                .matches(
                        "SMS Reports [0-9][^ ,]*, Flink [0-9.]+, Java "
                                + Pattern.quote(Runtime.version().toString())
                                + "\\R");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theEnvironmentSetsTheJobAndNothingElse() {
        int exitCode =
                SmsReports.run(
                        Map.of("YES", "true", "OUTPUT_BASE", "hdfs://host/out"),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "clean");

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("./sms-reports clean: hdfs://host/out is neither on this machine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop", "status"})
    void failsWhereNoJobRuns(String command) throws IOException {
        int port = closedPort();

        assertThat(run(command, "--web-port=" + port)).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "./sms-reports %s: no job runs: nothing answers at http://localhost:%d; name its place with --web-port or --jobmanager\n"
                                .formatted(command, port));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void submitsNothingWhereNoClusterAnswers() throws IOException {
        int port = closedPort();

        assertThat(run("submit", "--jobmanager=localhost:" + port)).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "./sms-reports submit: nothing answers at http://localhost:%d: start a cluster with ./sms-reports cluster start, or name one with --jobmanager\n"
                                .formatted(port));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void thereMayBeNoClusterToStop() {
        assertThat(run("cluster", "status")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "./sms-reports cluster status: no cluster runs: start one with ./sms-reports cluster start\n");
        assertThat(run("cluster", "stop")).isZero();
        assertThat(out.toString()).isEqualTo("No cluster was running.\n");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private int run(String... arguments) {
        return SmsReports.run(
                Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
