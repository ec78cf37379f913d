package io.smsreports.cli;

import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobSettings;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.model.TextTable;
import io.smsreports.storage.BucketCheck;
import io.smsreports.storage.ObjectStore;
import io.smsreports.storage.PlaceName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clean}: lists a {@link CleanPlan}, asks, and removes it. */
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

    @Spec private CommandSpec spec;
    @Mixin private Storage storage;
    @Mixin private OutputOption output;

    @Option(
            names = "--checkpoints",
            paramLabel = "FOLDER",
            description =
                    "Where the state to remove lies: that of the output's run, and of no other"
                            + " (CHECKPOINT_BASE; default: data/checkpoints).")
    private String checkpoints;

    @Option(names = "--yes", description = "Remove without asking.")
    private boolean yes;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Screen screen = SmsReports.screen(spec);
        JobSettings settings = output.with("--checkpoints", checkpoints).settings();
        storage.openAndCheck(
                List.of(
                        supported("--output", settings.output()),
                        supported("--checkpoints", settings.checkpoints())));
        List<CleanPlan.Part> parts = CleanPlan.of(settings);
        if (parts.isEmpty()) {
            screen.print("There is nothing to remove.");
            return ExitCode.OK;
        }
        List<List<String>> rows = new ArrayList<>();
        for (CleanPlan.Part part : parts) {
            rows.add(
                    List.of(
                            part.what(),
                            PlaceName.shown(part.folder()),
                            String.format(Locale.ROOT, "%.1f", part.bytes() / 1e6)));
        }
        new TextTable(List.of("what", "where", "MB"), rows).lines().forEach(screen::print);
        if (!yes && !confirmed()) {
            screen.print("Nothing is removed.");
            return ExitCode.OK;
        }
        for (CleanPlan.Part part : parts) {
            part.delete();
        }
        screen.print("Removed.");
        return ExitCode.OK;
    }

    private static BucketCheck.Named supported(String flag, Path place) throws SmsReportsException {
        if (!ObjectStore.holds(place) && !new FileTree(place).isLocal()) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_REFUSED,
                    "%s is neither on this machine nor in S3: remove it with the storage's own tools; nothing is removed."
                            .formatted(place));
        }
        return BucketCheck.Named.written(flag, place);
    }

    private boolean confirmed() throws IOException {
        spec.commandLine().getOut().print("Remove all of it? [y/N] ");
        spec.commandLine().getOut().flush();
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        String answer = input.readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
