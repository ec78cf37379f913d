package io.smsreports.cli;

import io.smsreports.cli.cluster.BuiltFiles;
import io.smsreports.cli.rest.ClusterRest;
import io.smsreports.cli.sqlclient.InitScript;
import io.smsreports.cli.sqlclient.SqlClientProcess;
import io.smsreports.job.JobOptions;
import io.smsreports.job.JobSettings;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.output.OutputCatalogue;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sql}: Flink's SQL client on a cluster, with the tables of {@code sql/client/init.sql}. */
@Command(
        name = "sql",
        description = {
            "Opens Flink's SQL client on a cluster, with tables for the reports, the ledger of the"
                    + " files and the input.",
            "",
            "sql/client/init.sql lists the tables; those of the reports are made from the output's own. Exit code 1: no cluster answers, or a statement of FILE failed; those behind it did"
                    + " not run."
        },
        sortOptions = false)
final class SqlCommand implements Callable<Integer> {

    private static final String HISTORY = "data/sql-history";

    @Spec private CommandSpec spec;
    @Mixin private Storage storage;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description =
                    "Run the statements of a file, such as one of sql/client/examples, and exit.")
    private Path file;

    @Mixin private OutputOption output;

    @Option(
            names = "--input",
            paramLabel = "FOLDER",
            description = "The raw files (INPUT_DIR; default: data/REF_SMS_streaming).")
    private String input;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description =
                    "The paytypes' labels (REF_MAP_PATH; default: "
                            + JobOptions.DEFAULT_REFERENCE
                            + ").")
    private String reference;

    @Option(
            names = "--print",
            description =
                    "Print the statements that set the client up, for a client of your own, and exit.")
    private boolean print;

    @Mixin private JobManagerAddress jobManager;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (file != null && (!Files.isReadable(file) || Files.isDirectory(file))) {
            throw refused(
                    "--file %s cannot be read: name a file of SQL statements".formatted(file));
        }
        JobSettings settings =
                output.with("--input", input).with("--reference", reference).settings();
        if (!print) {
            requireFreeSlot();
        }
        storage.open(List.of(settings.output(), settings.input(), settings.reference()));
        requireOutput(settings.output());
        InitScript init =
                InitScript.of(
                        // The views of sql/client use the packaged reports.
                        OutputCatalogue.of(settings.output()).with(PipelineSql.packagedCatalogue()),
                        settings.output(),
                        settings.input(),
                        settings.reference());
        if (print) {
            spec.commandLine().getOut().print(init.text());
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
        BuiltFiles built = BuiltFiles.besideThisCode();
        Path home = ProjectHome.folder();
        Path log =
                home.resolve(RunCommand.LOG_FOLDER)
                        .resolve("sql-%d.log".formatted(ProcessHandle.current().pid()));
        SqlClientProcess.Settings client =
                new SqlClientProcess.Settings(
                        built.sqlClientClassPath(),
                        jobManager.uri(),
                        ClusterCommand.folder().configuration(),
                        Optional.ofNullable(System.getProperty(ObjectStore.PLUGINS_PROPERTY))
                                .map(Path::of)
                                .filter(Files::isDirectory),
                        storage.objectStore(),
                        log,
                        home.resolve(HISTORY),
                        Optional.ofNullable(file).map(Path::toAbsolutePath));
        return file == null ? interactive(client, init) : run(client, init);
    }

    private static int interactive(SqlClientProcess.Settings settings, InitScript init)
            throws IOException, InterruptedException {
        try (SqlClientProcess client = SqlClientProcess.start(settings, init)) {
            // Ctrl-C is for the client, which has the same terminal.
            StopSignals.passOn(client.process(), false);
            return client.process().waitFor() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private int run(SqlClientProcess.Settings settings, InitScript init)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (SqlClientProcess client = SqlClientProcess.start(settings, init)) {
            StopSignals.passOn(client.process(), true);
            if (client.print(out)) {
                return ExitCode.OK;
            }
        }
        throw new SmsReportsException(
                ErrorCode.COMMAND_FAILED,
                "%s did not run to its end; the reason is above, more is in %s"
                        .formatted(file, PlaceName.shown(settings.log())));
    }

    /** Flink takes a folder of dates that it cannot list for an empty one. */
    private void requireOutput(org.apache.flink.core.fs.Path output)
            throws IOException, InterruptedException {
        Storage.check(List.of(BucketCheck.Named.read("--output", output)));
        if (!output.getFileSystem().exists(output)) {
            throw refused(
                    "there is no output %s: name the reports' folder with --output"
                            .formatted(PlaceName.shown(output)));
        }
    }

    private void requireFreeSlot() throws IOException, InterruptedException {
        ClusterRest cluster = new ClusterRest(jobManager.uri());
        int free;
        try {
            free = cluster.overview().freeSlots();
        } catch (SmsReportsException e) {
            throw jobManager.noCluster(e);
        }
        if (free == 0) {
            throw failed(
                    "the cluster at %s has no free slot, and a query needs one: give it more slots or the job a smaller --parallelism"
                            .formatted(cluster.address()));
        }
    }

    private static SmsReportsException failed(String message) {
        return new SmsReportsException(ErrorCode.COMMAND_FAILED, message);
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
