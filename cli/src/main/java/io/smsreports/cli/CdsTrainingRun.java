package io.smsreports.cli;

import io.smsreports.cli.terminal.LogFile;
import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobCommandLine;
import io.smsreports.job.JobOptions;
import io.smsreports.sql.PipelineSql;
import io.smsreports.storage.ProjectHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.slf4j.LoggerFactory;

/**
 * Runs the job once in each mode on a few rows, for the launcher to have Java archive the classes
 * that a start loads. Writes below the home folder, which the launcher makes for it alone.
 */
public final class CdsTrainingRun {

    private static final int ROWS = 30;

    /** It takes ten seconds, on a loaded machine minutes; one that takes longer would never end. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private CdsTrainingRun() {}

    /** Ends the process with 0, or with 1 if the job does not work here or takes too long. */
    public static void main(String[] arguments) {
        Thread limit = new Thread(CdsTrainingRun::haltAtLimit, "training-limit");
        limit.setDaemon(true);
        limit.start();
        try {
            runJobs();
        } catch (Exception e) {
            e.printStackTrace();
            // Flink's threads would keep the process alive.
            Runtime.getRuntime().halt(1);
        }
        System.exit(0);
    }

    private static void haltAtLimit() {
        try {
            Thread.sleep(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("The training run did not end within " + LIMIT.toSeconds() + " s.");
        Runtime.getRuntime().halt(1);
    }

    private static void runJobs() throws Exception {
        Path home = ProjectHome.folder();
        Path input = Files.createDirectories(home.resolve(JobOptions.DEFAULT_INPUT));
        Path reference = home.resolve("ref.csv");
        Files.writeString(reference, "PayType,value\n0,Prepaid\n1,Postpaid\n");
        Files.writeString(input.resolve("chunk_aa.csv"), rows());
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Screen screen = new Screen(nowhere, nowhere, 0);
        SmsReports.run(Map.of(), nowhere, nowhere, "--help");
        Path log = LogFile.begin(home.resolve(RunCommand.LOG_FOLDER), "training", screen);
        for (List<String> mode :
                List.of(
                        List.of("--mode=batch", "--overwrite"),
                        List.of("--stop-at-end", "--trigger-interval=1"))) {
            run(home, reference, mode, screen, log);
        }
    }

    private static void run(Path home, Path reference, List<String> mode, Screen screen, Path log)
            throws IOException, InterruptedException {
        Path output = home.resolve("output" + mode.get(0));
        String[] flags = {
            "--reference=" + reference,
            "--output=" + output,
            "--checkpoints=" + home.resolve("checkpoints"),
            "--settle-time=0",
            mode.get(0),
            mode.get(1)
        };
        EmbeddedRun run =
                new EmbeddedRun(
                        JobCommandLine.parse(Map.of(), flags),
                        0,
                        new Configuration(),
                        screen,
                        log,
                        LoggerFactory.getLogger(RunCommand.FAILURES));
        run.execute((begun, job, rest) -> {}).summary().lines().forEach(screen::print);
        Path report = output.resolve(PipelineSql.packagedCatalogue().names().get(0));
        if (Files.isDirectory(report)) {
            DemoCommand.table(report).lines().forEach(screen::print);
        }
    }

    private static String rows() {
        StringBuilder rows = new StringBuilder();
        for (int row = 0; row < ROWS; row++) {
            rows.append(
                    "0,,%d,,0,,2020/08/30 00:%02d:00,%d,100.0,,,,,,,%n"
                            .formatted(row, row, row % 2));
        }
        return rows.toString();
    }
}
