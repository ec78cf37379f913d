package io.smsreports.cli;

import io.smsreports.job.JobOptions;
import io.smsreports.job.JobSettings;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.output.OutputCatalogue;
import io.smsreports.run.OutputRemoval;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.core.fs.Path;

/**
 * What {@code clean} removes: what the runs of an output have made, known by its names; and of the
 * places that are used by default also the demo's output, and the files that were delivered to try
 * it all. Whatever else lies in the same folders stays.
 */
final class CleanPlan {

    private static final Pattern DELIVERED = Pattern.compile("[^._].*\\.csv(\\.gz)?");

    private final List<Output> outputs = new ArrayList<>();
    private final List<FileTree> delivered = new ArrayList<>();
    private final List<Path> unreachable = new ArrayList<>();

    private CleanPlan() {}

    /**
     * What is removed together, as one line of the list.
     *
     * @param where the folder that they lie in
     */
    record Part(String what, Path where, List<FileTree> files) {

        long bytes() throws IOException {
            long bytes = 0;
            for (FileTree file : files) {
                if (files.stream().noneMatch(other -> other.contains(file))) {
                    bytes += file.bytes();
                }
            }
            return bytes;
        }
    }

    /**
     * An output with its runs' checkpoints.
     *
     * @param files in the order in which they are deleted
     */
    private record Output(
            String what,
            Path base,
            ReportCatalogue reports,
            OutputRemoval removal,
            List<FileTree> files,
            List<FileTree> checkpoints) {

        boolean isEmpty() {
            return files.isEmpty() && checkpoints.isEmpty();
        }

        void delete() throws IOException {
            removal.end();
            removal.abortUploads(reports, checkpoints.stream().map(FileTree::root).toList());
            // The output says whose they are: it goes last.
            for (FileTree file : checkpoints) {
                file.delete();
            }
            for (FileTree file : files) {
                file.delete();
            }
        }
    }

    /**
     * What there is to remove of one output.
     *
     * @param settings of the job, which name its output and CHECKPOINT_BASE
     * @throws SmsReportsException if a job is writing it
     */
    static CleanPlan ofOutput(JobSettings settings) throws IOException {
        CleanPlan plan = new CleanPlan();
        plan.addOutput("reports", settings.output(), settings.checkpoints());
        return plan;
    }

    /**
     * What there is to remove where everything lies by default.
     *
     * @param settings of the job, which name its output and CHECKPOINT_BASE
     * @throws SmsReportsException if a job is writing an output
     */
    static CleanPlan ofDefaults(JobSettings settings) throws IOException {
        CleanPlan plan = ofOutput(settings);
        plan.addOutput("the demo's reports", inHome(DemoCommand.OUTPUT), settings.checkpoints());
        plan.delivered.addAll(deliveredFiles());
        return plan;
    }

    private static Path inHome(String folder) {
        return new Path(
                Path.fromLocalFile(ProjectHome.folder().resolve(folder).toFile()).toString());
    }

    /**
     * Refuses a place that this command cannot remove.
     *
     * @throws SmsReportsException if it is neither on this machine nor in S3
     */
    static void requireReachable(Path place) throws SmsReportsException {
        if (!isReachable(place)) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED,
                    "%s is neither on this machine nor in S3: remove it with the storage's own tools; nothing is removed."
                            .formatted(place));
        }
    }

    private static boolean isReachable(Path place) {
        return ObjectStore.holds(place) || new FileTree(place).isLocal();
    }

    private void addOutput(String what, Path base, Path checkpointBase) throws IOException {
        OutputRemoval removal = OutputRemoval.of(base);
        ReportCatalogue reports = OutputCatalogue.of(base).with(PipelineSql.packagedCatalogue());
        List<FileTree> checkpoints = new ArrayList<>();
        for (Path folder : removal.checkpoints(checkpointBase)) {
            FileTree tree = new FileTree(folder);
            if (!isReachable(folder)) {
                unreachable.add(folder);
            } else if (tree.exists()) {
                checkpoints.add(tree);
            }
        }
        List<FileTree> files = removal.files(reports).stream().map(FileTree::new).toList();
        outputs.add(new Output(what, base, reports, removal, files, checkpoints));
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

    /** What cannot be understood, and what that means, a line each. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Output output : outputs) {
            output.removal().damages().forEach(damage -> warnings.add(damage + "."));
            if (!output.removal().knowsItsRuns()) {
                warnings.add(
                        "Which checkpoints belong to %s is therefore not known: they stay. Remove its run's folder in CHECKPOINT_BASE by hand."
                                .formatted(PlaceName.shown(output.base())));
            }
        }
        for (Path place : unreachable) {
            warnings.add(
                    "The checkpoints in %s stay: that is neither on this machine nor in S3. Remove them with the storage's own tools."
                            .formatted(place));
        }
        return warnings;
    }

    /** What there is to remove, as the user is to see it. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Output output : outputs) {
            if (!output.files().isEmpty()) {
                parts.add(new Part(output.what(), output.base(), output.files()));
            }
        }
        List<FileTree> checkpoints = new ArrayList<>();
        outputs.forEach(output -> checkpoints.addAll(output.checkpoints()));
        addPart(parts, "checkpoints", checkpoints);
        addPart(parts, "delivered files", delivered);
        return parts;
    }

    private static void addPart(List<Part> parts, String what, List<FileTree> files) {
        if (!files.isEmpty()) {
            parts.add(new Part(what, files.get(0).root().getParent(), files));
        }
    }

    /**
     * Removes it all.
     *
     * @throws SmsReportsException if a job has begun or gone on meanwhile: its output is as it was
     */
    void delete() throws IOException {
        for (Output output : outputs) {
            if (!output.isEmpty()) {
                output.delete();
            }
        }
        for (FileTree file : delivered) {
            file.delete();
        }
    }
}
