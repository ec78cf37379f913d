package io.smsreports.cli;

import io.smsreports.cli.cluster.ClusterFolder;
import io.smsreports.cli.cluster.ClusterStatus;
import io.smsreports.cli.terminal.DurationText;
import io.smsreports.cli.terminal.Screen;
import io.smsreports.model.ErrorCode;
import io.smsreports.model.SmsReportsException;
import io.smsreports.model.TextTable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cluster status}: the processes as a table. */
@Command(
        name = "status",
        description = {
            "Shows the cluster's processes.",
            "",
            "Exit code 1 if none runs, or if one of them is dead. ./sms-reports status shows the job."
        })
final class ClusterStatusCommand implements Callable<Integer> {

    private static final String NONE = "-";

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ClusterFolder folder = ClusterCommand.folder();
        Optional<ClusterStatus> found = ClusterStatus.of(folder, Instant.now());
        if (found.isEmpty()) {
            throw new SmsReportsException(
                    ErrorCode.COMMAND_FAILED,
                    "no cluster runs: start one with ./sms-reports cluster start");
        }
        ClusterStatus status = found.get();
        Screen screen = SmsReports.screen(spec);
        List<List<String>> rows = new ArrayList<>();
        for (ClusterStatus.Member member : status.members()) {
            rows.add(
                    List.of(
                            member.process().name(),
                            member.isAlive() ? "alive" : "dead",
                            Long.toString(member.process().pid()),
                            member.uptime().map(DurationText::of).orElse(NONE),
                            member.slots()
                                    .map(of -> "%d, %d free".formatted(of.slots(), of.freeSlots()))
                                    .orElse(NONE)));
        }
        new TextTable(List.of("process", "state", "pid", "uptime", "slots"), rows)
                .lines()
                .forEach(screen::print);
        screen.print(
                status.answers()
                        ? "Web UI http://localhost:" + status.webPort()
                        : "Nothing answers at http://localhost:%d.".formatted(status.webPort()));
        return status.isHealthy() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
