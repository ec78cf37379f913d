package io.smsreports.cli;

import io.smsreports.cli.terminal.Screen;
import io.smsreports.job.JobSettings;
import io.smsreports.model.TextTable;
import io.smsreports.run.OutputRemoval;
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
            "Removes an output: its reports, what else its runs have made in it, and their"
                    + " checkpoints, after it has listed them and asked.",
            "",
            "With --output or OUTPUT_BASE: that output and nothing else. Without: what lies in the"
                    + " default places, that is the output data/output, the demo's in data/demo, and"
                    + " the files in data/REF_SMS_streaming. The files in data/REF_SMS stay, as"
                    + " does an input folder of your own.",
            "",
            "One small file stays for good in _sms-reports/commits: a job that was paused finds it"
                    + " when it wakes up, and ends. A new run may begin on the output at once. While a"
                    + " job writes the output nothing is removed, and the exit code is 2."
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
                    "Look here too for the checkpoints of the output's runs, besides where the runs"
                            + " have noted them (CHECKPOINT_BASE; default: data/checkpoints).")
    private String checkpoints;

    @Option(names = "--yes", description = "Remove without asking.")
    private boolean yes;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Screen screen = SmsReports.screen(spec);
        JobSettings settings = output.with("--checkpoints", checkpoints).settings();
        openStorage(settings);
        CleanPlan plan =
                output.isNamed() ? CleanPlan.ofOutput(settings) : CleanPlan.ofDefaults(settings);
        plan.warnings().forEach(warning -> screen.warn("WARNING: " + warning));
        List<CleanPlan.Part> parts = plan.parts();
        if (parts.isEmpty()) {
            screen.print("There is nothing to remove.");
            return ExitCode.OK;
        }
        List<List<String>> rows = new ArrayList<>();
        for (CleanPlan.Part part : parts) {
            rows.add(
                    List.of(
                            part.what(),
                            PlaceName.shown(part.where()),
                            String.format(Locale.ROOT, "%.1f", part.bytes() / 1e6)));
        }
        new TextTable(List.of("what", "where", "MB"), rows).lines().forEach(screen::print);
        if (!yes && !confirmed()) {
            screen.print("Nothing is removed.");
            return ExitCode.OK;
        }
        plan.delete();
        screen.print("Removed.");
        return ExitCode.OK;
    }

    private void openStorage(JobSettings settings) throws IOException, InterruptedException {
        CleanPlan.requireReachable(settings.output());
        CleanPlan.requireReachable(settings.checkpoints());
        storage.openAndCheck(
                List.of(
                        BucketCheck.Named.written("--output", settings.output()),
                        BucketCheck.Named.written("--checkpoints", settings.checkpoints())));
        if (!ObjectStore.holds(settings.output()) && !ObjectStore.holds(settings.checkpoints())) {
            storage.open(OutputRemoval.placesElsewhere(settings.output()));
        }
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
