package io.smsreports.cli;

import io.smsreports.job.JobOptions;
import io.smsreports.job.JobSettings;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.output.OutputCatalogue;
import io.smsreports.run.Heartbeat;
import io.smsreports.run.OutputFolders;
import io.smsreports.run.RunRecord;
import io.smsreports.run.RunRules;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.core.fs.Path;

/**
 * What {@code clean} removes: what runs have made, and the files that were delivered to try them,
 * known by their names. Whatever else lies in the same folders stays.
 */
final class CleanPlan {

    /** Of the folders that RunRules names after runs. */
    private static final Pattern RUN_ID = Pattern.compile("\\d{8}t\\d{6}-[0-9a-f]{4}");

    private static final Pattern DELIVERED = Pattern.compile("[^._].*\\.csv(\\.gz)?");

    private final List<Part> parts = new ArrayList<>();

    private CleanPlan() {}

    /** What is removed together, as one line of the list. */
    record Part(String what, List<FileTree> files) {

        /** The folder that they lie in. */
        Path folder() {
            return files.get(0).root().getParent();
        }

        long bytes() throws IOException {
            long bytes = 0;
            for (FileTree file : files) {
                bytes += file.bytes();
            }
            return bytes;
        }

        void delete() throws IOException {
            for (FileTree file : files) {
                file.delete();
            }
        }
    }

    /**
     * What there is to remove.
     *
     * @param settings of the job, which name its output and its checkpoints
     * @throws SmsReportsException if a job is writing an output
     */
    static List<Part> of(JobSettings settings) throws IOException {
        CleanPlan plan = new CleanPlan();
        Path demo = inHome(DemoCommand.OUTPUT);
        plan.addOutput("reports", settings.output());
        if (!demo.equals(settings.output())) {
            plan.addOutput("the demo's reports", demo);
        }
        plan.add("checkpoints", checkpointsOf(settings.output(), settings.checkpoints()));
        plan.add("delivered files", deliveredFiles());
        return plan.parts;
    }

    private static Path inHome(String folder) {
        return new Path(
                Path.fromLocalFile(ProjectHome.folder().resolve(folder).toFile()).toString());
    }

    private void add(String what, List<FileTree> files) {
        if (!files.isEmpty()) {
            parts.add(new Part(what, files));
        }
    }

    private void addOutput(String what, Path base) throws IOException {
        Optional<Heartbeat> live = new RunRules().liveJob(base);
        if (live.isPresent()) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED,
                    "a job writes %s (on %s): stop it first; nothing is removed."
                            .formatted(PlaceName.shown(base), live.get().process()));
        }
        List<FileTree> found = new ArrayList<>();
        ReportCatalogue reports = OutputCatalogue.of(base).with(PipelineSql.packagedCatalogue());
        for (String folder : new OutputFolders(reports).all()) {
            addIfExists(found, new Path(base, folder));
        }
        add(what, found);
    }

    private static void addIfExists(List<FileTree> found, Path path) throws IOException {
        if (path.getFileSystem().exists(path)) {
            found.add(new FileTree(path));
        }
    }

    /** Of the output's run only: other outputs may need theirs, in the same folder, to resume. */
    private static List<FileTree> checkpointsOf(Path output, Path folder) throws IOException {
        List<FileTree> found = new ArrayList<>();
        Optional<RunRecord> run = readableRun(output);
        if (run.isPresent() && RUN_ID.matcher(run.get().runId()).matches()) {
            addIfExists(found, new Path(folder, run.get().runId()));
        }
        return found;
    }

    private static Optional<RunRecord> readableRun(Path output) throws IOException {
        try {
            return RunRecord.read(output);
        } catch (SmsReportsException damaged) {
            return Optional.empty();
        }
    }

    private static List<FileTree> deliveredFiles() throws IOException {
        java.nio.file.Path folder = ProjectHome.folder().resolve(JobOptions.DEFAULT_INPUT);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<java.nio.file.Path> found = Files.list(folder)) {
            return found.filter(path -> DELIVERED.matcher(path.getFileName().toString()).matches())
                    .sorted()
                    .map(FileTree::local)
                    .toList();
        }
    }
}
