package io.smsreports.cli;

import io.smsreports.cli.embedded.EmbeddedJob;
import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.terminal.LogFile;
import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobOptions;
import io.smsreports.job.JobSettings;
import io.smsreports.job.ReportRun;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run}: the job with its web UI, in this process. */
@Command(
        name = "run",
        description = {
            "Runs the report job in this process, with Flink's web UI.",
            "",
            "Ctrl-C stops it with a savepoint; the same command resumes from there. Exit code 3: a"
                    + " batch found no file, or no row of its --date."
        },
        sortOptions = false)
final class RunCommand implements Callable<Integer> {

    /** Below the home folder; ignored by git. */
    static final String LOG_FOLDER = "data/logs";

    /** Its own name, so that a stack goes to the log file only. */
    static final String FAILURES = "failures";

    private static final String ON_THIS_MACHINE =
            "leave it out: all ports are open to this machine alone";

    private static final String BY_PARALLELISM = "use --parallelism";

    private static final String BY_WEB_PORT = "use --web-port";

    private static final String LEAVE_IT_OUT = "leave it out";

    /** What the embedded cluster rests on, and what to do instead of setting it. */
    private static final Map<ConfigOption<?>, String> OWNED =
            Map.ofEntries(
                    Map.entry(RestOptions.PORT, BY_WEB_PORT),
                    Map.entry(RestOptions.BIND_PORT, BY_WEB_PORT),
                    Map.entry(RestOptions.ADDRESS, ON_THIS_MACHINE),
                    Map.entry(RestOptions.BIND_ADDRESS, ON_THIS_MACHINE),
                    Map.entry(JobManagerOptions.ADDRESS, ON_THIS_MACHINE),
                    Map.entry(JobManagerOptions.BIND_HOST, ON_THIS_MACHINE),
                    Map.entry(TaskManagerOptions.HOST, ON_THIS_MACHINE),
                    Map.entry(TaskManagerOptions.BIND_HOST, ON_THIS_MACHINE),
                    Map.entry(TaskManagerOptions.NUM_TASK_SLOTS, BY_PARALLELISM),
                    Map.entry(CoreOptions.DEFAULT_PARALLELISM, BY_PARALLELISM),
                    Map.entry(BlobServerOptions.OFFLOAD_MINSIZE, LEAVE_IT_OUT),
                    Map.entry(WebOptions.SUBMIT_ENABLE, LEAVE_IT_OUT),
                    Map.entry(WebOptions.LOG_PATH, LEAVE_IT_OUT),
                    Map.entry(DeploymentOptions.TARGET, LEAVE_IT_OUT),
                    Map.entry(DeploymentOptions.ATTACHED, LEAVE_IT_OUT));

    @Spec private CommandSpec spec;
    @Mixin private Storage storage;
    @Mixin private JobOptions options;
    private JobSettings settings;
    @Mixin private WebPort webPort;
    @Mixin private FlinkOptions flinkOptions;

    @Option(names = "--quiet", description = "No progress line, also on a terminal.")
    private boolean quiet;

    @Override
    public Integer call() throws Exception {
        settings = options.settings();
        Configuration flink = flinkOptions.ofFlink(OWNED);
        int port = webPort.freePort();
        Screen screen = SmsReports.screen(spec);
        java.nio.file.Path log =
                LogFile.begin(ProjectHome.folder().resolve(LOG_FOLDER), spec.name(), screen);
        screen.showBottom("Starting, log " + PlaceName.shown(log) + " ...");
        try {
            return run(screen, log, port, flink);
        } finally {
            screen.clearBottom();
        }
    }

    private int run(Screen screen, java.nio.file.Path log, int port, Configuration flink)
            throws Exception {
        makeDefaultInput(settings);
        // Before Flink starts, so that a wrong address, key or bucket is refused at once.
        Storage.openAndCheck(storage.objectStore(flinkOptions.ofTheStore()), settings.places());
        Logger failures = LoggerFactory.getLogger(FAILURES);
        EmbeddedRun run = new EmbeddedRun(settings, port, flink, screen, log, failures);
        EmbeddedRun.Outcome outcome =
                run.execute((started, job, rest) -> printStart(screen, log, started, job, rest));
        new OutcomeText(settings, outcome).print(screen);
        run.acknowledge();
        return ExitCode.OK;
    }

    /** So that a first start needs no preparation. A folder that the user names must exist. */
    static void makeDefaultInput(JobSettings settings) throws IOException {
        java.nio.file.Path standard = ProjectHome.folder().resolve(JobOptions.DEFAULT_INPUT);
        if (settings.input().equals(Path.fromLocalFile(standard.toFile()))) {
            Files.createDirectories(standard);
        }
    }

    private void printStart(
            Screen screen, java.nio.file.Path log, ReportRun run, EmbeddedJob job, JobRest rest) {
        screen.clearBottom();
        screen.print(
                "Reading %s, writing %s (run %s, %s)."
                        .formatted(
                                PlaceName.shown(settings.input()),
                                PlaceName.shown(settings.output()),
                                run.start().runId(),
                                run.start().origin()));
        screen.print(
                "Web UI %s, log %s"
                        .formatted(EmbeddedRun.shown(rest.address()), PlaceName.shown(log)));
        if (screen.isTerminal() && !quiet) {
            new ProgressReporter(screen, rest, job).begin();
        }
    }
}
