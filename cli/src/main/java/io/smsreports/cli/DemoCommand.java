package io.smsreports.cli;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.smsreports.cli.terminal.LogFile;
import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobCommandLine;
import io.smsreports.job.JobOptions;
import io.smsreports.job.JobSettings;
import io.smsreports.model.AuditFolders;
import io.smsreports.model.ReportDefinition;
import io.smsreports.model.TextTable;
import io.smsreports.simulator.generate.ReferenceHour;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.PlaceName;
import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code demo}: the four reports of one hour, from files that it makes itself. Writes to its own
 * two folders only, and may be run again and again.
 */
@Command(
        name = "demo",
        description = {
            "Shows the four reports of a made-up hour of 749,413 SMS.",
            "",
            "Makes the files in data/REF_SMS if there are none, computes the reports in batch into"
                    + " data/demo and prints them. Writes nothing else, but for its log in data/logs."
        })
final class DemoCommand implements Callable<Integer> {

    private static final String INPUT = "data/REF_SMS";
    static final String OUTPUT = "data/demo";

    private static final double MILLIS_PER_SECOND = 1_000;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Instant started = processStart();
        Path home = ProjectHome.folder();
        Screen screen = SmsReports.screen(spec);
        Path log = LogFile.begin(home.resolve(RunCommand.LOG_FOLDER), spec.name(), screen);
        Path input = home.resolve(INPUT);
        Path output = home.resolve(OUTPUT);
        if (!holdsCsv(input)) {
            screen.print("Making an hour of SMS records in " + PlaceName.shown(input) + " ...");
            ReferenceHour.write(input);
        }
        EmbeddedRun run =
                new EmbeddedRun(
                        settings(home, input, output),
                        0,
                        new Configuration(),
                        screen,
                        log,
                        LoggerFactory.getLogger(RunCommand.FAILURES));
        screen.showBottom("Running the job on " + PlaceName.shown(input) + " ...");
        EmbeddedRun.Outcome outcome;
        try {
            outcome = run.execute((begun, job, rest) -> {});
        } finally {
            screen.clearBottom();
        }
        for (ReportDefinition report : PipelineSql.packagedCatalogue().ofFigures()) {
            screen.print("");
            screen.print(report.name());
            table(output.resolve(report.name())).lines().forEach(screen::print);
        }
        screen.print("");
        outcome.summary()
                .warnings(PlaceName.shown(output.resolve(AuditFolders.FILE_LEDGER)))
                .forEach(screen::warn);
        screen.print(
                "%sThese are the reports in %s, in %.1f s."
                        .formatted(
                                source(input),
                                PlaceName.shown(output),
                                Duration.between(started, Instant.now()).toMillis()
                                        / MILLIS_PER_SECOND));
        screen.print(
                "Next: ./sms-reports run, then copy files from %s into %s and watch %s."
                        .formatted(
                                PlaceName.shown(input),
                                PlaceName.shown(home.resolve(JobOptions.DEFAULT_INPUT)),
                                "http://localhost:8081"));
        run.acknowledge();
        return ExitCode.OK;
    }

    private static Instant processStart() {
        return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    }

    /** No environment: what is set for the real job must not lead the demo elsewhere. */
    private static JobSettings settings(Path home, Path input, Path output) {
        return JobCommandLine.parse(
                Map.of(),
                "--mode=batch",
                "--overwrite",
                // Its output is its own: what lies in the input is all that it shows.
                "--replace-all",
                "--input=" + input,
                "--reference=" + home.resolve(JobOptions.DEFAULT_REFERENCE),
                "--output=" + output,
                "--checkpoints=" + output.resolve("_checkpoints"),
                "--settle-time=0");
    }

    private static boolean holdsCsv(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .anyMatch(
                            name ->
                                    !name.startsWith(".")
                                            && !name.startsWith("_")
                                            && (name.endsWith(".csv") || name.endsWith(".csv.gz")));
        }
    }

    private static String source(Path input) throws IOException {
        return FileTree.local(input).bytes() == ReferenceHour.BYTES
                ? "The data is synthetic: one hour, 749,413 rows, made in %s. "
                        .formatted(PlaceName.shown(input))
                : "The data is what lies in %s. ".formatted(PlaceName.shown(input));
    }

    static TextTable table(Path report) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(report)) {
            files =
                    found.filter(file -> file.toString().endsWith(".csv"))
                            .filter(file -> !file.getFileName().toString().startsWith("."))
                            .sorted()
                            .toList();
        }
        List<String> headings = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (Path file : files) {
            try (CsvReader<NamedCsvRecord> lines = CsvReader.builder().ofNamedCsvRecord(file)) {
                for (NamedCsvRecord line : lines) {
                    if (headings.isEmpty()) {
                        headings.addAll(line.getHeader());
                    }
                    rows.add(line.getFields());
                }
            }
        }
        return new TextTable(headings, rows);
    }
}
