package io.smsreports.cli;

import io.smsreports.job.JobOptions;
import io.smsreports.job.JobSettings;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.ReportCatalogue;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.SmsReportsException;
import io.smsreports.reconcile.output.OutputCatalogue;
import io.smsreports.reconcile.output.PublishedOutput;
import io.smsreports.reconcile.report.CorrectedReport;
import io.smsreports.reconcile.report.PublishedReport;
import io.smsreports.reconcile.report.ReportSource;
import io.smsreports.reconcile.report.ReportTable;
import io.smsreports.storage.AtomicFile;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.StoredFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: one report as one CSV, from all of its part files. */
@Command(
        name = "report",
        description = {
            "Prints one report as one sorted CSV, or writes it to a file.",
            "",
            "With --corrected, what came late and what is still open is added to the figures, in"
                    + " columns of its own: published, late, open, status."
        },
        sortOptions = false)
final class ReportCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private Storage storage;

    @Parameters(
            paramLabel = "NAME",
            description = "Which report of the output, such as daily_revenue or revenue_15min.")
    private String name;

    @Mixin private OutputOption output;

    @Mixin private DateOption date;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write it to this file, local or s3://, instead of the screen.")
    private String out;

    @Option(
            names = "--corrected",
            description = "Add what came late and what is open, and say how final each row is.")
    private boolean corrected;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description =
                    "The paytypes' labels, for what is open (REF_MAP_PATH; default: "
                            + JobOptions.DEFAULT_REFERENCE
                            + ").")
    private String reference;

    @Override
    public Integer call() throws IOException, InterruptedException {
        JobSettings settings = output.with("--reference", reference).settings();
        List<BucketCheck.Named> places = new ArrayList<>();
        places.add(BucketCheck.Named.read("--output", settings.output()));
        if (corrected) {
            places.add(BucketCheck.Named.read("--reference", settings.reference()));
        }
        Optional<Path> file = Optional.empty();
        if (out != null) {
            file = Optional.of(Storage.parse("--out", out));
            places.add(BucketCheck.Named.written("--out", file.get().getParent()));
        }
        storage.openAndCheck(places);
        if (file.isPresent()) {
            requireWritable(file.get(), settings.output());
        }
        ReportDefinition definition = definition(settings.output());
        ReportSource source =
                new ReportSource(new PublishedOutput(settings.output()), definition, date.date());
        ReportTable table =
                corrected
                        ? CorrectedReport.of(source, settings.reference())
                        : PublishedReport.of(source);
        if (file.isPresent()) {
            AtomicFile.replace(file.get(), table.csv());
            SmsReports.screen(spec)
                    .print(
                            "%d %s of %s in %s"
                                    .formatted(
                                            table.rows().size(),
                                            table.rows().size() == 1 ? "row" : "rows",
                                            name,
                                            PlaceName.shown(file.get())));
            return ExitCode.OK;
        }
        PrintWriter screen = spec.commandLine().getOut();
        screen.print(new String(table.csv(), StandardCharsets.UTF_8));
        screen.flush();
        return ExitCode.OK;
    }

    private ReportDefinition definition(Path output) throws IOException {
        List<ReportDefinition> reports = OutputCatalogue.of(output).ofFigures();
        return reports.stream()
                .filter(report -> report.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                refused(
                                        "'%s' is no report of %s; the reports are %s"
                                                .formatted(
                                                        name,
                                                        PlaceName.shown(output),
                                                        ReportCatalogue.oneOf(reports))));
    }

    private static void requireWritable(Path file, Path output) throws IOException {
        if ((file + "/").startsWith(output + "/")) {
            throw refused(
                    "--out lies in the output itself, where it would be taken for a report: name a place outside of "
                            + PlaceName.shown(output));
        }
        if (StoredFiles.DIRECT.status(file).filter(FileStatus::isDir).isPresent()) {
            throw refused("--out is a folder: name a file in it, such as " + file + "/report.csv");
        }
        if (ObjectStore.holds(file)) {
            return;
        }
        if (StoredFiles.DIRECT.status(file.getParent()).filter(FileStatus::isDir).isEmpty()) {
            throw refused(
                    "the folder of --out, %s, does not exist: make it first"
                            .formatted(PlaceName.shown(file.getParent())));
        }
    }

    private static SmsReportsException refused(String message) {
        return new SmsReportsException(ErrorCode.COMMAND_REFUSED, message);
    }
}
