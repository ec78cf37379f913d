package io.smsreports.cli;

import io.smsreports.cli.cluster.ClusterProcess;
import io.smsreports.cli.cluster.LocalCluster;
import io.smsreports.cli.terminal.Screen;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cluster stop}: ends every process of the cluster. */
@Command(
        name = "stop",
        description = {
            "Ends all processes of the cluster.",
            "",
            "A job that still runs ends with them; submitted again, it resumes from its newest"
                    + " checkpoint. ./sms-reports stop ends a job alone."
        })
final class ClusterStopCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Screen screen = SmsReports.screen(spec);
        try (LocalCluster cluster = LocalCluster.open(ClusterCommand.folder())) {
            List<ClusterProcess> ended = cluster.stop();
            screen.print(
                    ended.isEmpty()
                            ? "No cluster was running."
                            : "The cluster is stopped: %d processes ended."
                                    .formatted(ended.size()));
            return ExitCode.OK;
        }
    }
}
