package io.smsreports.cli;

import io.smsreports.cli.terminal.Screen;
import io.smsreports.reconcile.Reconciliation;
import io.smsreports.reconcile.ReconciliationReport;
import io.smsreports.reconcile.ReconciliationText;
import io.smsreports.reconcile.output.PublishedOutput;
import io.smsreports.storage.BucketCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code reconcile}: whether every row of an output is accounted for. */
@Command(
        name = "reconcile",
        description = {
            "Proves from the published files that every row is accounted for.",
            "",
            "Prints the figures of each day. Exit code 1 if anything does not add up; open windows"
                    + " are no mismatch. With --input the ledger is compared with that folder:"
                    + " files never read, read twice, changed since. With --date it covers the"
                    + " files with rows of that date."
        },
        sortOptions = false)
final class ReconcileCommand implements Callable<Integer> {

    private static final int MISMATCH = 1;

    @Spec private CommandSpec spec;
    @Mixin private Storage storage;

    @Mixin private OutputOption output;

    @Option(
            names = "--input",
            paramLabel = "FOLDER",
            description = "Compare the ledger with this input folder, too.")
    private String input;

    @Mixin private DateOption date;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path base = output.path();
        List<BucketCheck.Named> places = new ArrayList<>();
        places.add(BucketCheck.Named.read("--output", base));
        Optional<Path> folder = Optional.empty();
        if (input != null) {
            folder = Optional.of(Storage.parse("--input", input));
            places.add(BucketCheck.Named.read("--input", folder.get()));
        }
        storage.openAndCheck(places);
        ReconciliationReport report =
                Reconciliation.of(new PublishedOutput(base), folder, date.date());
        Screen screen = SmsReports.screen(spec);
        if (json) {
            screen.print(report.json());
        } else {
            ReconciliationText.of(report).forEach(screen::print);
        }
        return report.balances() ? ExitCode.OK : MISMATCH;
    }
}
