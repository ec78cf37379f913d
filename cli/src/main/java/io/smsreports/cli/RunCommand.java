package io.smsreports.cli;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.smsreports.cli.embedded.EmbeddedJob;
import io.smsreports.cli.rest.JobRest;
import io.smsreports.cli.terminal.LogFile;
import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobOptions;
import io.smsreports.job.JobSettings;
import io.smsreports.job.ReportRun;
import io.smsreports.model.ReportWindow;
import io.smsreports.run.PublicationText;
import io.smsreports.storage.AtomicFile;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code run}: the job with its web UI, in this process. */
@Command(
        name = "run",
        description = {
            "Runs the report job in this process, with Flink's web UI.",
            "",
            "Ctrl-C stops it with a savepoint; the same command goes on from there."
        },
        sortOptions = false)
final class RunCommand implements Callable<Integer> {

    /** Below the home folder; ignored by git. */
    static final String LOG_FOLDER = "data/logs";

    /** Its own name, so that a stack goes to the log file only. */
    static final String FAILURES = "failures";

    @Spec private CommandSpec spec;
    @ParentCommand private SmsReports parent;
    @Mixin private JobOptions options;
    private JobSettings settings;
    @Mixin private WebPort webPort;

    @Option(names = "--quiet", description = "No progress line, also on a terminal.")
    private boolean quiet;

    @Override
    public Integer call() throws Exception {
        settings = options.settings();
        int port = webPort.freePort();
        Screen screen = SmsReports.screen(spec);
        java.nio.file.Path log =
                LogFile.begin(ProjectHome.folder().resolve(LOG_FOLDER), spec.name(), screen);
        screen.showBottom("Starting, log " + PlaceName.shown(log) + " ...");
        try {
            return run(screen, log, port);
        } finally {
            screen.clearBottom();
        }
    }

    private int run(Screen screen, java.nio.file.Path log, int port) throws Exception {
        makeDefaultInput(settings);
        // Before Flink starts, so that a wrong address, key or bucket is told at once.
        StoreAccess.openAndCheck(parent.environment(), settings.places());
        Logger failures = LoggerFactory.getLogger(FAILURES);
        EmbeddedRun run = new EmbeddedRun(settings, port, screen, log, failures);
        EmbeddedRun.Outcome outcome =
                run.execute((started, job, rest) -> begun(screen, log, started, job, rest));
        tell(screen, outcome);
        run.acknowledge();
        return ExitCode.OK;
    }

    /** A first start needs no preparation; a folder that the user names must be there. */
    static void makeDefaultInput(JobSettings settings) throws IOException {
        java.nio.file.Path standard = ProjectHome.folder().resolve(JobOptions.DEFAULT_INPUT);
        if (settings.input().equals(Path.fromLocalFile(standard.toFile()))) {
            Files.createDirectories(standard);
        }
    }

    private void begun(
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
            new ProgressWatch(screen, rest, job).begin();
        }
    }

    private void tell(Screen screen, EmbeddedRun.Outcome outcome) throws IOException {
        if (outcome.promotion().isPresent() && outcome.summary().counters().isEmpty()) {
            PublicationText.lines(outcome.promotion().get()).forEach(screen::print);
            screen.print(
                    "Done already: an earlier process had computed it, and its publication is"
                            + " complete now. The reports are in "
                            + PlaceName.shown(settings.output()));
            return;
        }
        screen.print(headline(outcome));
        outcome.promotion().map(PublicationText::lines).orElse(List.of()).forEach(screen::print);
        if (outcome.resumed()) {
            screen.print("  In this start alone; what came before is in file_ledger:");
        }
        outcome.summary().lines().forEach(screen::print);
        if (!settings.isBatch() && !outcome.closed()) {
            openWindows().ifPresent(screen::print);
        }
        screen.print("  reports  " + PlaceName.shown(settings.output()));
        outcome.summary()
                .warnings(PlaceName.shown(new Path(settings.output(), "file_ledger")))
                .forEach(screen::warn);
    }

    private String headline(EmbeddedRun.Outcome outcome) {
        if (outcome.promotion().isPresent()) {
            return outcome.promotion().get().summary();
        }
        return outcome.closed()
                ? "The input has ended: every window is published and the output is closed."
                : "Stopped, and no window was closed early: go on with the same command.";
    }

    /** From the provisional figures, which the last savepoint has brought up to date. */
    private Optional<String> openWindows() throws IOException {
        Path figures = new Path(new Path(settings.output(), "open_totals"), "open_15min.csv");
        Optional<byte[]> content = AtomicFile.read(figures);
        TreeSet<Instant> starts = new TreeSet<>();
        if (content.isPresent()) {
            String text = new String(content.get(), StandardCharsets.UTF_8);
            try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(text)) {
                rows.forEach(row -> starts.add(Instant.parse(row.getField("RECORD_DATE"))));
            }
        }
        if (starts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "  open     %d %s from %s to %s, not published yet; provisional figures in %s"
                        .formatted(
                                starts.size(),
                                starts.size() == 1 ? "window" : "windows",
                                starts.first(),
                                starts.last().plus(ReportWindow.SIZE),
                                PlaceName.shown(figures.getParent())));
    }
}
