package io.smsreports.cli;

import io.smsreports.cli.cluster.BuiltFiles;
import io.smsreports.cli.rest.ClusterRest;
import io.smsreports.cli.rest.JobSubmission;
import io.smsreports.cli.terminal.LogFile;
import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobOptions;
import io.smsreports.job.JobSettings;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code submit}: {@code flink run} of the job's jar, with this project's exit codes. */
@Command(
        name = "submit",
        description = {
            "Submits the report job to the local cluster, or to another one.",
            "",
            "A streaming job is left to itself as soon as the output is its own: ./sms-reports"
                    + " status shows it, ./sms-reports stop ends it. Of a batch, and with"
                    + " --stop-at-end or --stop-when-idle, the end is awaited; Ctrl-C cancels it. Exit code 3: a batch found no file, or no row of its --date."
                    + " Places must mean the same on this machine and on the cluster's.",
            "",
            "Options of the cluster's processes, those of the S3 client among them, are given at"
                    + " their start: ./sms-reports cluster start -D."
        },
        sortOptions = false)
final class SubmitCommand implements Callable<Integer> {

    private static final String BY_JOB_MANAGER = "use --jobmanager";

    /** What this command tells Flink's client by flags of its own. */
    private static final Map<ConfigOption<?>, String> OWNED =
            Map.of(
                    RestOptions.ADDRESS,
                    BY_JOB_MANAGER,
                    RestOptions.PORT,
                    BY_JOB_MANAGER,
                    CoreOptions.DEFAULT_PARALLELISM,
                    "use --parallelism",
                    DeploymentOptions.TARGET,
                    "use --jobmanager to submit to another cluster",
                    DeploymentOptions.ATTACHED,
                    "leave it out: a batch, --stop-at-end and --stop-when-idle are awaited");

    private static final Duration FREED_LIMIT = Duration.ofSeconds(10);
    private static final Duration FREED_POLL = Duration.ofMillis(200);

    @Spec private CommandSpec spec;
    @Mixin private Storage storage;
    @Mixin private JobOptions options;
    private JobSettings settings;
    @Mixin private JobManagerAddress jobManager;
    @Mixin private FlinkOptions flinkOptions;

    @Override
    public Integer call() throws Exception {
        settings = options.settings();
        Configuration client = flinkOptions.ofFlink(OWNED);
        ClusterRest cluster = new ClusterRest(jobManager.uri());
        int parallelism = parallelism(cluster);
        Screen screen = SmsReports.screen(spec);
        Path log =
                LogFile.begin(
                        ProjectHome.folder().resolve(RunCommand.LOG_FOLDER), spec.name(), screen);
        RunCommand.makeDefaultInput(settings);
        boolean detached = !settings.isAwaited();
        client.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        submit(detached, client, log);
        if (detached) {
            screen.print("Web UI %s, log %s".formatted(cluster.address(), PlaceName.shown(log)));
        }
        return ExitCode.OK;
    }

    /** Fails if there is no cluster, before anything is touched. */
    private int parallelism(ClusterRest cluster) throws IOException, InterruptedException {
        int parallelism;
        ClusterRest.Overview overview;
        try {
            parallelism = settings.parallelism().orElse(cluster.defaultParallelism());
            overview = overview(cluster, parallelism);
        } catch (SmsReportsException e) {
            throw jobManager.noCluster(e);
        }
        if (jobManager.isLocalCluster() && overview.freeSlots() < parallelism) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED,
                    "the job needs %d slots, and of the cluster's %d slots %d are free: stop what runs there, name a lower --parallelism, or start the cluster with more --slots"
                            .formatted(parallelism, overview.slots(), overview.freeSlots()));
        }
        return parallelism;
    }

    /** Slots of a job that has just ended are free a moment later. */
    static ClusterRest.Overview overview(ClusterRest cluster, int parallelism)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + FREED_LIMIT.toNanos();
        ClusterRest.Overview overview = cluster.overview();
        while (overview.jobs() == 0
                && overview.freeSlots() < Math.min(parallelism, overview.slots())
                && System.nanoTime() < deadline) {
            Thread.sleep(FREED_POLL.toMillis());
            overview = cluster.overview();
        }
        return overview;
    }

    private void submit(boolean detached, Configuration client, Path log)
            throws InterruptedException, IOException {
        JobSubmission submission = new JobSubmission(client);
        storage.objectStore(storeOptions())
                .open(settings.places().stream().map(BucketCheck.Named::place).toList());
        Path jar = BuiltFiles.besideThisCode().jobJar();
        try {
            submission.submit(
                    jobManager.hostAndPort(),
                    detached,
                    jar,
                    jobFlags(spec.commandLine().getParseResult()));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw failed(e, log);
        }
    }

    /** What this process tries out, the cluster's processes will do. */
    private Map<String, String> storeOptions() throws IOException {
        Map<String, String> options = new HashMap<>();
        if (jobManager.isLocalCluster()) {
            options.putAll(ClusterCommand.folder().configuration().toMap());
            options.keySet().removeIf(key -> !ObjectStore.isOption(key));
        }
        options.putAll(flinkOptions.ofTheStore());
        return options;
    }

    /**
     * The job's own flags as the user gave them, each as often; the job reads the environment by
     * itself.
     */
    static List<String> jobFlags(ParseResult given) {
        List<String> flags = new ArrayList<>();
        for (OptionSpec option : new LinkedHashSet<>(given.matchedOptions())) {
            if (JobOptions.isJobSetting(option)) {
                option.originalStringValues()
                        .forEach(value -> flags.add(option.longestName() + "=" + value));
            }
        }
        return flags;
    }

    private SmsReportsException failed(Exception failure, Path log) {
        LoggerFactory.getLogger(RunCommand.FAILURES).error("The job was not run.", failure);
        Throwable cause = ExceptionUtils.stripExecutionException(failure);
        if (ErrorMessages.has(failure, ErrorCode.OUTPUT_TAKEN)) {
            return new SmsReportsException(
                    ErrorCode.OUTPUT_TAKEN, ErrorMessages.of(failure), failure);
        }
        if (ErrorMessages.codeOf(cause).filter(ErrorCode.COMMAND_FAILED::equals).isPresent()) {
            return new SmsReportsException(
                    ErrorCode.COMMAND_FAILED, ErrorMessages.of(cause), failure);
        }
        if (ErrorMessages.isRefusal(cause)) {
            return new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED, ErrorMessages.of(cause), failure);
        }
        if (ErrorMessages.codeOf(cause).filter(ErrorCode.NOTHING_TO_DO::equals).isPresent()) {
            return new SmsReportsException(
                    ErrorCode.NOTHING_TO_DO, ErrorMessages.of(cause), failure);
        }
        if (ExceptionUtils.findThrowable(failure, JobCancellationException.class).isPresent()) {
            return new SmsReportsException(
                    ErrorCode.COMMAND_FAILED, "the job was cancelled.", failure);
        }
        return new SmsReportsException(
                ErrorCode.COMMAND_FAILED,
                "the job failed: %s. The stack is in %s."
                        .formatted(
                                ErrorMessages.of(cause).replaceFirst("\\.$", ""),
                                PlaceName.shown(log)),
                failure);
    }
}
