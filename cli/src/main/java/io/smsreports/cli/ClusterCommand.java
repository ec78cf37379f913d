package io.smsreports.cli;

import io.smsreports.cli.cluster.ClusterFolder;
import io.smsreports.storage.ProjectHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cluster}: a Flink cluster of processes on this machine. */
@Command(
        name = "cluster",
        description = {
            "Starts and stops a Flink cluster on this machine: a JobManager and TaskManagers as"
                    + " processes of their own, in data/cluster.",
            "",
            "./sms-reports submit runs the report job on it."
        },
        subcommands = {
            ClusterStartCommand.class,
            ClusterStopCommand.class,
            ClusterStatusCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
final class ClusterCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: start, stop or status; each has --help");
    }

    /** Where the cluster of this project lies. */
    static ClusterFolder folder() {
        return new ClusterFolder(ProjectHome.folder().resolve(ClusterFolder.DEFAULT));
    }
}
