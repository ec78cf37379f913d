package io.smsreports.cli;

import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobOptions;
import io.smsreports.job.JobSettings;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.model.TextTable;
import io.smsreports.reconcile.output.OutputCatalogue;
import io.smsreports.run.Heartbeat;
import io.smsreports.run.OutputFolders;
import io.smsreports.run.RunRecord;
import io.smsreports.run.RunRules;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.ProjectHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code clean}: removes what runs have made, and the files that were delivered to try them. Knows
 * its own by name: whatever else lies in the same folders stays.
 */
@Command(
        name = "clean",
        description = {
            "Removes an output's reports and its run's checkpoints, the demo's reports, and the files in"
                    + " data/REF_SMS_streaming, after it has listed them and asked.",
            "",
            "OUTPUT_BASE and CHECKPOINT_BASE are heeded, in buckets too. The files in data/REF_SMS"
                    + " stay, as does an input folder of your own."
        },
        sortOptions = false)
final class CleanCommand implements Callable<Integer> {

    /** Of the folders that RunRules names after runs. */
    private static final Pattern RUN_ID = Pattern.compile("\\d{8}t\\d{6}-[0-9a-f]{4}");

    private static final Pattern DELIVERED = Pattern.compile("[^._].*\\.csv(\\.gz)?");

    @Spec private CommandSpec spec;
    @ParentCommand private SmsReports parent;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "The reports to remove (OUTPUT_BASE; default: data/output).")
    private String output;

    @Option(
            names = "--checkpoints",
            paramLabel = "FOLDER",
            description =
                    "Where the state to remove lies: that of the output's run, and of no other"
                            + " (CHECKPOINT_BASE; default: data/checkpoints).")
    private String checkpoints;

    @Option(names = "--yes", description = "Remove without asking.")
    private boolean yes;

    /** What is removed together, as one line of the list. */
    private record Part(String what, List<Path> paths) {

        long bytes() throws IOException {
            long bytes = 0;
            for (Path path : paths) {
                bytes += CleanCommand.bytes(path);
            }
            return bytes;
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Screen screen = SmsReports.screen(spec);
        JobSettings settings =
                new GivenFlags()
                        .with("--output", output)
                        .with("--checkpoints", checkpoints)
                        .settings(parent.environment());
        openStore(settings);
        List<Part> parts = parts(settings);
        if (parts.isEmpty()) {
            screen.print("There is nothing to remove.");
            return ExitCode.OK;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Part part : parts) {
            rows.add(
                    List.of(
                            part.what(),
                            PlaceName.shown(part.paths().get(0).getParent()),
                            String.format(Locale.ROOT, "%.1f", part.bytes() / 1e6)));
        }
        new TextTable(List.of("what", "where", "MB"), rows).lines().forEach(screen::print);
        if (!yes && !confirmed()) {
            screen.print("Nothing is removed.");
            return ExitCode.OK;
        }
        for (Part part : parts) {
            for (Path path : part.paths()) {
                remove(path);
            }
        }
        screen.print("Removed.");
        return ExitCode.OK;
    }

    private void openStore(JobSettings settings) throws IOException, InterruptedException {
        List<BucketCheck.Named> places =
                List.of(
                        new BucketCheck.Named("--output", known(settings.output())),
                        new BucketCheck.Named("--checkpoints", known(settings.checkpoints())));
        StoreAccess.openAndCheck(parent.environment(), places);
    }

    private static List<Part> parts(JobSettings settings) throws IOException {
        List<Part> parts = new ArrayList<>();
        Path demo = inHome(DemoCommand.OUTPUT);
        addOutput(parts, "reports", settings.output());
        if (!demo.equals(settings.output())) {
            addOutput(parts, "the demo's reports", demo);
        }
        add(parts, "checkpoints", checkpointsOf(settings.checkpoints(), settings.output()));
        add(parts, "delivered files", deliveredFiles());
        return parts;
    }

    private static Path inHome(String folder) {
        return new Path(
                Path.fromLocalFile(ProjectHome.folder().resolve(folder).toFile()).toString());
    }

    private static void addOutput(List<Part> parts, String what, Path base) throws IOException {
        Optional<Heartbeat> live = new RunRules().liveJob(base);
        if (live.isPresent()) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED,
                    "a job writes %s (process %d on %s): stop it first; nothing is removed."
                            .formatted(PlaceName.shown(base), live.get().pid(), live.get().host()));
        }
        List<Path> found = new ArrayList<>();
        ReportCatalogue reports = OutputCatalogue.of(base).with(PipelineSql.packagedCatalogue());
        for (String folder : new OutputFolders(reports).all()) {
            Path path = new Path(base, folder);
            if (path.getFileSystem().exists(path)) {
                found.add(path);
            }
        }
        add(parts, what, found);
    }

    /** Other outputs may keep their checkpoints in the same folder, and need them to go on. */
    private static List<Path> checkpointsOf(Path folder, Path output) throws IOException {
        Optional<RunRecord> run;
        try {
            run = RunRecord.read(output);
        } catch (SmsReportsException unknown) {
            run = Optional.empty();
        }
        Optional<Path> found =
                run.map(RunRecord::runId)
                        .filter(id -> RUN_ID.matcher(id).matches())
                        .map(id -> new Path(folder, id));
        return found.isPresent() && found.get().getFileSystem().exists(found.get())
                ? List.of(found.get())
                : List.of();
    }

    private static void add(List<Part> parts, String what, List<Path> paths) {
        if (!paths.isEmpty()) {
            parts.add(new Part(what, paths));
        }
    }

    private static List<Path> deliveredFiles() throws IOException {
        java.nio.file.Path folder = localPath(inHome(JobOptions.DEFAULT_INPUT));
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<java.nio.file.Path> found = Files.list(folder)) {
            return found.filter(path -> DELIVERED.matcher(path.getFileName().toString()).matches())
                    .sorted()
                    .map(path -> Path.fromLocalFile(path.toFile()))
                    .toList();
        }
    }

    private static Path known(Path place) throws SmsReportsException {
        if (!ObjectStore.holds(place) && !isLocal(place)) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED,
                    "%s is neither on this machine nor in S3: remove it with the storage's own tools; nothing is removed."
                            .formatted(place));
        }
        return place;
    }

    private static boolean isLocal(Path place) {
        String scheme = place.toUri().getScheme();
        return scheme == null || scheme.equals("file");
    }

    private static java.nio.file.Path localPath(Path place) {
        return java.nio.file.Path.of(place.toUri().getPath());
    }

    private boolean confirmed() throws IOException {
        spec.commandLine().getOut().print("Remove all of it? [y/N] ");
        spec.commandLine().getOut().flush();
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        String answer = input.readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private static long bytes(Path tree) throws IOException {
        long bytes = 0;
        if (isLocal(tree)) {
            try (Stream<java.nio.file.Path> files = Files.walk(localPath(tree))) {
                for (java.nio.file.Path file : files.filter(Files::isRegularFile).toList()) {
                    bytes += Files.size(file);
                }
            }
            return bytes;
        }
        for (FileStatus found : tree.getFileSystem().listStatus(tree)) {
            bytes += found.isDir() ? bytes(found.getPath()) : found.getLen();
        }
        return bytes;
    }

    private static void remove(Path tree) throws IOException {
        if (!isLocal(tree)) {
            tree.getFileSystem().delete(tree, true);
            return;
        }
        // Flink's own would follow links out of the folder.
        try (Stream<java.nio.file.Path> paths = Files.walk(localPath(tree))) {
            for (java.nio.file.Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
